// Places of kprobes. Leaves: CheckKernelOffset, MovedTo, HintsInsteadOf. Covered by
// tests/probes/kprobe_test.cpp and tests/run/kprobe-places.test.
#include "probes/kprobe_code.h"

#include <algorithm>
#include <iterator>

#include "base/nearest.h"
#include "defs/moved_functions.h"
#include "host/files.h"

namespace sonde {
namespace {

std::string LineFor(const std::string& shown, uint64_t offset) {
  return "kprobe:" + shown + (offset == 0 ? "" : "+" + std::to_string(offset));
}

// "tracepoint:CATEGORY:EVENT", or a function of the running kernel.
bool IsHere(const std::string& name, HostView& host) {
  constexpr std::string_view kTracepoint = "tracepoint:";
  if (!name.starts_with(kTracepoint)) return !host.MatchKernelFunctions("", name).empty();
  const size_t colon = name.find(':', kTracepoint.size());
  return host.Tracepoint(name.substr(kTracepoint.size(), colon - kTracepoint.size()), name.substr(colon + 1))
      .ok();
}

}  // namespace

std::string MovedTo(const std::string& function, HostView& host) {
  const auto* row = std::find_if(std::begin(kMovedFunctions), std::end(kMovedFunctions),
                                 [&](const MovedFunctionRow& r) { return r.old_name == function; });
  if (row != std::end(kMovedFunctions)) {
    for (const std::string_view word : SplitWords(row->today)) {
      if (std::string name(word); IsHere(name, host)) return name;
    }
  }
  constexpr std::string_view kProfiled = "_noprof";  // include/linux/alloc_tag.h, since 6.10
  std::string other = function;
  if (function.ends_with(kProfiled)) {
    other.resize(function.size() - kProfiled.size());
  } else {
    other += kProfiled;
  }
  return IsHere(other, host) ? other : std::string();
}

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

std::string HintModule(ProbeKind kind, const KernelSpec& kernel, HostView& host) {
  const std::string type = std::string(RowOf(kind).name) + ":";
  if (!host.MatchKernelFunctions("", kernel.function).empty())
    return "leave the module out: " + type + kernel.function;
  return "lsmod lists those that are; modprobe " + kernel.module + " loads one";
}

std::vector<std::string> HintsInsteadOf(ProbeKind kind, const std::string& function, HostView& host) {
  std::vector<std::string> hints;
  const std::string type = std::string(RowOf(kind).name) + ":";
  if (const std::string moved = MovedTo(function, host); !moved.empty()) {
    const std::string probe = moved.find(':') == std::string::npos ? type + moved : moved;
    return {"kernels changed here: what " + function + " did is in " + probe + " of this one"};
  }
  std::vector<std::string> names;
  for (auto& match : host.MatchKernelFunctions("", "*")) {
    if (match.name != function) names.push_back(std::move(match.name));
  }
  const std::string near = Nearest(function, names);
  if (!near.empty()) hints.push_back("did you mean " + type + near + "?");
  for (auto& event : SimilarEvents(kind, function, host))
    hints.push_back(std::move(event));
  return hints;
}

}  // namespace sonde
