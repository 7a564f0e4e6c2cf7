// kprobe_multi: one link for many functions of the kernel; kprobe_session: one for their entries and returns,
// by the program of both probes. Covered by tests/runtime/session_test.cpp (guest tier),
// tests/run/kprobes.test and tests/run/kprobe-session.test.
#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "runtime/attach/attach.h"
#include "runtime/attach/kprobe_name.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// Many functions through links.
class Linker {
 public:
  Linker(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to)
      : probe_(probe), context_(context), to_(to), attached_(NoneYet(context.means)) {}

  Attached Run() {
    const auto repeated = context_.host.RepeatedKernelFunctions();
    std::vector<bundle::KernelTarget> once;
    for (const bundle::AttachTarget& one : probe_.targets) {
      const auto& target = bundle::As<bundle::KernelTarget>(one);
      const bool several = std::binary_search(repeated.begin(), repeated.end(), target.function);
      if (!several || !LinkAll(target)) once.push_back(target);
    }
    if (!once.empty()) LinkNames(once);
    return std::move(attached_);
  }

 private:
  // Links a run of functions at once. If the kernel refuses a function it refuses the link, so a refused run
  // is halved until the culprits stand alone.
  void LinkNames(std::span<const bundle::KernelTarget> targets) {
    std::vector<const char*> names;
    names.reserve(targets.size());
    for (const bundle::KernelTarget& target : targets)
      names.push_back(target.function.c_str());
    const int fd = Link(std::span<const char* const>(names));
    if (fd >= 0) {
      to_.AddLink(UniqueFd(fd), true);
      attached_.count += targets.size();
      return;
    }
    const bool one_of_them = fd == -ESRCH || fd == -EINVAL || fd == -ENOENT;
    if (targets.size() > 1 && one_of_them) {
      const size_t half = targets.size() / 2;
      LinkNames(targets.first(half));
      LinkNames(targets.subspan(half));
      return;
    }
    for (const bundle::KernelTarget& target : targets)
      attached_.missing.push_back({KprobeName(probe_, target), WhyNot(target, fd)});
  }

  // By names or addresses.
  template <typename Functions>
  [[nodiscard]] int Link(Functions functions) const {
    if (context_.means == Means::KprobeSession) return LinkKprobeSession(context_.program_fd, functions);
    return LinkKprobeMulti(context_.program_fd, functions, AtReturnOf(probe_));
  }

  // By name the kernel would take the first function only. False when it allows none of them.
  bool LinkAll(const bundle::KernelTarget& target) {
    std::vector<uint64_t> addresses;
    for (const KernelSymbol& symbol : context_.host.FindKernelSymbols(target.function)) {
      if (symbol.address != 0) addresses.push_back(symbol.address);
    }
    return !addresses.empty() && LinkAddresses(addresses) > 0;
  }

  uint64_t LinkAddresses(std::span<const uint64_t> addresses) {
    const int fd = Link(addresses);
    if (fd >= 0) {
      to_.AddLink(UniqueFd(fd), true);
      attached_.count += addresses.size();
      return addresses.size();
    }
    if (addresses.size() < 2) return 0;
    const size_t half = addresses.size() / 2;
    return LinkAddresses(addresses.first(half)) + LinkAddresses(addresses.subspan(half));
  }

  Error WhyNot(const bundle::KernelTarget& target, int code) const {
    Error error = Error::FromErrno("kprobe_multi link", code);
    if (context_.host.MayTraceKernelFunction(target.function)) return error;
    return std::move(error).Hint(
        target.function + " is not traceable (either non-existing, inlined, or marked as \"notrace\")");
  }

  const bundle::ProbeMeta& probe_;
  const AttachContext& context_;
  Attachments& to_;
  Attached attached_;
};

}  // namespace

Result<Attached> KprobeMulti(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return Linker(probe, context, to).Run();
}

// Both halves are attached by the first that is; the second has the same functions, under its own name.
Result<Attached> KprobeSession(const bundle::ProbeMeta& probe, const AttachContext& context,
                               Attachments& to) {
  const Attached* half = to.FindSession(context.program_fd);
  if (half == nullptr) return to.AddSession(context.program_fd, Linker(probe, context, to).Run());
  Attached attached = *half;
  for (Missing& missing : attached.missing)
    missing.name = std::string(RowOf(probe.kind).name) + missing.name.substr(missing.name.find(':'));
  return attached;
}

}  // namespace sonde::runtime::attach
