// rawtracepoint: the program hangs on the tracepoint itself. Covered by tests/runtime/session_test.cpp.
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

}  // namespace sonde::runtime::attach
