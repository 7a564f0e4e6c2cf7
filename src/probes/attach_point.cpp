// The dispatcher: from the text of an attach point to the handler of its probe type. Leaves:
// ParseAttachPoint, Expand, DescribeArguments, ExpandProbeType, HandlerOf. Covered by
// tests/probes/attach_point_test.cpp.
#include "probes/attach_point.h"

#include <algorithm>

#include "probes/handler.h"
#include "probes/meant.h"
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

// An attach point as it is written.
struct AttachText {
  const std::string& text;
  SourceRange range;
};

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
void ReportType(const ProbePart& type, const AttachText& whole, const ProbeContext& context,
                Diagnostics& diags) {
  if (IsMiscasedAlias(type.text)) {
    diags.Report(DiagId::ProbeAliasInvalid, type.range, {type.text});
    return;
  }
  auto& report = diags.Report(DiagId::ProbeTypeInvalid, type.range, {type.text});
  const Suggestion near = NearestProbeName(type.text);
  if (!near.name.empty()) report.Hint("did you mean " + near.name + "?");
  if (near.certain) report.Fix(type.range, near.name);
  if (!near.name.empty()) return;
  const auto meant =
      context.host != nullptr ? MeantProbes(whole.text, *context.host) : std::vector<std::string>();
  for (const std::string& probe : meant)
    report.Hint("did you mean " + probe + "?");
  if (meant.size() == 1 && meant[0].find("PROGRAM") == std::string::npos) report.Fix(whole.range, meant[0]);
  if (meant.empty())
    report.Hint("a probe begins with its type: " + ExampleOf(RowOf(ProbeKind::Tracepoint)) +
                ", kprobe:vfs_read, interval:s:1; `sonde -h probes` lists all, `sonde -l '*" + type.text +
                "*'` finds by name");
}

// A wildcard is left in the type only where it came by a parameter or behind a name: what stands in the
// script was expanded before.
const ProbeTypeRow* ResolveType(const ProbePart& type, const std::vector<ProbePart>& parts,
                                const AttachText& whole, const ProbeContext& context, Diagnostics& diags) {
  if (!HasStar(type.text)) {
    const ProbeTypeRow* row = FindProbeType(type.text);
    if (row == nullptr) ReportType(type, whole, context, diags);
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

// The program, or the function in it, is missing.
void HintUserPart(const ProbeTypeRow& row, const std::string& part, const ProbeContext& context,
                  Diagnostic& report) {
  const std::string type(row.name);
  const bool file = context.host != nullptr &&
                    (part.find('/') != std::string::npos || context.host->ResolveBinary(part, 0));
  if (file) {
    const auto main = context.host->ResolveBinary(part, 0);
    const bool has_main = main && context.host->FindUserFunction(main->path, "main");
    report.Hint(std::string("name the function: ") + type + ":" + part + (has_main ? ":main" : ":FUNCTION") +
                "; all of them: sonde -l '" + type + ":" + part + ":*'");
    return;
  }
  report.Hint("name the program: " + type + ":PROGRAM:" + part + ", or a process with -p");
  report.Hint("of the C library it is " + type + ":libc:" + part);
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
    if (events.empty()) {
      for (const std::string& call : MeantSystemCalls(parts[0].text, *context.host))
        report.Hint("did you mean " + call + "?");
    }
    if (events.size() == 1) report.Fix(parts[0].range, events[0].first + ":" + events[0].second);
    const size_t other = parts[0].text.find_first_of("/.,-");  // syscalls/sys_enter_read of tracefs
    if (other == std::string::npos || !report.hints.empty()) return;
    const std::string joined = parts[0].text.substr(0, other) + ":" + parts[0].text.substr(other + 1);
    if (context.host->MatchTracepoints(parts[0].text.substr(0, other), parts[0].text.substr(other + 1))
            .empty())
      return;
    report.Hint("the parts have colons between them: write tracepoint:" + joined).Fix(parts[0].range, joined);
  }
  if ((row.flags & InUser) != 0) HintUserPart(row, parts[0].text, context, report);
}

// What follows `::` of C++ are no parts; nor is what a colon at the end begins.
void HintExtraPart(const ProbeTypeRow& row, const std::vector<ProbePart>& parts, const AttachText& whole,
                   const ProbeContext& context, Diagnostic& report) {
  const bool cpp = (row.flags & InUser) != 0 && parts.size() > 3 && parts[2].text.empty();
  const auto timer =
      context.host == nullptr ? std::vector<std::string>() : MeantProbes(parts.back().text, *context.host);
  const bool dtrace = parts.back().text.starts_with("tick-") || parts.back().text.starts_with("profile-");
  if (dtrace && timer.size() == 1) {
    report.Hint("did you mean " + timer[0] + "?").Fix(whole.range, timer[0]);
  } else if (cpp) {
    const std::string name = whole.text.substr(whole.text.find(parts[0].text) + parts[0].text.size() + 1);
    const bool placed = parts[1].text == "cpp";
    const std::string instead =
        std::string(row.name) + ":" + parts[0].text + ":cpp:\"" + (placed ? name.substr(4) : name) + "\"";
    report.Hint("a name of C++ stands in quotes: " + instead).Fix(whole.range, instead);
  } else if (parts.back().text.empty()) {
    std::string instead = whole.text;
    while (instead.ends_with(':'))
      instead.pop_back();
    report.Hint("nothing follows the last colon: write " + instead).Fix(whole.range, instead);
  } else if (row.kind == ProbeKind::Software || row.kind == ProbeKind::Hardware) {
    report.Hint("the last part is a count of events, " + std::string(row.name) + ":" + parts[0].text +
                ":1000; so often in a second is profile:hz:99");
  } else if (row.kind == ProbeKind::Tracepoint && parts.size() == 3 && parts[0].text.empty()) {
    const std::string instead = std::string(row.name) + ":" + parts[1].text + ":" + parts[2].text;
    report.Hint("one colon is enough: write " + instead).Fix(whole.range, instead);
  } else if (row.kind == ProbeKind::Tracepoint && parts.size() == 3) {
    const std::string instead = std::string(row.name) + ":" + parts[0].text + ":" + parts[1].text;
    report.Hint("a probe names no field: write " + instead + ", and args." + parts[2].text + " in its block")
        .Fix(whole.range, instead);
  }
}

// The number of parts a handler takes; with a process its executable may be left out of a uprobe.
bool CheckCount(const ProbeTypeRow& row, const std::vector<ProbePart>& parts, const ProbeContext& context,
                const AttachText& whole, Diagnostics& diags) {
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
      diags.Report(DiagId::ProbeParts, whole.range,
                   {std::string(row.name), SpellCount(handler.least_parts, handler.most_parts),
                    std::to_string(parts.size())});
  if (parts.size() > most) {
    HintExtraPart(row, parts, whole, context, report);
  } else {
    HintMissingPart(row, parts, context, report);
  }
  if (report.hints.empty()) report.Hint("for example: " + ExampleOf(row));
  return false;
}

}  // namespace

const ProbeHandler& HandlerOf(ProbeKind kind) {
  return *kHandlers[static_cast<size_t>(kind)];
}

std::optional<AttachSpec> ParseAttachPoint(const std::string& text, SourceRange range,
                                           const ProbeContext& context, Diagnostics& diags) {
  auto parts = SplitParts(text, range, context.words, diags);
  if (!parts) return std::nullopt;
  AttachSpec spec;
  spec.range = range;
  ProbePart type = std::move(parts->front());
  parts->erase(parts->begin());
  if (!TakeUserName(type, spec, diags)) return std::nullopt;
  const AttachText whole{text, range};
  const ProbeTypeRow* row = ResolveType(type, *parts, whole, context, diags);
  if (row == nullptr || !CheckCount(*row, *parts, context, whole, diags)) return std::nullopt;
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

namespace {

// Signs of regular expressions and of shells in a name, whose only sign is *. Empty if there are none.
std::string HintPattern(std::string_view what) {
  const size_t colon = what.rfind(':');
  const std::string_view name = colon == std::string_view::npos ? what : what.substr(colon + 1);
  const bool group = name.find('(') != std::string_view::npos && name.find('|') != std::string_view::npos;
  const bool range = name.find('[') != std::string_view::npos && name.find(']') != std::string_view::npos;
  const bool regex = name.starts_with('^') || name.ends_with('$') ||
                     name.find(".*") != std::string_view::npos || name.find('?') != std::string_view::npos ||
                     name.find('|') != std::string_view::npos;
  if (!group && !range && !regex) return {};
  std::string plain;
  for (size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    if (c == '^' || c == '$' || (c == '.' && at + 1 < name.size() && name[at + 1] == '*')) continue;
    if (c == '[' || c == '(' || c == '?' || c == '|') {
      plain += '*';
      break;
    }
    plain += c;
  }
  if (name.starts_with('^') && plain.find('*') == std::string::npos) plain += '*';
  return "the only sign of patterns is *, any text: for example " + plain +
         "; several probes have commas between them";
}

}  // namespace

std::vector<ExpandedProbe> ExpandRequest::NoMatches(std::string_view what,
                                                    const std::vector<std::string>& hints,
                                                    const std::string& instead) const {
  using Missing = ProbeContext::Missing;
  const std::vector<std::string> args = {std::string(RowOf(spec.kind).name), std::string(what)};
  if (context.missing == Missing::Error) {
    auto& report = diags.Report(DiagId::ProbeNoMatches, spec.range, args);
    const std::string pattern = HintPattern(what);
    if (!pattern.empty()) {
      report.Hint(pattern);
    } else {
      for (const auto& hint : hints)
        report.Hint(hint);
    }
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

// What a probe without args has in their place.
static std::string Instead(const AttachSpec& spec) {
  const uint32_t flags = RowOf(spec.kind).flags;
  const std::string rest = spec.name.substr(std::min(spec.name.find(':'), spec.name.size()));
  if ((flags & AtReturn) != 0) return ": retval is the result";
  if ((flags & InKernel) != 0)
    return ": arg0, arg1, arg2 ... are their values in order; fentry" + rest + " has them by name";
  if ((flags & (InUser | AtMarker)) != 0) return ": arg0, arg1, arg2 ... are their values in order";
  if ((flags & Special) != 0) return "; parameters of the command line are $1, $2 ...";
  return "";
}

Result<std::vector<ProbeArgument>> NoArguments(const AttachSpec& spec, HostView&) {
  return Error(
             "The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe "
             "probes (" +
             std::string(RowOf(spec.kind).name) + " used here)")
      .Hint(std::string(RowOf(spec.kind).name) + " probes have no named arguments" + Instead(spec));
}

}  // namespace sonde
