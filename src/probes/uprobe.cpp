// uprobe and uretprobe: target:function[+offset], target:address, target:cpp:name, target@file:line. Leaves:
// their handlers. Covered by tests/probes/uprobe_test.cpp and tests/dwarf/probes_test.cpp.
#include <algorithm>

#include "base/nearest.h"
#include "probes/cpp_names.h"
#include "probes/handler.h"
#include "probes/number.h"
#include "probes/uprobe_debug.h"

namespace sonde {
namespace {

constexpr std::string_view kCpp = "cpp";

std::string TypeName(const AttachSpec& spec) {
  return std::string(RowOf(spec.kind).name);
}

std::string NameOf(const AttachSpec& spec) {
  std::string name = TypeName(spec) + ":" + spec.module + ":";
  if (spec.source_line != 0) {
    name.back() = '@';
    name += spec.source_file + ":" + std::to_string(spec.source_line);
    return spec.source_column == 0 ? name : name + ":" + std::to_string(spec.source_column);
  }
  if (!spec.language.empty()) name += spec.language + ":";
  if (spec.has_address) return name + std::to_string(spec.address);
  name += spec.function;
  if (spec.offset != 0) name += "+" + std::to_string(spec.offset);
  return name;
}

bool ParseNumberPart(const ParseRequest& request, DiagId id, const ProbePart& part, const std::string& text,
                     uint64_t& value) {
  const auto number = ParseProbeNumber(text);
  if (number && !number->negative && !number->duration) {
    value = number->value;
    return true;
  }
  const std::string why = number ? "invalid integer: " + text : number.error().Text();
  return request.Fail(id, part.range, {std::string(request.row.name), why});
}

// C++ names may hold a plus of their own (operator+), so only digits behind it make an offset.
size_t FindOffset(const std::string& text) {
  const size_t plus = text.rfind('+');
  if (plus == std::string::npos || plus + 1 == text.size()) return std::string::npos;
  return text[plus + 1] >= '0' && text[plus + 1] <= '9' ? plus : std::string::npos;
}

bool ParseFunction(const ParseRequest& request, const ProbePart& part, AttachSpec& spec) {
  const size_t plus = FindOffset(part.text);
  spec.function = part.text.substr(0, plus);
  if (spec.function.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), "function"});
  }
  if (plus == std::string::npos) return true;
  if ((request.row.flags & AtReturn) != 0) return request.Fail(DiagId::ProbeOffsetAtReturn, part.range);
  if (HasStar(part.text)) return request.Fail(DiagId::ProbeWildcardWith, part.range, {"an offset"});
  return ParseNumberPart(request, DiagId::ProbeOffset, part, part.text.substr(plus + 1), spec.offset);
}

constexpr size_t kPartsWithoutColumn = 3;

bool ParseCount(const ProbePart& part, uint32_t& value) {
  const auto number = ParseProbeNumber(part.text);
  if (!number || number->negative || number->duration || number->value == 0 || number->value > 0xffffffffU) {
    return false;
  }
  value = static_cast<uint32_t>(number->value);
  return true;
}

// target@file:line[:column]
bool ParseSource(const ParseRequest& request, const ProbePart& part, AttachSpec& spec) {
  const auto& parts = request.parts;
  if ((request.row.flags & AtReturn) != 0) return request.Fail(DiagId::UprobeLocationAtReturn, part.range);
  const bool placed =
      parts.size() >= kPartsWithoutColumn && parts[1].separator == '@' && !parts[1].text.empty();
  if (!placed || parts[2].separator != ':' || !ParseCount(parts[2], spec.source_line)) {
    return request.Fail(DiagId::UprobeLocation, part.range);
  }
  if (parts.size() > kPartsWithoutColumn && !ParseCount(parts[3], spec.source_column)) {
    return request.Fail(DiagId::UprobeLocation, parts[3].range);
  }
  spec.module = parts[0].text;
  spec.source_file = parts[1].text;
  if (HasStar(spec.module) || HasStar(spec.source_file)) {
    return request.Fail(DiagId::ProbeWildcardWith, part.range, {"a source code location"});
  }
  if (spec.module.empty() && request.context.pid == 0) {
    return request.Fail(DiagId::ProbeEmptyPart, parts[0].range, {std::string(request.row.name), "target"});
  }
  spec.name = NameOf(spec);
  return true;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  for (const auto& part : request.parts) {
    if (part.separator == '@') return ParseSource(request, part, spec);
  }
  if (request.parts.size() > 1) {
    spec.module = request.parts[0].text;
    if (spec.module.empty() && request.context.pid == 0) {
      return request.Fail(DiagId::ProbeEmptyPart, request.parts[0].range,
                          {std::string(request.row.name), "target"});
    }
  }
  if (request.parts.size() == 3) {
    spec.language = request.parts[1].text;
    if (spec.language != kCpp) {
      return request.Fail(DiagId::UprobeLanguage, request.parts[1].range, {spec.language});
    }
  }
  const ProbePart& target = request.parts.back();
  const bool address = !target.text.empty() && target.text[0] >= '0' && target.text[0] <= '9';
  if (address) {
    spec.has_address = true;
    if (!ParseNumberPart(request, DiagId::ProbeAddress, target, target.text, spec.address)) return false;
    if (HasStar(spec.module)) {
      return request.Fail(DiagId::ProbeWildcardWith, request.parts[0].range, {"an address"});
    }
  } else if (!ParseFunction(request, target, spec)) {
    return false;
  }
  spec.has_wildcard = HasStar(spec.module) || HasStar(spec.function);
  spec.name = NameOf(spec);
  return true;
}

// The files that the target stands for; empty after a report.
std::vector<std::string> TargetsOf(const ExpandRequest& request) {
  HostView& host = *request.context.host;
  const AttachSpec& spec = request.spec;
  if (HasStar(spec.module)) {
    auto paths = host.MatchBinaries(spec.module, request.context.pid);
    if (paths.empty()) (void)request.NoMatches(spec.module + ":" + spec.function);
    return paths;
  }
  auto path = host.ResolveBinary(spec.module, request.context.pid);
  if (path) {
    const auto all = host.FindOnPath(spec.module, request.context.pid);
    if (all.size() > 1) {
      Diagnostic& diagnostic = request.diags.Report(DiagId::UprobeTargetSeveral, spec.range,
                                                    {TypeName(spec), *path, std::to_string(all.size())});
      for (const std::string& other : all)
        diagnostic.Hint(other);
    }
    return {*path};
  }
  request.diags.Report(DiagId::UprobeTarget, spec.range, {TypeName(spec), spec.module});
  return {};
}

// Names of the functions of one file that the attach point means. Symbols without a size are placeholders.
Result<std::vector<std::string>> FunctionsIn(const std::string& path, const AttachSpec& spec,
                                             HostView& host) {
  const bool cpp = !spec.language.empty();
  auto matches = host.MatchUserFunctions(path, cpp ? "*" : spec.function);
  if (!matches) return matches.TakeError();
  std::vector<std::string> names;
  for (auto& match : *matches) {
    if (match.size == 0 || (cpp && !MatchesCppName(spec.function, match.name))) continue;
    if (names.empty() || names.back() != match.name) names.push_back(std::move(match.name));
  }
  return names;
}

std::vector<ExpandedProbe> ExpandPattern(const ExpandRequest& request,
                                         const std::vector<std::string>& paths) {
  std::vector<ExpandedProbe> probes;
  const AttachSpec& spec = request.spec;
  for (const auto& path : paths) {
    auto functions = FunctionsIn(path, spec, *request.context.host);
    if (!functions) {
      if (HasStar(spec.module)) continue;
      request.diags.Report(DiagId::UprobeSymbols, spec.range, {TypeName(spec), functions.error().Text()});
      return {};
    }
    if (functions->empty()) continue;
    ExpandedProbe all{spec, std::move(*functions), true};
    all.spec.module = path;
    all.spec.name = NameOf(all.spec);
    if (!spec.language.empty() && all.functions.size() == 1) {  // one C++ function: its arguments are known
      all.spec.has_wildcard = false;                            // the star of `char*` is none
      all.spec.function = all.functions[0];
      all.functions.clear();
      all.multi = false;
      probes.push_back(std::move(all));
      continue;
    }
    if (!request.one_program_each) {
      probes.push_back(std::move(all));
      continue;
    }
    for (const auto& function : all.functions) {
      ExpandedProbe one{all.spec, {}, false};
      one.spec.function = function;
      one.spec.language.clear();
      one.spec.has_wildcard = false;
      one.spec.name = NameOf(one.spec);
      probes.push_back(std::move(one));
    }
  }
  if (probes.empty()) return request.NoMatches(spec.module + ":" + spec.function);
  return request.TooMany(probes.size()) ? std::vector<ExpandedProbe>() : probes;
}

std::vector<ExpandedProbe> ReportMissing(const ExpandRequest& request, const std::string& path) {
  const AttachSpec& spec = request.spec;
  auto all = request.context.host->MatchUserFunctions(path, "*");
  if (!all) {
    request.diags.Report(DiagId::UprobeSymbols, spec.range, {TypeName(spec), all.error().Text()});
    return {};
  }
  if (auto hints = HintsForInlined(spec, path, *request.context.host); !hints.empty()) {
    return request.NoMatches(path + ":" + spec.function, hints);
  }
  std::vector<std::string> names;
  for (auto& function : *all)
    names.push_back(std::move(function.name));
  if (names.empty())
    return request.NoMatches(path + ":" + spec.function, {path + " has no function symbols"});
  const std::string near = Nearest(spec.function, names);
  if (near.empty()) return request.NoMatches(path + ":" + spec.function);
  return request.NoMatches(path + ":" + spec.function, {"did you mean " + near + "?"});
}

std::vector<ExpandedProbe> ExpandExact(const ExpandRequest& request, const std::string& path) {
  HostView& host = *request.context.host;
  ExpandedProbe probe{request.spec, {}, false};
  AttachSpec& spec = probe.spec;
  spec.module = path;
  spec.name = NameOf(spec);
  if (spec.has_address) {
    if (host.UserFileOffset(path, spec.address) || request.context.unsafe) return {probe};
    request.diags.Report(DiagId::UprobeAddress, spec.range, {std::to_string(spec.address)});
    return {};
  }
  const auto function = host.FindUserFunction(path, spec.function);
  if (!function) return ReportMissing(request, path);
  if (function->size == 0 && !request.context.unsafe) {
    request.diags.Report(DiagId::UprobeNoSize, spec.range, {spec.function, path})
        .Hint("--unsafe attaches without this check");
    return {};
  }
  if (function->size != 0 && spec.offset >= function->size && !request.context.unsafe) {
    request.diags.Report(
        DiagId::ProbeOffset, spec.range,
        {TypeName(spec), "outside of the function, which has " + std::to_string(function->size) + " bytes"});
    return {};
  }
  return {probe};
}

// One program for each place of the line.
std::vector<ExpandedProbe> ExpandSourceLine(const ExpandRequest& request, const std::string& path) {
  AttachSpec spec = request.spec;
  spec.module = path;
  spec.name = NameOf(spec);
  auto places = FindSourcePlaces(spec, *request.context.host);
  if (!places) {
    const Error& error = places.error();
    if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(spec.name);
    Diagnostic& report = request.diags.Report(DiagId::UprobeSourceLine, spec.range, {error.Text()});
    for (const auto& hint : error.hints)
      report.Hint(hint);
    return {};
  }
  std::vector<ExpandedProbe> probes;
  for (const SourcePlace& place : *places) {
    spec.has_address = true;
    spec.address = place.address;
    probes.push_back({spec, {}, false});
  }
  return request.TooMany(probes.size()) ? std::vector<ExpandedProbe>() : probes;
}

std::vector<ExpandedProbe> ExpandUprobe(const ExpandRequest& request) {
  const auto paths = TargetsOf(request);
  if (paths.empty()) return {};
  if (request.spec.source_line != 0) return ExpandSourceLine(request, paths[0]);
  const bool pattern = request.spec.has_wildcard || !request.spec.language.empty();
  return pattern ? ExpandPattern(request, paths) : ExpandExact(request, paths[0]);
}

std::vector<std::string> List(const ListRequest& request) {
  HostView& host = *request.context.host;
  const std::string& target = request.parts.front();
  std::vector<std::string> paths;
  if (HasStar(target)) {
    paths = host.MatchBinaries(target, request.context.pid);
  } else if (auto path = host.ResolveBinary(target, request.context.pid)) {
    paths = {*path};
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> lines;
  const bool details = request.verbose && (request.row.flags & AtReturn) == 0;
  for (const auto& path : paths) {
    auto functions = host.MatchUserFunctions(path, request.parts.size() < 2 ? "*" : request.parts.back());
    if (!functions) continue;
    DebugInfo* debug = details && !functions->empty() ? host.DebugInfoOf(path) : nullptr;
    if (debug != nullptr && !debug->Available()) {
      request.Warn("No DWARF found for \"" + path + "\", cannot show parameter info");
      debug = nullptr;
    }
    const UserFunction* last = nullptr;  // sorted by name; one name is listed once
    for (const auto& function : *functions) {
      if (last != nullptr && last->name == function.name) continue;
      last = &function;
      lines.push_back(std::string(request.row.name) + ":" + path + ":" + function.name);
      if (debug != nullptr) AppendParameters(function, *debug, lines);
    }
  }
  return lines;
}

}  // namespace

extern const ProbeHandler kUprobeHandler;
extern const ProbeHandler kUretprobeHandler;
const ProbeHandler kUprobeHandler = {2, 3, Parse, ExpandUprobe, UprobeArguments, List};
const ProbeHandler kUretprobeHandler = {2, 3, Parse, ExpandUprobe, NoArguments, List};

}  // namespace sonde
