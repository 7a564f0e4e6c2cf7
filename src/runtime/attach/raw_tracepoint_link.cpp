// rawtracepoint: the program hangs on the tracepoint itself. Of one whose arguments have types the kernel was
// told at load which tracepoint it is for. Covered by tests/runtime/session_test.cpp and
// tests/run/kernel-pointers.test.
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {

Result<Attached> RawTracepointLink(const bundle::ProbeMeta& probe, const AttachContext& context,
                                   Attachments& to) {
  Attached attached = NoneYet(context.means);
  for (const bundle::AttachTarget& target : probe.targets) {
    const std::string& event = bundle::As<bundle::RawTracepointTarget>(target).event;
    auto link = OpenRawTracepoint(event, context.program_fd);
    if (!link) {
      attached.missing.push_back({"rawtracepoint:" + event, link.TakeError()});
      continue;
    }
    to.AddLink(std::move(*link), false);
    ++attached.count;
  }
  return attached;
}

Result<Attached> TypedTracepointLink(const bundle::ProbeMeta& probe, const AttachContext& context,
                                     Attachments& to) {
  Attached attached = NoneYet(context.means);
  const int fd = LinkTrampoline(context.program_fd);
  if (fd < 0) {
    const std::string& event = bundle::As<bundle::RawTracepointTarget>(probe.targets.at(0)).event;
    attached.missing.push_back({"rawtracepoint:" + event, Error::FromErrno("raw tracepoint", -fd)});
    return attached;
  }
  to.AddLink(UniqueFd(fd), false);
  attached.count = 1;
  return attached;
}

}  // namespace sonde::runtime::attach
