// iter: a descriptor for each process, or for all, which the session reads; or a file that others read.
// Covered by tests/run/iter.test and tests/run/iter-pinned.test.
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// The file is made when all else is attached.
Status LinkForPin(const std::string& object, const std::string& path, const std::vector<int>& processes,
                  const AttachContext& context, Attachments& to) {
  if (processes.size() > 1) {
    return Error("a pinned iterator has the objects of one process or of all, not of " +
                 std::to_string(processes.size()) + " processes");
  }
  if (Status status = CheckPinPath(path); !status) return status;
  const int link = LinkIterator(context.program_fd, object, processes[0]);
  if (link < 0) return Error::FromErrno("iterator link", link);
  to.AddPin({UniqueFd(link), path});
  return Status::Ok();
}

}  // namespace

Result<Attached> IteratorLink(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  const auto& [object, pin] = bundle::As<bundle::ObjectTarget>(probe.targets[0]);
  Attached attached = NoneYet(context.means);
  attached.count = 1;
  const bool of_processes = object.starts_with("task");
  if (!of_processes && (!context.targets.empty() || context.follows)) {
    attached.warnings.push_back(probe.name +
                                ": the kernel has these objects for no process, so all are shown");
  }
  const bool all = context.targets.empty() || !of_processes;
  const std::vector<int> processes = all ? std::vector<int>{0} : context.targets;
  if (!pin.empty()) {
    if (Status status = LinkForPin(object, pin, processes, context, to); !status) return status.TakeError();
    return attached;
  }
  for (const int process : processes) {
    const int fd = OpenIterator(context.program_fd, object, process);
    if (fd < 0) return Error::FromErrno("iterator link", fd);
    to.AddIterator(UniqueFd(fd));
  }
  return attached;
}

}  // namespace sonde::runtime::attach
