// kprobe and kretprobe: one kprobe_multi link for many functions where the program was loaded for it,
// else a perf event per function. A name that the kernel has several times means all of its functions.
// Covered by tests/runtime/session_test.cpp (guest tier) and tests/run/kprobe-places.test.
#include <linux/perf_event.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <span>
#include <utility>

#include "probes/attach_point.h"
#include "probes/kprobe_code.h"
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

constexpr std::string_view kCore = "vmlinux";

// A probe for one function has its own name, unless the script gave it another; those of a wildcard are named
// one by one.
std::string NameOf(const bundle::ProbeMeta& probe, const bundle::AttachTarget& target) {
  std::string name(RowOf(probe.kind).name);
  if (!probe.multi && probe.name.starts_with(name + ":")) return probe.name;
  if (!target.module.empty()) name += ":" + target.module;
  return name + ":" + target.function;
}

bool AtReturnOf(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & AtReturn) != 0;
}

Error NoKprobes(const bundle::ProbeMeta& probe, HostView& host) {
  const std::string function = probe.targets.empty() ? "" : probe.targets[0].function;
  Error error(probe.name + ": this kernel has no kprobes (CONFIG_KPROBES is not set)");
  for (std::string& hint : SuggestAlternatives(probe.kind, function, host)) {
    error = std::move(error).Hint(std::move(hint));
  }
  return error;
}

// Since 6.7 the kernel refuses a name that it has several times; before, it takes the first silently.
bool RefusesRepeatedNames(const std::string& release) {
  int major = 0;
  int minor = 0;
  if (std::sscanf(release.c_str(), "%d.%d", &major, &minor) != 2) return false;
  return major > 6 || (major == 6 && minor >= 7);
}

class Opener {
 public:
  Opener(const ProbePmu& pmu, const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to)
      : pmu_(pmu), probe_(probe), context_(context), to_(to) {}

  // Attaches one target: the number of functions it means.
  Result<uint64_t> Attach(const bundle::AttachTarget& target) {
    if (target.has_address) return Single(target, OpenAddress(target.address));
    const bool by_name =
        target.module.empty() && target.offset == 0 && RefusesRepeatedNames(context_.host.KernelRelease());
    int code = -ENOENT;
    if (by_name) {
      code = OpenName(target);
      if (code >= 0 || (code != -EADDRNOTAVAIL && code != -ENOENT)) return Single(target, code);
    }
    const auto symbols = SymbolsOf(target);
    if (symbols.empty() || symbols[0].address == 0) {  // the kernel knows better, or hides its addresses
      if (!by_name) code = OpenName(target);
      return Single(target, code);
    }
    if (const auto problem = CheckKernelOffset(symbols, target.offset, Shown(target), context_.host)) {
      return OffsetError(target, *problem);
    }
    return AttachSymbols(target, symbols);
  }

  // What is attached otherwise than one might expect.
  std::vector<std::string> TakeWarnings() { return std::move(warnings_); }

 private:
  static std::string Shown(const bundle::AttachTarget& target) {
    return (target.module.empty() ? "" : target.module + ":") + target.function;
  }

  [[nodiscard]] perf_event_attr MakeAttr() const {
    perf_event_attr attr{};
    attr.type = pmu_.type;
    attr.config = AtReturnOf(probe_) ? pmu_.return_bit : 0;
    return attr;
  }

  [[nodiscard]] int OpenAddress(uint64_t address) const {
    perf_event_attr attr = MakeAttr();
    attr.config2 = address;
    return TryPerfEvent(attr, -1, OnlineCpus().front());
  }

  // Kernels differ in how they want functions of modules to be named.
  [[nodiscard]] int OpenName(const bundle::AttachTarget& target) const {
    perf_event_attr attr = MakeAttr();
    attr.config2 = target.offset;
    if (!target.module.empty() && target.module != kCore) {
      const std::string symbol = target.module + ":" + target.function;
      attr.config1 = reinterpret_cast<uint64_t>(symbol.c_str());
      const int fd = TryPerfEvent(attr, -1, OnlineCpus().front());
      if (fd >= 0) return fd;
    }
    attr.config1 = reinterpret_cast<uint64_t>(target.function.c_str());
    return TryPerfEvent(attr, -1, OnlineCpus().front());
  }

  [[nodiscard]] std::vector<KernelSymbol> SymbolsOf(const bundle::AttachTarget& target) const {
    auto symbols = context_.host.FindKernelSymbols(target.function);
    if (!target.module.empty()) {
      std::erase_if(symbols, [&](const KernelSymbol& symbol) {
        return (symbol.module.empty() ? kCore : symbol.module) != target.module;
      });
    }
    return symbols;
  }

  Status Start(int fd) {
    UniqueFd event(fd);
    if (Status status = StartPerfEvent(event.get(), context_.program_fd); !status) return status;
    to_.AddPerfEvent(std::move(event), true);
    return Status::Ok();
  }

  Result<uint64_t> Single(const bundle::AttachTarget& target, int fd) {
    if (fd < 0) return WhyNot(target, fd);
    if (Status status = Start(fd); !status) return status.TakeError();
    return uint64_t{1};
  }

  // Some of the functions of one name may be such that the kernel allows no probe on them.
  Result<uint64_t> AttachSymbols(const bundle::AttachTarget& target,
                                 const std::vector<KernelSymbol>& symbols) {
    uint64_t count = 0;
    int code = 0;
    for (const KernelSymbol& symbol : symbols) {
      const int fd = OpenAddress(symbol.address + target.offset);
      if (fd < 0) {
        code = fd;
        continue;
      }
      if (Status status = Start(fd); !status) return status.TakeError();
      ++count;
    }
    if (count == 0) return WhyNot(target, code);
    if (symbols[0].name != target.function) {
      warnings_.push_back(target.function + " is " + symbols[0].name +
                          " in this kernel: a copy that the compiler made, whose arguments may be others");
    }
    if (count < symbols.size()) {
      warnings_.push_back(probe_.name + ": the kernel has " + std::to_string(symbols.size()) +
                          " functions of this name and allows probes on " + std::to_string(count));
    }
    return count;
  }

  Error OffsetError(const bundle::AttachTarget& target, const OffsetProblem& problem) const {
    Error error = problem.outside ? Error("Offset outside the function bounds ('" + target.function +
                                          "' size is " + std::to_string(problem.size) + ")")
                                  : WhyNot(target, -EILSEQ);
    for (const auto& hint : problem.hints)
      error = std::move(error).Hint(hint);
    return error;
  }

  Error WhyNot(const bundle::AttachTarget& target, int code) const {
    if (code == -EILSEQ) {
      return Error("Possible attachment attempt in the middle of an instruction, try a different offset.");
    }
    const bool refused = code == -ENOENT || code == -EINVAL || code == -EADDRNOTAVAIL || code == -ESRCH;
    if (!refused || target.has_address) return Error::FromErrno("perf_event_open", -code);
    Error error(target.function +
                " is not traceable (either non-existing, inlined, or marked as \"notrace\")");
    for (auto& hint : HintsInsteadOf(probe_.kind, target.function, context_.host))
      error = std::move(error).Hint(std::move(hint));
    return error;
  }

  const ProbePmu& pmu_;
  const bundle::ProbeMeta& probe_;
  const AttachContext& context_;
  Attachments& to_;
  std::vector<std::string> warnings_;
};

Result<Attached> AttachSingly(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  auto pmu = FindProbePmu("kprobe");
  if (!pmu) return NoKprobes(probe, context.host);
  Attached attached{0, "perf events"};
  Opener opener(*pmu, probe, context, to);
  for (const bundle::AttachTarget& target : probe.targets) {
    auto count = opener.Attach(target);
    if (count) {
      attached.count += *count;
    } else {
      attached.missing.push_back({NameOf(probe, target), count.TakeError()});
    }
  }
  attached.warnings = opener.TakeWarnings();
  return attached;
}

// Many functions through links.
class Linker {
 public:
  Linker(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to)
      : probe_(probe), context_(context), to_(to), attached_{0, "kprobe_multi links"} {}

  Attached Run() {
    const auto repeated = context_.host.RepeatedKernelFunctions();
    std::vector<bundle::AttachTarget> once;
    for (const bundle::AttachTarget& target : probe_.targets) {
      const bool several = std::binary_search(repeated.begin(), repeated.end(), target.function);
      if (!several || !LinkAll(target)) once.push_back(target);
    }
    if (!once.empty()) LinkNames(once);
    return std::move(attached_);
  }

 private:
  // Links a run of functions at once. If the kernel refuses a function it refuses the link, so a refused run
  // is halved until the culprits stand alone.
  void LinkNames(std::span<const bundle::AttachTarget> targets) {
    std::vector<const char*> names;
    names.reserve(targets.size());
    for (const bundle::AttachTarget& target : targets)
      names.push_back(target.function.c_str());
    const int fd = LinkKprobeMulti(context_.program_fd, names, AtReturnOf(probe_));
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
    for (const bundle::AttachTarget& target : targets)
      attached_.missing.push_back({NameOf(probe_, target), WhyNot(target, fd)});
  }

  // By name the kernel would take the first function only. False when it allows none of them.
  bool LinkAll(const bundle::AttachTarget& target) {
    std::vector<uint64_t> addresses;
    for (const KernelSymbol& symbol : context_.host.FindKernelSymbols(target.function)) {
      if (symbol.address != 0) addresses.push_back(symbol.address);
    }
    return !addresses.empty() && LinkAddresses(addresses) > 0;
  }

  uint64_t LinkAddresses(std::span<const uint64_t> addresses) {
    const int fd = LinkKprobeMulti(context_.program_fd, addresses, AtReturnOf(probe_));
    if (fd >= 0) {
      to_.AddLink(UniqueFd(fd), true);
      attached_.count += addresses.size();
      return addresses.size();
    }
    if (addresses.size() < 2) return 0;
    const size_t half = addresses.size() / 2;
    return LinkAddresses(addresses.first(half)) + LinkAddresses(addresses.subspan(half));
  }

  Error WhyNot(const bundle::AttachTarget& target, int code) const {
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

Result<Attached> AttachFunctions(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  if (!context.multi) return AttachSingly(probe, context, to);
  return Linker(probe, context, to).Run();
}

}  // namespace

Result<Attached> Kprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachFunctions(probe, context, to);
}

Result<Attached> Kretprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachFunctions(probe, context, to);
}

}  // namespace sonde::runtime::attach
