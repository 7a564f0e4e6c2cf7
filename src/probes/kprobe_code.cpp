// Places of kprobes. Leaves: CheckKernelOffset, HintsInsteadOf. Covered by tests/probes/kprobe_test.cpp and
// tests/run/kprobe-places.test.
#include "probes/kprobe_code.h"

#include "base/nearest.h"

namespace sonde {
namespace {

std::string LineFor(const std::string& shown, uint64_t offset) {
  return "kprobe:" + shown + (offset == 0 ? "" : "+" + std::to_string(offset));
}

}  // namespace

std::optional<OffsetProblem> CheckKernelOffset(const std::vector<KernelSymbol>& functions, uint64_t offset,
                                               const std::string& shown, HostView& host) {
  if (offset == 0) return std::nullopt;
  for (const KernelSymbol& function : functions) {
    if (function.size != 0 && offset >= function.size) return OffsetProblem{true, function.size, {}};
    if (function.address == 0) continue;
    const auto span = host.KernelInstruction(function, offset);
    if (!span || span->begin == offset) continue;
    std::string hint = "instructions begin at " + LineFor(shown, span->begin);
    if (span->end < function.size) hint += " and " + LineFor(shown, span->end);
    return OffsetProblem{false, function.size, {hint}};
  }
  return std::nullopt;
}

std::vector<std::string> HintsInsteadOf(ProbeKind kind, const std::string& function, HostView& host) {
  std::vector<std::string> hints;
  std::vector<std::string> names;
  for (auto& match : host.MatchKernelFunctions("", "*")) {
    if (match.name != function) names.push_back(std::move(match.name));
  }
  const std::string near = Nearest(function, names);
  if (!near.empty()) hints.push_back("did you mean " + std::string(RowOf(kind).name) + ":" + near + "?");
  for (auto& event : SimilarEvents(kind, function, host))
    hints.push_back(std::move(event));
  return hints;
}

}  // namespace sonde
