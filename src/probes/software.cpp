// software: kernel software events, one in so many. Leaves: its handler.
// Covered by tests/probes/software_test.cpp.
#include "probes/software_events.h"

#include <algorithm>

#include "base/nearest.h"
#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& event : kSoftwareEvents) {
    names.emplace_back(event.name);
    if (!event.alias.empty()) names.emplace_back(event.alias);
  }
  return names;
}

bool ReportEvent(const ParseRequest& request, const ProbePart& event) {
  if (HasStar(event.text)) {
    return request.Fail(DiagId::ProbeWildcard, event.range, {std::string(request.row.name)});
  }
  auto& report = request.diags.Report(DiagId::SoftwareEventUnknown, event.range, {event.text});
  const Suggestion near = FindNearest(event.text, Names());
  if (!near.name.empty()) report.Hint("did you mean " + near.name + "?");
  if (near.certain) report.Fix(event.range, near.name);
  return false;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& part = request.parts[0];
  const SoftwareEvent* event = FindSoftwareEvent(part.text);
  if (event == nullptr) return ReportEvent(request, part);
  auto& software = spec.detail.emplace<SoftwareSpec>();
  software.event = event->name;
  software.period = event->default_period;
  spec.name = std::string(request.row.name) + ":" + part.text;
  if (request.parts.size() < 2 || request.parts[1].text == "*") return true;
  const ProbePart& count = request.parts[1];
  const auto number = ParseProbeNumber(count.text);
  if (!number) return request.Fail(DiagId::SoftwareCount, count.range, {number.error().Text()});
  if (number->negative || number->duration) {
    return request.Fail(DiagId::SoftwareCount, count.range, {"invalid integer: " + count.text});
  }
  if (number->value == 0) return true;
  software.period = number->value;
  spec.name += ":" + std::to_string(number->value);
  return true;
}

std::vector<std::string> Templates(const ProbeTypeRow& row, std::string_view pattern) {
  std::vector<std::string> lines;
  for (const auto& name : Names()) {
    if (WildcardMatch(pattern, name)) lines.push_back(std::string(row.name) + ":" + name + ":");
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

extern const ProbeHandler kSoftwareHandler;
const ProbeHandler kSoftwareHandler = {1, 2, Parse, ExpandToItself, NoArguments, Templates, nullptr};

}  // namespace sonde
