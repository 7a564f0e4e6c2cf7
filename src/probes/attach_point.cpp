// The dispatcher: from the text of an attach point to the handler of its probe type. Leaves:
// ParseAttachPoint, Expand, DescribeArguments, ExpandProbeType, HandlerOf. Covered by
// tests/probes/attach_point_test.cpp.
#include "probes/attach_point.h"

#include <algorithm>

#include "probes/handler.h"
#include "probes/probe_names.h"

namespace sonde {

#define PROBE(id, name, alias, old_name, flags, target, help) extern const ProbeHandler k##id##Handler;
#include "defs/probe_types.def"

namespace {

constexpr const ProbeHandler* kHandlers[] = {
#define PROBE(id, name, alias, old_name, flags, target, help) &k##id##Handler,
#include "defs/probe_types.def"
};

// "1 or 2 arguments"
std::string SpellCount(size_t least, size_t most) {
  if (least == most) return std::to_string(least) + (least == 1 ? " argument" : " arguments");
  if (least + 1 == most) return std::to_string(least) + " or " + std::to_string(most) + " arguments";
  return std::to_string(least) + " to " + std::to_string(most) + " arguments";
}

// Cuts "name=" off the first part.
bool TakeUserName(ProbePart& type, AttachSpec& spec, Diagnostics& diags) {
  const size_t equals = type.text.find('=');
  if (equals == std::string::npos) return true;
  spec.user_name = type.text.substr(0, equals);
  type.text.erase(0, equals + 1);
  const auto valid = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (!spec.user_name.empty() && std::all_of(spec.user_name.begin(), spec.user_name.end(), valid))
    return true;
  diags.Report(DiagId::ProbeUserName, type.range, {spec.user_name});
  return false;
}

// Says what is wrong with a probe type that has no row.
void ReportType(const ProbePart& type, Diagnostics& diags) {
  if (IsMiscasedAlias(type.text)) {
    diags.Report(DiagId::ProbeAliasInvalid, type.range, {type.text});
    return;
  }
  auto& report = diags.Report(DiagId::ProbeTypeInvalid, type.range, {type.text});
  const Suggestion near = NearestProbeName(type.text);
  if (!near.name.empty()) report.Hint("did you mean " + near.name + "?");
  if (near.certain) report.Fix(type.range, near.name);
}

// A wildcard is left in the type only where it came by a parameter or behind a name: what stands in the
// script was expanded before.
const ProbeTypeRow* ResolveType(const ProbePart& type, const std::vector<ProbePart>& parts,
                                const ProbeContext& context, Diagnostics& diags) {
  if (!HasStar(type.text)) {
    const ProbeTypeRow* row = FindProbeType(type.text);
    if (row == nullptr) ReportType(type, diags);
    return row;
  }
  std::string text = type.text;
  for (const ProbePart& part : parts)
    text += part.separator + part.text;
  const auto texts = ExpandProbeType(text, context);
  if (texts.size() == 1 && texts[0] != text) return FindProbeType(texts[0].substr(0, texts[0].find(':')));
  if (texts.size() <= 1) {
    diags.Report(DiagId::ProbeTypeInvalid, type.range, {type.text});
    return nullptr;
  }
  std::string all;
  for (const auto& each : texts)
    all += (all.empty() ? "" : ", ") + each;
  diags.Report(DiagId::ProbeTypeSeveral, type.range, {type.text, all}).Hint("write one of them");
  return nullptr;
}

// What a part that was left out may be.
void HintMissingPart(const ProbeTypeRow& row, const std::vector<ProbePart>& parts,
                     const ProbeContext& context, Diagnostic& report) {
  constexpr size_t kMostHints = 3;
  if (parts.size() != 1 || parts[0].text.empty()) return;
  if (row.kind == ProbeKind::Tracepoint && context.host != nullptr) {
    auto events = context.host->MatchTracepoints("*", parts[0].text);
    if (events.size() > kMostHints) events.resize(kMostHints);
    for (const auto& [category, event] : events)
      report.Hint("did you mean tracepoint:" + category + ":" + event + "?");
  }
  if ((row.flags & InUser) != 0) {
    report.Hint("name the program: " + std::string(row.name) + ":PROGRAM:" + parts[0].text +
                ", or a process with -p");
  }
}

// The number of parts a handler takes; with a process its executable may be left out of a uprobe.
bool CheckCount(const ProbeTypeRow& row, const std::vector<ProbePart>& parts, const ProbeContext& context,
                SourceRange range, Diagnostics& diags) {
  const ProbeHandler& handler = HandlerOf(row.kind);
  size_t least = handler.least_parts;
  if ((row.flags & InUser) != 0 && !context.pids.empty()) least = 1;
  if (row.kind == ProbeKind::Tracepoint && parts.size() == 1 && HasStar(parts[0].text)) least = 1;
  // The column of a source line is a part more.
  const bool at_line =
      std::any_of(parts.begin(), parts.end(), [](const auto& p) { return p.separator == '@'; });
  const size_t most = handler.most_parts + (at_line ? 1 : 0);
  const bool star_only = (row.flags & Special) != 0 && parts.size() == 1 && parts[0].text == "*";
  if (star_only || (parts.size() >= least && parts.size() <= most)) return true;
  Diagnostic& report =
      diags.Report(DiagId::ProbeParts, range,
                   {std::string(row.name), SpellCount(handler.least_parts, handler.most_parts),
                    std::to_string(parts.size())});
  HintMissingPart(row, parts, context, report);
  return false;
}

}  // namespace

const ProbeHandler& HandlerOf(ProbeKind kind) {
  return *kHandlers[static_cast<size_t>(kind)];
}

std::optional<AttachSpec> ParseAttachPoint(const std::string& text, SourceRange range,
                                           const ProbeContext& context, Diagnostics& diags) {
  auto parts = SplitParts(text, range, context.positional, diags);
  if (!parts) return std::nullopt;
  AttachSpec spec;
  spec.range = range;
  ProbePart type = std::move(parts->front());
  parts->erase(parts->begin());
  if (!TakeUserName(type, spec, diags)) return std::nullopt;
  const ProbeTypeRow* row = ResolveType(type, *parts, context, diags);
  if (row == nullptr || !CheckCount(*row, *parts, context, range, diags)) return std::nullopt;
  spec.kind = row->kind;
  if (!HandlerOf(row->kind).parse({*row, *parts, context, diags}, spec)) return std::nullopt;
  return spec;
}

std::vector<std::string> ExpandProbeType(const std::string& text, const ProbeContext& context) {
  const size_t colon = text.find(':');
  const std::string type = text.substr(0, colon);
  if (!HasStar(type) || colon == std::string::npos) return {text};
  const std::string rest = text.substr(colon);
  const size_t parts = static_cast<size_t>(std::count(rest.begin(), rest.end(), ':'));
  const std::string second = rest.substr(1, rest.find(':', 1) - 1);
  const bool user = !context.pids.empty() || second.find('/') != std::string::npos;
  std::vector<std::string> texts;
  for (const ProbeTypeRow& row : kProbeTypes) {
    const bool searched = user ? (row.flags & InUser) != 0
                               : (row.flags & (InKernel | Counted | HasRecord | HasRawArguments)) != 0 ||
                                     row.target == TargetSort::Object;
    if (!searched || (row.flags & AtReturn) != 0 || !WildcardMatch(type, row.name)) continue;
    const ProbeHandler& handler = HandlerOf(row.kind);
    if (parts < handler.least_parts || parts > handler.most_parts) continue;
    if (row.target == TargetSort::Object && parts > handler.least_parts) continue;  // no pin is meant
    if ((row.flags & Wildcard) == 0 && HasStar(second)) continue;
    texts.push_back(std::string(row.name) + rest);
  }
  return texts;
}

std::vector<ExpandedProbe> Expand(const AttachSpec& spec, bool one_program_each, const ProbeContext& context,
                                  Diagnostics& diags) {
  return HandlerOf(spec.kind).expand({spec, one_program_each, context, diags});
}

Result<std::vector<ProbeArgument>> DescribeArguments(const AttachSpec& spec, HostView& host) {
  return HandlerOf(spec.kind).arguments(spec, host);
}

std::vector<ExpandedProbe> ExpandRequest::NoMatches(std::string_view what,
                                                    const std::vector<std::string>& hints,
                                                    const std::string& instead) const {
  using Missing = ProbeContext::Missing;
  const std::vector<std::string> args = {std::string(RowOf(spec.kind).name), std::string(what)};
  if (context.missing == Missing::Error) {
    auto& report = diags.Report(DiagId::ProbeNoMatches, spec.range, args);
    for (const auto& hint : hints)
      report.Hint(hint);
    if (!instead.empty()) report.Fix(spec.range, instead);
  } else if (context.missing == Missing::Warn) {
    diags.Report(DiagId::ProbeNoMatchesSkipped, spec.range, args);
  }
  return {};
}

bool ExpandRequest::TooMany(size_t count) const {
  if (count <= context.max_programs) return false;
  diags
      .Report(DiagId::ProbeTooMany, spec.range, {std::to_string(count), std::to_string(context.max_programs)})
      .Hint("You can increase the limit through the BPFTRACE_MAX_BPF_PROGS environment variable.");
  return true;
}

std::vector<ExpandedProbe> ExpandToItself(const ExpandRequest& request) {
  return {{request.spec, {}, false}};
}

std::vector<std::string> NoTemplates(const ProbeTypeRow&, std::string_view) {
  return {};
}

Result<std::vector<ProbeArgument>> NoArguments(const AttachSpec& spec, HostView&) {
  return Error(
             "The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe "
             "probes (" +
             std::string(RowOf(spec.kind).name) + " used here)")
      .Hint(std::string(RowOf(spec.kind).name) + " probes have no named arguments");
}

}  // namespace sonde
