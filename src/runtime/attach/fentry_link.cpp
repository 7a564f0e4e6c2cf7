// fentry and fexit, and kprobes in their place: a link makes the function call the program. Where it is was
// said when it was loaded. Covered by tests/run/fentry.test (guest tier).
#include <cerrno>

#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

Error WhyNot(const std::string& function, int code, HostView& host) {
  Error error = Error::FromErrno("fentry link", code);
  if (!host.KernelListsFunction(function).value_or(true)) {
    return std::move(error).Hint(
        function + " is not traceable (either non-existing, inlined, or marked as \"notrace\")");
  }
  if (code == EBUSY) return std::move(error).Hint("something else traces " + function + " in another way");
  if (code == E2BIG)
    return std::move(error).Hint("as many programs as the kernel allows are attached to " + function);
  constexpr int kNotSupported = 524;  // ENOTSUPP, which is the kernel's own
  if (code == kNotSupported)
    return std::move(error).Hint("this processor's kernel has no trampolines for it");
  return error;
}

Result<Attached> Link(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  Attached attached = NoneYet(context.means);
  const int fd = LinkTrampoline(context.program_fd);
  if (fd < 0) return WhyNot(bundle::SubjectOf(probe.targets.at(0)), -fd, context.host);
  to.AddLink(UniqueFd(fd), true);
  attached.count = 1;
  return attached;
}

}  // namespace

Result<Attached> FentryLink(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return Link(probe, context, to);
}

Result<Attached> FexitLink(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return Link(probe, context, to);
}

}  // namespace sonde::runtime::attach
