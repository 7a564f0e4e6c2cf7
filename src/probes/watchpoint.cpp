// watchpoint and asyncwatchpoint: ADDRESS:LENGTH:MODE, or [PROGRAM:[cpp:]]FUNCTION+argN:LENGTH:MODE, accesses
// to memory that the processor watches. Leaves: their handlers. Covered by tests/probes/watchpoint_test.cpp
// and tests/run/watchpoint.test.
#include <algorithm>
#include <iterator>
#include <utility>

#include "probes/handler.h"
#include "probes/number.h"
#include "probes/uprobe_expand.h"

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
    request.diags.Report(DiagId::ProbeAddress, part.range, {std::string(request.row.name), why})
        .Hint("it takes the address of what is watched: " + std::string(request.row.name) +
              ":0x1000:8:w; nm PROGRAM lists those of variables");
    return false;
  }
  watch.address = number->value;
  return watch.address != 0 || request.Fail(DiagId::WatchZero, part.range);
}

bool ParseLength(const ParseRequest& request, WatchSpec& watch) {
  const ProbePart& part = request.parts[request.parts.size() - 2];
  const auto number = ParseProbeNumber(part.text);
  const bool valid = number && !number->negative && !number->duration &&
                     std::find(std::begin(kLengths), std::end(kLengths), number->value) != std::end(kLengths);
  if (!valid) return request.Fail(DiagId::WatchLength, part.range);
  watch.length = static_cast<uint32_t>(number->value);
  return true;
}

bool ParseMode(const ParseRequest& request, WatchSpec& watch) {
  const ProbePart& part = request.parts.back();
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

constexpr std::string_view kArgument = "+arg";

// "f+arg1"
bool NamesArgument(const std::string& text) {
  const size_t plus = text.rfind(kArgument);
  return plus != std::string::npos && plus + kArgument.size() < text.size() &&
         text.find_first_not_of("0123456789", plus + kArgument.size()) == std::string::npos;
}

// What stands before length and mode: [PROGRAM:[cpp:]]FUNCTION+argN.
bool ParseFunction(const ParseRequest& request, AttachSpec& spec) {
  constexpr size_t kLongestNumber = 4;
  auto& watch = spec.As<WatchSpec>();
  const size_t last = request.parts.size() - 3;
  const ProbePart& part = request.parts[last];
  const std::string name(request.row.name);
  if (!NamesArgument(part.text)) return request.Fail(DiagId::WatchFunction, part.range, {name});
  const size_t plus = part.text.rfind(kArgument);
  const std::string number = part.text.substr(plus + kArgument.size(), kLongestNumber);
  watch.argument = static_cast<uint32_t>(std::stoul(number));
  UserSpec user;
  user.function = part.text.substr(0, plus);
  if (user.function.empty()) return request.Fail(DiagId::ProbeEmptyPart, part.range, {name, "function"});
  if (last == 2 && request.parts[1].text != "cpp")
    return request.Fail(DiagId::UprobeLanguage, request.parts[1].range, {request.parts[1].text});
  if (last == 2) user.language = request.parts[1].text;
  if (last > 0) user.path = request.parts[0].text;
  const ProbeContext& context = request.context;
  const bool no_process = context.pids.empty() && !context.has_child;
  if (no_process && context.this_kernel && !context.listing)
    return request.Fail(DiagId::WatchProcess, spec.range, {name});
  if (user.path.empty() && context.pids.empty()) user.path = context.child_program;
  if (user.path.empty() && context.pids.empty())
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {name, "target"});
  ExpandedProbe function;
  function.spec.kind = ProbeKind::Uprobe;
  function.spec.range = spec.range;
  function.spec.has_wildcard = HasStar(user.path) || HasStar(user.function);
  function.spec.detail = std::move(user);
  watch.function = std::make_shared<ExpandedProbe>(std::move(function));
  return true;
}

bool ParsePlace(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& first = request.parts[0];
  if (request.parts.size() > 3 || NamesArgument(first.text)) return ParseFunction(request, spec);
  if (request.row.kind == ProbeKind::AsyncWatchpoint) {
    request.diags.Report(DiagId::WatchAddress, first.range, {std::string(request.row.name)})
        .Hint("asyncwatchpoint:FUNCTION+argN:LENGTH:MODE; an address that is known is watchpoint's");
    return false;
  }
  return ParseAddress(request, spec.As<WatchSpec>());
}

// "./prog:f+arg1"
std::string PlaceOf(const WatchSpec& watch) {
  if (watch.function == nullptr) return std::to_string(watch.address);
  const auto& user = watch.function->spec.As<UserSpec>();
  std::string text = user.shown.empty() ? user.path : user.shown;
  if (!text.empty()) text += ":";
  if (!user.language.empty()) text += user.language + ":";
  return text + user.function + std::string(kArgument) + std::to_string(watch.argument);
}

std::string NameOf(const AttachSpec& spec) {
  const auto& watch = spec.As<WatchSpec>();
  return std::string(RowOf(spec.kind).name) + ":" + PlaceOf(watch) + ":" + std::to_string(watch.length) +
         ":" + watch.mode;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& watch = spec.detail.emplace<WatchSpec>();
  if (!ParsePlace(request, spec) || !ParseLength(request, watch) || !ParseMode(request, watch)) return false;
  if (!IsArmedLater(spec) && watch.mode != "x" && watch.address % watch.length != 0)
    return request.Fail(DiagId::WatchAlignment, request.parts[0].range, {std::to_string(watch.length)});
  spec.name = NameOf(spec);
  return true;
}

// A watchpoint for each uprobe that the function stands for: one for a file.
std::vector<ExpandedProbe> ExpandWatchpoint(const ExpandRequest& request) {
  if (!IsArmedLater(request.spec)) return ExpandToItself(request);
  const AttachSpec& function = request.spec.As<WatchSpec>().function->spec;
  std::vector<ExpandedProbe> probes;
  for (ExpandedProbe& place : ExpandUprobe({function, false, request.context, request.diags})) {
    ExpandedProbe& probe = probes.emplace_back();
    probe.spec = request.spec;
    probe.spec.As<WatchSpec>().function = std::make_shared<ExpandedProbe>(std::move(place));
    probe.spec.name = NameOf(probe.spec);
  }
  return probes;
}

}  // namespace

extern const ProbeHandler kWatchpointHandler;
extern const ProbeHandler kAsyncWatchpointHandler;
const ProbeHandler kWatchpointHandler = {3, 5, Parse, ExpandWatchpoint, NoArguments, NoTemplates, nullptr};
const ProbeHandler kAsyncWatchpointHandler = kWatchpointHandler;

}  // namespace sonde
