// Listings. Leaves: ListPatterns, ListScript. Covered by tests/run/list.test.
#include "cli/list.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/console.h"
#include "base/diagnostics.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "cli/pipeline.h"
#include "imports/imports.h"
#include "probes/attach_point.h"
#include "probes/probe_names.h"
#include "runtime/session.h"

namespace sonde {
namespace {

// Whatever is in a name, it takes one line.
void TellLine(const std::string& line) {
  Tell(stdout, OneLine(line) + "\n");
}

bool NamesTypes(std::string_view pattern) {
  return pattern.starts_with("struct ") || pattern.starts_with("union ") || pattern.starts_with("enum ");
}

// "struct a,struct b": commas separate patterns, blanks around them do not count.
std::vector<std::string> SplitPatterns(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string> patterns;
  while (true) {
    const size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    part.remove_prefix(std::min(part.find_first_not_of(kBlanks), part.size()));
    part = part.substr(0, part.find_last_not_of(kBlanks) + 1);
    if (!part.empty()) patterns.emplace_back(part);
    if (comma == std::string_view::npos) return patterns;
    text.remove_prefix(comma + 1);
  }
}

// Said on standard error: a listing of nothing is nothing, but nobody knows why.
void TellNothing(const std::string& pattern, const std::string& instead) {
  const bool other_signs =
      pattern.find_first_of("[(?^$/|") != std::string::npos || pattern.find(".*") != std::string::npos;
  TellError("HINT: nothing matches '" + OneLine(pattern) + "'" +
            (other_signs ? ": the only sign of patterns is *, any text" : "") +
            (instead.empty() ? "" : ": try sonde -l '" + instead + "'") + "\n");
}

// Functions of the kernel, and categories of tracepoints, that are nearly called so.
void AddNearNames(const std::string& type, const std::string& pattern, const std::string& last,
                  const ProbeContext& context, std::vector<std::string>& candidates) {
  std::vector<std::string> names;
  const ProbeTypeRow* row = FindProbeType(type);
  if (row != nullptr && (row->flags & InKernel) != 0 && last.size() > 3) {
    for (const auto& found : context.host->MatchKernelFunctions("", last.substr(0, 3) + "*"))
      names.push_back(found.name);
    if (const std::string near = Nearest(last, names); !near.empty()) candidates.push_back(type + ":" + near);
  } else if (row != nullptr && row->kind == ProbeKind::Tracepoint) {
    const std::string category = pattern.substr(type.size() + 1, pattern.rfind(':') - type.size());
    for (const auto& [each, event] : context.host->MatchTracepoints("*", "*")) {
      if (names.empty() || names.back() != each) names.push_back(each);
    }
    const std::string near = Nearest(category.substr(0, category.find(':')), names);
    if (!near.empty()) candidates.push_back(type + ":" + near + ":" + last);
  }
}

// Why nothing of a program matches: it is not there, or has none. Empty if that is not known.
std::string WhyNotOfProgram(const std::string& pattern, const ProbeContext& context) {
  const size_t colon = pattern.find(':');
  const ProbeTypeRow* row = FindProbeType(pattern.substr(0, colon));
  if (row == nullptr || (row->flags & InUser) == 0 || colon == std::string::npos) return {};
  const std::string path = pattern.substr(colon + 1, pattern.find(':', colon + 1) - colon - 1);
  if (path.empty() || path.find('*') != std::string::npos) return {};
  const auto file = context.host->ResolveBinary(path, 0);
  const std::string type(row->name);
  if (!file) return "there is no program " + path;
  if (row->kind == ProbeKind::Usdt)
    return path + " has no such USDT probe; all of them: sonde -l 'usdt:" + path + ":*'";
  const std::string target = type + ":" + path + ":";
  const std::string wanted = pattern.substr(pattern.rfind(':') + 1);
  std::vector<std::string> names;
  if (const auto functions = context.host->MatchUserFunctions(file->path, "*")) {
    for (const auto& function : *functions)
      names.push_back(function.name);
  }
  const std::string near = wanted.find('*') == std::string::npos ? Nearest(wanted, names) : "";
  if (!near.empty()) return "did you mean sonde -l '" + target + near + "'?";
  return "all functions of " + path + ": sonde -l '" + target + "*'";
}

// The pattern that finds something: a type of probes without its typing error, or the last word anywhere.
std::string OtherPattern(const std::string& pattern, const ProbeContext& context) {
  std::vector<std::string> candidates;
  const std::string type = pattern.substr(0, pattern.find(':'));
  const bool typed = type.size() < pattern.size();
  const ProbeTypeRow* row = FindProbeType(type);
  if (typed && row == nullptr) {
    const std::string near = NearestProbeName(type).name;
    if (!near.empty()) candidates.push_back(near + pattern.substr(type.size()));
  }
  const bool tracepoint = row != nullptr && row->kind == ProbeKind::Tracepoint;
  if (typed && tracepoint && pattern.find('*') == std::string::npos) {
    const std::string event = pattern.substr(pattern.rfind(':') + 1);
    std::vector<std::string> names;
    for (const auto& [category, name] : context.host->MatchTracepoints("*", "*"))
      names.push_back(name);
    const std::string near = Nearest(event, names);
    const auto found = near.empty() ? std::vector<std::pair<std::string, std::string>>()
                                    : context.host->MatchTracepoints("*", near);
    if (!found.empty()) candidates.push_back(type + ":" + found[0].first + ":" + near);
  }
  const std::string last = pattern.substr(pattern.rfind(':') + 1);
  if ((last.find_first_of("[(?^$/|") != std::string::npos ||
       last.find(".*") != std::string::npos)) {  // the only sign is *
    std::string plain;
    for (size_t at = 0; at < last.size(); ++at) {
      const char c = last[at];
      if (c == '[' || c == '(' || c == '?' || c == '|') break;
      if (c != '^' && c != '$' && c != '/' && c != '.' && c != '*') plain += c;
    }
    candidates.push_back((typed ? type + ":" : "*") + plain + "*");
  }
  if (!typed && last.size() > 3 && last.find('*') == std::string::npos) {
    std::vector<std::string> names;
    for (const auto& found : context.host->MatchKernelFunctions("", last.substr(0, 3) + "*"))
      names.push_back(found.name);
    for (const auto& [category, name] : context.host->MatchTracepoints("*", "*"))
      names.push_back(name);
    if (const std::string near = Nearest(last, names); !near.empty()) candidates.push_back(near);
  }
  if (typed) AddNearNames(type, pattern, last, context, candidates);
  std::string word = last;
  std::erase(word, '*');
  for (; word.size() > 2; word.erase(0, std::min(word.find('_', 1), word.size())))
    candidates.push_back("*" + (word.starts_with('_') ? word.substr(1) : word) + "*");
  for (const std::string& candidate : candidates) {
    std::vector<std::string> warnings;
    if (!ListProbes(candidate, false, context, &warnings).empty()) return candidate;
  }
  return "*";
}

int ListTypes(HostView& host, const Options& options, const std::string& pattern) {
  auto btf = host.KernelBtf();
  if (!btf) return runtime::PrintError(btf.error()), 1;
  std::string last;
  for (const auto& found : (*btf)->MatchDefinitions(pattern, options.verbose)) {
    if (options.verbose) {
      Tell(stdout, found.module + ": " + found.text + "\n\n");
    } else if (found.name != last) {
      TellLine(found.name);
    }
    last = found.name;
  }
  if (last.empty()) {
    const size_t word = pattern.find(' ') + 1;
    const size_t part = std::min({pattern.find('_', word), pattern.size(), word + 3});
    const std::string wider = pattern.substr(0, part) + "*";
    std::vector<std::string> names;
    for (const auto& found : (*btf)->MatchDefinitions(wider, false))
      names.push_back(found.name);
    const std::string near = Nearest(pattern, names);
    TellNothing(pattern, !near.empty() ? near : names.empty() ? pattern.substr(0, word) + "*" : wider);
  }
  return 0;
}

ProbeContext MakeContext(HostView& host, const Options& options) {
  ProbeContext context;
  context.host = &host;
  context.pids = options.run.pids;
  context.words.positional = options.script.positional;
  context.unsafe = options.script.unsafe;
  return context;
}

void PrintLines(const std::vector<std::string>& lines) {
  for (const auto& line : lines)
    TellLine(line);
}

void PrintWarnings(const std::vector<std::string>& warnings, const Options& options) {
  for (const auto& warning : warnings) {
    if (options.out.warnings) TellError("WARNING: " + warning + "\n");
  }
}

// Tracepoints are not among what was listed because nobody may look, not because there are none.
bool TellUnreadable(const std::string& pattern, const ProbeContext& context) {
  const std::string type = pattern.substr(0, pattern.find(':'));
  const ProbeTypeRow* row = FindProbeType(type);
  const bool meant = row == nullptr ? type.find('*') != std::string::npos || type.empty()
                                    : row->kind == ProbeKind::Tracepoint;
  if (!meant || !context.host->MatchTracepoints("*", "*").empty()) return false;
  const auto any = context.host->Tracepoint("sched", "sched_switch");
  if (any) return false;
  TellError("WARNING: tracepoints are not listed: " + any.error().message + "\n");
  for (const std::string& hint : any.error().hints)
    TellError("HINT: " + hint + "\n");
  return true;
}

// A pattern that looks like a file that is not there.
bool LooksLikeFile(const std::string& pattern) {
  return pattern.find('.') != std::string::npos && pattern.find_first_of(":*") == std::string::npos;
}

}  // namespace

int ListPatterns(HostView& host, const Options& options) {
  if (NamesTypes(options.list_pattern)) {
    for (const std::string& pattern : SplitPatterns(options.list_pattern)) {
      const int code = ListTypes(host, options, pattern);
      if (code != 0) return code;
    }
    return 0;
  }
  if (LooksLikeFile(options.list_pattern)) {
    const std::string& name = options.list_pattern;
    TellError("WARNING: It appears that '" + name +
              "' is a filename but the file does not exist. Treating '" + name + "' as a search pattern.\n");
  }
  std::vector<std::string> warnings;
  const ProbeContext context = MakeContext(host, options);
  const auto lines = ListProbes(options.list_pattern, options.verbose, context, &warnings);
  PrintLines(lines);
  PrintWarnings(warnings, options);
  const bool unreadable = TellUnreadable(options.list_pattern, context);
  if (!lines.empty() || unreadable) return 0;
  if (const std::string why = WhyNotOfProgram(options.list_pattern, context); !why.empty()) {
    TellError("HINT: nothing matches '" + OneLine(options.list_pattern) + "': " + OneLine(why) + "\n");
  } else {
    TellNothing(options.list_pattern, OtherPattern(options.list_pattern, context));
  }
  return 0;
}

int ListScript(Source script, HostView& host, const Options& options) {
  Diagnostics diags;
  const auto [source, program] = LoadProgram(std::move(script), PathOf(options), diags);
  std::vector<ExpandedProbe> probes;
  if (!diags.has_errors()) probes = MatchProbes(program, host, MakeCheckOptions(options, program), diags);
  if (PrintDiagnostics(diags, source, host, options)) return 1;
  const ProbeContext context = MakeContext(host, options);
  std::vector<std::string> warnings;
  for (const auto& probe : probes) {
    if ((RowOf(probe.spec.kind).flags & Special) != 0) continue;
    PrintLines(ListExpanded(probe, options.verbose, context, &warnings));
  }
  PrintWarnings(warnings, options);
  return 0;
}

}  // namespace sonde
