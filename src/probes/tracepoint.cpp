// tracepoint: category and event, both with wildcards; arguments from the format file. Leaves: its handler.
// Covered by tests/probes/tracepoint_test.cpp.
#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "probes/c_type.h"
#include "probes/handler.h"
#include "probes/meant.h"

namespace sonde {
namespace {

constexpr std::string_view kSyscalls = "syscalls";

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const bool one = request.parts.size() == 1;  // a wildcard over all categories
  auto& tracepoint = spec.detail.emplace<TracepointSpec>();
  tracepoint.category = one ? "*" : request.parts[0].text;
  tracepoint.event = request.parts.back().text;
  for (const auto& part : request.parts) {
    if (!part.text.empty()) continue;
    const char* what = &part == &request.parts.back() ? "event" : "category";
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), what});
  }
  spec.has_wildcard = HasStar(tracepoint.category) || HasStar(tracepoint.event);
  spec.name = std::string(request.row.name) + ":" + tracepoint.category + ":" + tracepoint.event;
  return true;
}

std::string NameOf(const std::string& category, const std::string& event) {
  return "tracepoint:" + category + ":" + event;
}

// A listing that has something: events with the last words of the name, or all of the category.
std::string HintPart(const TracepointSpec& tracepoint, HostView& host) {
  std::string word = tracepoint.event;
  while (!word.empty()) {
    const size_t end = word.rfind('_');
    const std::string last = end == std::string::npos ? word : word.substr(end + 1);
    if (last.size() > 2 && !host.MatchTracepoints("*", "*" + last + "*").empty())
      return "find it by a part of its name: sonde -l 'tracepoint:*" + last + "*'";
    word.resize(end == std::string::npos ? 0 : end);
  }
  const bool known = !host.MatchTracepoints(tracepoint.category, "*").empty();
  return "see what there is: sonde -l 'tracepoint:" + (known ? tracepoint.category : "*") + ":*'";
}

// Why nothing matched: no tracefs, a name in another category, or one that is nearly this. `instead`: what to
// write, where that is certain.
std::vector<std::string> HintsFor(const AttachSpec& spec, HostView& host, std::string& instead) {
  const auto& tracepoint = spec.As<TracepointSpec>();
  if (!host.Has(Feature::Tracepoint)) {
    const auto format = host.Tracepoint(tracepoint.category, tracepoint.event);
    if (format) return {};
    std::vector<std::string> hints = {format.error().Text()};
    hints.insert(hints.end(), format.error().hints.begin(), format.error().hints.end());
    return hints;
  }
  const auto elsewhere = host.MatchTracepoints("*", tracepoint.event);
  if (spec.has_wildcard && !elsewhere.empty() && !HasStar(tracepoint.category)) {
    const std::string name = NameOf(elsewhere.front().first, tracepoint.event);
    if (spec.user_name.empty() && elsewhere.back().first == elsewhere.front().first) instead = name;
    return {"did you mean " + name + "?"};
  }
  if (spec.has_wildcard)
    return {"see what there is: sonde -l 'tracepoint:" +
            (host.MatchTracepoints(tracepoint.category, "*").empty() ? "*" : tracepoint.category) + ":*'"};
  std::vector<std::string> names;
  for (const auto& [category, event] : host.MatchTracepoints("*", tracepoint.event)) {
    names.push_back("did you mean " + NameOf(category, event) + "?");
  }
  if (names.size() == 1 && spec.user_name.empty()) {
    const auto [category, event] = host.MatchTracepoints("*", tracepoint.event).front();
    instead = NameOf(category, event);
  }
  if (!names.empty()) return names;
  if (tracepoint.category.starts_with("sys")) {
    const auto calls = MeantSystemCalls(tracepoint.event, host);
    for (const std::string& call : calls)
      names.push_back("did you mean " + call + "?");
    if (calls.size() == 1 && spec.user_name.empty()) instead = calls[0];
    if (!calls.empty()) return names;
  }
  for (const auto& [category, event] : host.MatchTracepoints(tracepoint.category, "*"))
    names.push_back(event);
  const Suggestion near = FindNearest(tracepoint.event, names);
  if (near.name.empty()) return {HintPart(tracepoint, host)};
  const std::string name = NameOf(tracepoint.category, near.name);
  if (near.certain && spec.user_name.empty()) instead = name;
  return {"did you mean " + name + "?"};
}

std::vector<ExpandedProbe> ExpandTracepoint(const ExpandRequest& request) {
  HostView& host = *request.context.host;
  const auto& pattern = request.spec.As<TracepointSpec>();
  const auto matches = host.MatchTracepoints(pattern.category, pattern.event);
  if (matches.empty()) {
    std::string instead;
    const auto hints = HintsFor(request.spec, host, instead);
    return request.NoMatches(pattern.category + ":" + pattern.event, hints, instead);
  }
  if (request.TooMany(matches.size())) return {};
  std::vector<ExpandedProbe> probes;
  for (const auto& [category, event] : matches) {
    ExpandedProbe probe{request.spec, {}, false};
    probe.spec.detail = TracepointSpec{category, event};
    probe.spec.has_wildcard = false;
    probe.spec.name = NameOf(category, event);
    probes.push_back(std::move(probe));
  }
  return probes;
}

Result<std::vector<ProbeArgument>> Arguments(const AttachSpec& spec, HostView& host) {
  const auto& tracepoint = spec.As<TracepointSpec>();
  auto format = host.Tracepoint(tracepoint.category, tracepoint.event);
  if (!format) return format.TakeError();
  auto btf = host.KernelBtf();
  Btf* types = btf ? *btf : nullptr;
  const AddressSpace space = tracepoint.category == kSyscalls ? AddressSpace::User : AddressSpace::Kernel;
  std::vector<ProbeArgument> arguments;
  for (const TracepointField& field : format->fields) {
    ProbeArgument argument = DescribeField(field, space, types);
    argument.is_common = field.name.starts_with("common_");
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

// "    const char * filename", "    char comm[16]"
std::string Declare(const TracepointField& field) {
  const size_t bracket = field.c_type.find('[');
  const bool located = field.c_type.starts_with("__data_loc") || field.c_type.starts_with("__rel_loc");
  if (bracket == std::string::npos || located) return "    " + field.c_type + " " + field.name;
  return "    " + field.c_type.substr(0, bracket) + " " + field.name + field.c_type.substr(bracket);
}

void Describe(const AttachSpec& spec, const ListRequest& request) {
  const auto& tracepoint = spec.As<TracepointSpec>();
  const auto format = request.context.host->Tracepoint(tracepoint.category, tracepoint.event);
  if (!format) return;
  for (const auto& field : format->fields) {
    if (!field.name.starts_with("common_")) request.lines.push_back(Declare(field));
  }
}

}  // namespace

extern const ProbeHandler kTracepointHandler;
const ProbeHandler kTracepointHandler = {2, 2, Parse, ExpandTracepoint, Arguments, NoTemplates, Describe};

}  // namespace sonde
