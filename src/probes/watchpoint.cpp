// watchpoint: ADDRESS:LENGTH:MODE, accesses to memory that the processor watches. Leaves: its handler.
// Covered by tests/probes/watchpoint_test.cpp and tests/run/watchpoint.test.
#include <algorithm>

#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

// What the processor can tell apart.
#if defined(__x86_64__)
constexpr std::string_view kModes[] = {"w", "rw", "x"};
#elif defined(__aarch64__)
constexpr std::string_view kModes[] = {"r", "w", "rw", "x"};
#else
constexpr std::string_view kModes[] = {"w", "rw"};
#endif
constexpr uint64_t kLengths[] = {1, 2, 4, 8};  // bytes

bool ParseAddress(const ParseRequest& request, WatchSpec& watch) {
  const ProbePart& part = request.parts[0];
  const auto number = ParseProbeNumber(part.text);
  if (!number || number->negative || number->duration) {
    const std::string why = number ? "invalid integer: " + part.text : number.error().Text();
    Diagnostic& report =
        request.diags.Report(DiagId::ProbeAddress, part.range, {std::string(request.row.name), why});
    if (part.text.find("+arg") != std::string::npos) {
      report.Hint(
          "what an argument points to is known when the function runs: uprobe:PROGRAM:FUNCTION { "
          "printf(\"%p\", "
          "arg0) } says the address, which watchpoint takes with -p");
    }
    return false;
  }
  watch.address = number->value;
  return watch.address != 0 || request.Fail(DiagId::WatchZero, part.range);
}

bool ParseLength(const ParseRequest& request, WatchSpec& watch) {
  const ProbePart& part = request.parts[1];
  const auto number = ParseProbeNumber(part.text);
  const bool valid = number && !number->negative && !number->duration &&
                     std::find(std::begin(kLengths), std::end(kLengths), number->value) != std::end(kLengths);
  if (!valid) return request.Fail(DiagId::WatchLength, part.range);
  watch.length = static_cast<uint32_t>(number->value);
  return true;
}

bool ParseMode(const ParseRequest& request, WatchSpec& watch) {
  const ProbePart& part = request.parts[2];
  std::string letters = part.text;
  std::sort(letters.begin(), letters.end());
  if (letters.empty() || letters.find_first_not_of("rwx") != std::string::npos)
    return request.Fail(DiagId::WatchMode, part.range);
  if (std::adjacent_find(letters.begin(), letters.end()) != letters.end())
    return request.Fail(DiagId::WatchModeTwice, part.range);
  if (std::find(std::begin(kModes), std::end(kModes), letters) == std::end(kModes)) {
    std::string valid;
    for (const std::string_view mode : kModes)
      valid += (valid.empty() ? "" : ", ") + std::string(mode);
    request.diags.Report(DiagId::WatchModeInvalid, part.range, {part.text})
        .Hint("this processor has " + valid);
    return false;
  }
  watch.mode = letters;
  return true;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& watch = spec.detail.emplace<WatchSpec>();
  if (!ParseAddress(request, watch) || !ParseLength(request, watch) || !ParseMode(request, watch))
    return false;
  if (watch.mode != "x" && watch.address % watch.length != 0)
    return request.Fail(DiagId::WatchAlignment, request.parts[0].range, {std::to_string(watch.length)});
  spec.name = std::string(request.row.name) + ":" + std::to_string(watch.address) + ":" +
              std::to_string(watch.length) + ":" + watch.mode;
  return true;
}

}  // namespace

extern const ProbeHandler kWatchpointHandler;
const ProbeHandler kWatchpointHandler = {3, 3, Parse, ExpandToItself, NoArguments, NoTemplates, nullptr};

}  // namespace sonde
