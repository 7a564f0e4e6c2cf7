// iter: a descriptor for each process, or for all, which the session reads. Covered by tests/run/iter.test.
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {

Result<Attached> IteratorLink(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  const std::string& object = bundle::As<bundle::ObjectTarget>(probe.targets[0]).object;
  Attached attached = NoneYet(context.means);
  attached.count = 1;
  const bool of_processes = object.starts_with("task");
  if (!of_processes && (!context.targets.empty() || context.follows)) {
    attached.warnings.push_back(probe.name +
                                ": the kernel has these objects for no process, so all are shown");
  }
  const bool all = context.targets.empty() || !of_processes;
  for (const int process : all ? std::vector<int>{0} : context.targets) {
    const int fd = OpenIterator(context.program_fd, object, process);
    if (fd < 0) return Error::FromErrno("iterator link", fd);
    to.AddIterator(UniqueFd(fd));
  }
  return attached;
}

}  // namespace sonde::runtime::attach
