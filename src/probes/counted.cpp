// software, hardware: events that the kernel and the processor count, one in so many. Leaves: their handlers.
// Covered by tests/probes/counted_test.cpp.
#include <algorithm>

#include "base/nearest.h"
#include "defs/counted_events.h"
#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

std::vector<std::string> Names(ProbeKind kind) {
  std::vector<std::string> names;
  for (const auto& event : kCountedEvents) {
    if (event.probe != kind) continue;
    names.emplace_back(event.name);
    if (!event.alias.empty()) names.emplace_back(event.alias);
  }
  return names;
}

bool ReportEvent(const ParseRequest& request, const ProbePart& event) {
  if (HasStar(event.text)) {
    return request.Fail(DiagId::ProbeWildcard, event.range, {std::string(request.row.name)});
  }
  auto& report = request.diags.Report(DiagId::CountedEventUnknown, event.range,
                                      {event.text, std::string(request.row.name)});
  const Suggestion near = FindNearest(event.text, Names(request.row.kind));
  if (!near.name.empty()) report.Hint("did you mean " + near.name + "?");
  if (near.certain) report.Fix(event.range, near.name);
  if (!near.name.empty()) return false;
  std::string names;
  for (const std::string& name : Names(request.row.kind))
    names += (names.empty() ? "" : ", ") + name;
  report.Hint("it counts: " + names);
  return false;
}

bool RefuseCount(const ParseRequest& request, const std::string& why, const CountedEvent& event) {
  const std::string type(request.row.name);
  const std::string count = std::to_string(event.default_period);
  request.diags.Report(DiagId::CountedEventCount, request.parts[1].range, {type, why})
      .Hint("the last part says how many events there are for one run: " + type + ":" +
            request.parts[0].text + ":" + count)
      .Fix(request.parts[1].range, count);
  return false;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& part = request.parts[0];
  const CountedEvent* event = FindCountedEvent(request.row.kind, part.text);
  if (event == nullptr) return ReportEvent(request, part);
  auto& counted = spec.detail.emplace<CountedSpec>();
  counted.event = event->name;
  counted.period = event->default_period;
  spec.name = std::string(request.row.name) + ":" + part.text;
  if (request.parts.size() < 2 || request.parts[1].text == "*") return true;
  const ProbePart& count = request.parts[1];
  const auto number = ParseProbeNumber(count.text);
  if (!number) return RefuseCount(request, number.error().Text(), *event);
  if (number->negative || number->duration) {
    return RefuseCount(request, "invalid integer: " + count.text, *event);
  }
  if (number->value == 0) return true;
  counted.period = number->value;
  spec.name += ":" + std::to_string(number->value);
  return true;
}

std::vector<std::string> Templates(const ProbeTypeRow& row, std::string_view pattern) {
  std::vector<std::string> lines;
  for (const auto& name : Names(row.kind)) {
    if (WildcardMatch(pattern, name)) lines.push_back(std::string(row.name) + ":" + name + ":");
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

extern const ProbeHandler kSoftwareHandler, kHardwareHandler;
const ProbeHandler kSoftwareHandler = {1, 2, Parse, ExpandToItself, NoArguments, Templates, nullptr};
const ProbeHandler kHardwareHandler = kSoftwareHandler;

}  // namespace sonde
