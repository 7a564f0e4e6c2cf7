// uprobe and uretprobe: target:function[+offset], target:address, target:cpp:name. Leaves: their handlers.
// Covered by tests/probes/uprobe_test.cpp.
#include <algorithm>

#include "base/nearest.h"
#include "probes/cpp_names.h"
#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

constexpr std::string_view kCpp = "cpp";

std::string TypeName(const AttachSpec& spec) {
  return std::string(RowOf(spec.kind).name);
}

std::string NameOf(const AttachSpec& spec) {
  std::string name = TypeName(spec) + ":" + spec.module + ":";
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

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  for (const auto& part : request.parts) {
    if (part.separator != '@') continue;
    const bool at_return = (request.row.flags & AtReturn) != 0;
    return request.Fail(at_return ? DiagId::UprobeLocationAtReturn : DiagId::UprobeLocation, part.range);
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
  if (path) return {*path};
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

std::vector<ExpandedProbe> ExpandUprobe(const ExpandRequest& request) {
  const auto paths = TargetsOf(request);
  if (paths.empty()) return {};
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
  std::vector<std::string> lines;
  for (const auto& path : paths) {
    auto functions = host.MatchUserFunctions(path, request.parts.size() < 2 ? "*" : request.parts.back());
    if (!functions) continue;
    for (const auto& function : *functions) {
      lines.push_back(std::string(request.row.name) + ":" + path + ":" + function.name);
    }
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

}  // namespace

extern const ProbeHandler kUprobeHandler;
extern const ProbeHandler kUretprobeHandler;
const ProbeHandler kUprobeHandler = {2, 3, Parse, ExpandUprobe, NoArguments, List};
const ProbeHandler kUretprobeHandler = {2, 3, Parse, ExpandUprobe, NoArguments, List};

}  // namespace sonde
