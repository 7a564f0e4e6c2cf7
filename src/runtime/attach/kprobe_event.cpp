// kprobe and kretprobe by perf events, one for each function. A name that the kernel has several times means
// all of its functions. Covered by tests/runtime/session_test.cpp (guest tier) and
// tests/run/kprobe-places.test.
#include <linux/perf_event.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "probes/attach_point.h"
#include "probes/kprobe_code.h"
#include "runtime/attach/attach.h"
#include "runtime/attach/kprobe_name.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

constexpr std::string_view kCore = "vmlinux";

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
  Result<uint64_t> Attach(const bundle::KernelTarget& target) {
    if (target.address) return Single(target, OpenAddress(*target.address));
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
  static std::string Shown(const bundle::KernelTarget& target) {
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
  [[nodiscard]] int OpenName(const bundle::KernelTarget& target) const {
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

  [[nodiscard]] std::vector<KernelSymbol> SymbolsOf(const bundle::KernelTarget& target) const {
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

  Result<uint64_t> Single(const bundle::KernelTarget& target, int fd) {
    if (fd < 0) return WhyNot(target, fd);
    if (Status status = Start(fd); !status) return status.TakeError();
    return uint64_t{1};
  }

  // Some of the functions of one name may be such that the kernel allows no probe on them.
  Result<uint64_t> AttachSymbols(const bundle::KernelTarget& target,
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

  Error OffsetError(const bundle::KernelTarget& target, const OffsetProblem& problem) const {
    Error error = problem.outside ? Error("Offset outside the function bounds ('" + target.function +
                                          "' size is " + std::to_string(problem.size) + ")")
                                  : WhyNot(target, -EILSEQ);
    for (const auto& hint : problem.hints)
      error = std::move(error).Hint(hint);
    return error;
  }

  Error WhyNot(const bundle::KernelTarget& target, int code) const {
    if (code == -EILSEQ) {
      return Error("Possible attachment attempt in the middle of an instruction, try a different offset.");
    }
    const bool refused = code == -ENOENT || code == -EINVAL || code == -EADDRNOTAVAIL || code == -ESRCH;
    if (!refused || target.address) return Error::FromErrno("perf_event_open", -code);
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

}  // namespace

Result<Attached> KprobeEvent(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  auto pmu = FindProbePmu("kprobe");
  if (!pmu) return LacksFeature(probe, Feature::Kprobe, context.host);
  Attached attached = NoneYet(context.means);
  Opener opener(*pmu, probe, context, to);
  for (const bundle::AttachTarget& one : probe.targets) {
    const auto& target = bundle::As<bundle::KernelTarget>(one);
    auto count = opener.Attach(target);
    if (count) {
      attached.count += *count;
    } else {
      attached.missing.push_back({KprobeName(probe, target), count.TakeError()});
    }
  }
  attached.warnings = opener.TakeWarnings();
  return attached;
}

}  // namespace sonde::runtime::attach
