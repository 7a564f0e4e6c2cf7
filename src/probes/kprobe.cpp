// kprobe and kretprobe: [module:]function[+offset], or an address. Leaves: their handlers.
// Covered by tests/probes/kprobe_test.cpp.
#include <algorithm>

#include "base/nearest.h"
#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

constexpr std::string_view kCore = "vmlinux";

bool AtReturnOf(const ProbeTypeRow& row) {
  return (row.flags & AtReturn) != 0;
}

bool ParseAddress(const ParseRequest& request, const ProbePart& part, AttachSpec& spec) {
  const auto number = ParseProbeNumber(part.text);
  if (!number || number->duration) {
    const std::string why = number ? "invalid trailing bytes: " + part.text : number.error().Text();
    return request.Fail(DiagId::ProbeAddress, part.range, {std::string(request.row.name), why});
  }
  if (!request.context.unsafe) return request.Fail(DiagId::ProbeAddressUnsafe, part.range);
  spec.address = number->value;
  spec.has_address = true;
  return true;
}

// "function+offset"
bool ParseFunction(const ParseRequest& request, const ProbePart& part, AttachSpec& spec) {
  const size_t plus = part.text.find('+');
  spec.function = part.text.substr(0, plus);
  if (spec.function.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), "function"});
  }
  if (plus == std::string::npos) return true;
  if (AtReturnOf(request.row)) return request.Fail(DiagId::ProbeOffsetAtReturn, part.range);
  if (HasStar(part.text)) return request.Fail(DiagId::ProbeWildcardWith, part.range, {"an offset"});
  const auto number = ParseProbeNumber(part.text.substr(plus + 1));
  if (!number || number->negative || number->duration) {
    const std::string why = number ? "invalid integer: " + part.text.substr(plus + 1) : number.error().Text();
    return request.Fail(DiagId::ProbeOffset, part.range, {std::string(request.row.name), why});
  }
  spec.offset = number->value;
  return true;
}

std::string NameOf(const AttachSpec& spec) {
  std::string name = std::string(RowOf(spec.kind).name) + ":";
  if (!spec.module.empty()) name += spec.module + ":";
  if (spec.has_address) return name + std::to_string(spec.address);
  name += spec.function;
  if (spec.offset != 0) name += "+" + std::to_string(spec.offset);
  return name;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& target = request.parts.back();
  if (request.parts.size() == 2) {
    spec.module = request.parts[0].text;
    if (spec.module.empty()) {
      return request.Fail(DiagId::ProbeEmptyPart, request.parts[0].range,
                          {std::string(request.row.name), "module"});
    }
  }
  const bool address = !target.text.empty() && target.text[0] >= '0' && target.text[0] <= '9';
  if (address ? !ParseAddress(request, target, spec) : !ParseFunction(request, target, spec)) return false;
  spec.has_wildcard = HasStar(spec.module) || HasStar(spec.function);
  spec.name = NameOf(spec);
  return true;
}

std::string Shown(const AttachSpec& spec) {
  return (spec.module.empty() ? "" : spec.module + ":") + spec.function;
}

ExpandedProbe OneOf(const AttachSpec& spec, const KernelFunction& match) {
  ExpandedProbe probe{spec, {}, false};
  probe.spec.function = match.name;
  if (!spec.module.empty()) probe.spec.module = match.module.empty() ? kCore : match.module;
  probe.spec.has_wildcard = false;
  probe.spec.name = NameOf(probe.spec);
  return probe;
}

std::vector<ExpandedProbe> ExpandPattern(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  auto matches = request.context.host->MatchKernelFunctions(spec.module, spec.function);
  if (spec.module.empty()) {  // attached by name alone, so a name counts once
    const auto same = [](const KernelFunction& a, const KernelFunction& b) { return a.name == b.name; };
    matches.erase(std::unique(matches.begin(), matches.end(), same), matches.end());
  }
  if (matches.empty()) return request.NoMatches(Shown(spec));
  if (spec.module.empty() && !request.one_program_each) {
    ExpandedProbe all{spec, {}, true};
    for (auto& match : matches)
      all.functions.push_back(std::move(match.name));
    return {all};
  }
  if (request.TooMany(matches.size())) return {};
  std::vector<ExpandedProbe> probes;
  probes.reserve(matches.size());
  for (const auto& match : matches)
    probes.push_back(OneOf(spec, match));
  return probes;
}

// With --unsafe nothing is checked, only doubted.
std::vector<ExpandedProbe> ExpandExact(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  HostView& host = *request.context.host;
  if (spec.has_address) return {{spec, {}, false}};
  if (!spec.module.empty() && !host.ModuleLoaded(spec.module)) {
    if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(Shown(spec));
    request.diags.Report(DiagId::ProbeModuleMissing, spec.range, {spec.module, spec.name});
    return {};
  }
  if (host.MayTraceKernelFunction(spec.function)) return {{spec, {}, false}};
  if (request.context.unsafe) {
    request.diags.Report(DiagId::ProbeNotTraceable, spec.range, {spec.function});
    return {{spec, {}, false}};
  }
  std::vector<std::string> names;
  for (auto& match : host.MatchKernelFunctions("", "*"))
    names.push_back(std::move(match.name));
  const std::string near = Nearest(spec.function, names);
  if (near.empty()) return request.NoMatches(Shown(spec));
  return request.NoMatches(Shown(spec), {"did you mean " + near + "?"});
}

std::vector<ExpandedProbe> ExpandKprobe(const ExpandRequest& request) {
  return request.spec.has_wildcard ? ExpandPattern(request) : ExpandExact(request);
}

// What BTF says about a function: register arguments at entry, the result at return.
std::vector<std::string> Details(const std::string& name, bool at_return, Btf& btf) {
  const auto function = btf.FindFunction(name);
  if (!function) return {};
  if (at_return) {
    return {"    " + (function->c_result == "void" ? "void" : function->c_result + " retval")};
  }
  std::vector<std::string> lines;
  for (const auto& parameter : function->parameters) {
    const TypeKind kind = parameter.type->kind;
    if (kind == TypeKind::None || kind == TypeKind::Float) continue;  // not in these registers
    lines.push_back("    " + parameter.c_type + " arg" + std::to_string(lines.size()));
  }
  return lines;
}

std::vector<std::string> List(const ListRequest& request) {
  HostView& host = *request.context.host;
  const bool with_module = request.parts.size() == 2;
  auto btf = host.KernelBtf();
  std::vector<std::string> lines;
  std::string previous;
  for (const auto& match :
       host.MatchKernelFunctions(with_module ? request.parts[0] : std::string(), request.parts.back())) {
    const std::string module = match.module.empty() ? std::string(kCore) : match.module;
    const std::string line =
        std::string(request.row.name) + ":" + (with_module ? module + ":" : "") + match.name;
    if (line == previous) continue;
    previous = line;
    lines.push_back(line);
    if (!request.verbose || !btf) continue;
    for (auto& detail : Details(match.name, AtReturnOf(request.row), **btf))
      lines.push_back(std::move(detail));
  }
  return lines;
}

}  // namespace

extern const ProbeHandler kKprobeHandler;
extern const ProbeHandler kKretprobeHandler;
const ProbeHandler kKprobeHandler = {1, 2, Parse, ExpandKprobe, NoArguments, List};
const ProbeHandler kKretprobeHandler = {1, 2, Parse, ExpandKprobe, NoArguments, List};

}  // namespace sonde
