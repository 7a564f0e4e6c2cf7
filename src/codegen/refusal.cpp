// LLVM's refusals. Leaves: ExplainRefusal. Covered by tests/codegen/refusal_test.cpp.
#include "codegen/refusal.h"

#include <string_view>

#include "base/excerpt.h"

namespace sonde::codegen {
namespace {

// As the specification words it.
constexpr char kStackTooLarge[] =
    "Stack size is too large. Trying moving some scratch variables into maps or try setting a lower "
    "on_stack_limit (e.g. `config = { on_stack_limit=16 }`)";

// The probe whose program is `function` or has it as one of its own ("kprobe_3_range0").
const bundle::ProbeMeta* ProbeOf(std::string_view function, const bundle::Metadata& metadata) {
  for (const bundle::ProbeMeta& probe : metadata.probes) {
    if (!function.starts_with(probe.program)) continue;
    std::string_view rest = function.substr(probe.program.size());
    const std::string half = "_" + std::string(RowOf(probe.kind).name);
    if (probe.means == Means::KprobeSession && !rest.empty() && !rest.starts_with(half)) continue;
    if (rest.empty() || rest.front() == '_') return &probe;
  }
  return nullptr;
}

}  // namespace

Error ExplainRefusal(const Refusal& refusal, const bundle::Metadata& metadata, bool verbose) {
  const bool stack = refusal.text.find("stack") != std::string::npos;
  const bundle::ProbeMeta* probe = ProbeOf(refusal.function, metadata);
  Error error(stack ? kStackTooLarge : "a probe is too large for BPF");
  if (!stack && probe != nullptr) error.message += ": " + probe->name;
  if (verbose) error.causes.push_back(refusal.text);
  if (stack && probe != nullptr) error = std::move(error).Hint("the probe is " + probe->name);
  if (refusal.line != 0) {
    const std::string& file = refusal.file.empty() ? metadata.source_name : refusal.file;
    const Excerpt place{file, refusal.line, refusal.column, refusal.line, refusal.column + 1, {}};
    error = std::move(error).Hint("it is about " + PlaceText(place));
  }
  return std::move(error).Hint(
      stack ? "what one expression needs at the same time does not fit the 512 bytes of a BPF stack: assign "
              "parts "
              "of it to variables, in statements of their own"
            : "split it: several probes at the same place run in the order of the script");
}

}  // namespace sonde::codegen
