// kprobe and kretprobe: [module:]function[+offset], or an address. Leaves: their handlers.
// Covered by tests/probes/kprobe_test.cpp.
#include <algorithm>
#include <optional>

#include "probes/handler.h"
#include "probes/kprobe_code.h"
#include "probes/number.h"

namespace sonde {
namespace {

constexpr std::string_view kCore = "vmlinux";

bool AtReturnOf(const ProbeTypeRow& row) {
  return (row.flags & AtReturn) != 0;
}

bool ParseAddress(const ParseRequest& request, const ProbePart& part, KernelSpec& kernel) {
  const auto number = ParseProbeNumber(part.text);
  if (!number || number->duration) {
    const std::string why = number ? "invalid trailing bytes: " + part.text : number.error().Text();
    return request.Fail(DiagId::ProbeAddress, part.range, {std::string(request.row.name), why});
  }
  if (!request.context.unsafe) return request.Fail(DiagId::ProbeAddressUnsafe, part.range);
  kernel.address = number->value;
  return true;
}

// "function+offset"
bool ParseFunction(const ParseRequest& request, const ProbePart& part, KernelSpec& kernel) {
  const size_t plus = part.text.find('+');
  kernel.function = part.text.substr(0, plus);
  if (kernel.function.empty()) {
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
  kernel.offset = number->value;
  return true;
}

std::string NameOf(const AttachSpec& spec) {
  const auto& kernel = spec.As<KernelSpec>();
  std::string name = std::string(RowOf(spec.kind).name) + ":";
  if (!kernel.module.empty()) name += kernel.module + ":";
  if (kernel.address) return name + std::to_string(*kernel.address);
  name += kernel.function;
  if (kernel.offset != 0) name += "+" + std::to_string(kernel.offset);
  return name;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& kernel = spec.detail.emplace<KernelSpec>();
  const ProbePart& target = request.parts.back();
  if (request.parts.size() == 2) {
    kernel.module = request.parts[0].text;
    if (kernel.module.empty()) {
      const std::string instead = std::string(request.row.name) + ":" + target.text;
      const SourceRange colons{request.parts[0].range.begin, target.range.begin};
      request.diags.Report(DiagId::ProbeEmptyPart, colons, {std::string(request.row.name), "module"})
          .Hint("without a module one colon is enough: " + instead)
          .Fix(colons, "");
      return false;
    }
  }
  const bool address = !target.text.empty() && target.text[0] >= '0' && target.text[0] <= '9';
  if (address ? !ParseAddress(request, target, kernel) : !ParseFunction(request, target, kernel))
    return false;
  spec.has_wildcard = HasStar(kernel.module) || HasStar(kernel.function);
  if (spec.has_wildcard && (kernel.offset != 0 || kernel.address)) {
    return request.Fail(DiagId::ProbeWildcardWith, request.parts[0].range,
                        {kernel.address ? "an address" : "an offset"});
  }
  spec.name = NameOf(spec);
  return true;
}

std::string Shown(const KernelSpec& kernel) {
  return (kernel.module.empty() ? "" : kernel.module + ":") + kernel.function;
}

ExpandedProbe OneOf(const AttachSpec& spec, const KernelFunction& match) {
  ExpandedProbe probe{spec, {}, false};
  auto& kernel = probe.spec.As<KernelSpec>();
  kernel.function = match.name;
  if (!kernel.module.empty()) kernel.module = match.module.empty() ? kCore : match.module;
  probe.spec.has_wildcard = false;
  probe.spec.name = NameOf(probe.spec);
  return probe;
}

std::vector<ExpandedProbe> ExpandPattern(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  const auto& kernel = spec.As<KernelSpec>();
  auto matches = request.context.host->MatchKernelFunctions(kernel.module, kernel.function);
  if (kernel.module.empty()) {  // attached by name alone, so a name counts once
    const auto same = [](const KernelFunction& a, const KernelFunction& b) { return a.name == b.name; };
    matches.erase(std::unique(matches.begin(), matches.end(), same), matches.end());
  }
  if (matches.empty()) return request.NoMatches(Shown(kernel));
  if (kernel.module.empty() && !request.one_program_each) {
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

// The functions of the symbol table that the attach point may mean; for a listing those alone that the kernel
// itself lists, where it does: without CONFIG_KPROBE_EVENTS_ON_NOTRACE, as distributions build it, it refuses
// others.
std::vector<KernelSymbol> SymbolsOf(const KernelSpec& kernel, HostView& host, bool listing) {
  auto symbols = host.FindKernelSymbols(kernel.function);
  if (listing) {
    std::erase_if(symbols, [&](const KernelSymbol& symbol) {
      return !host.KernelListsFunction(symbol.name).value_or(true);
    });
  }
  if (!kernel.module.empty()) {
    std::erase_if(symbols, [&](const KernelSymbol& symbol) {
      return (symbol.module.empty() ? kCore : symbol.module) != kernel.module;
    });
  }
  return symbols;
}

// Symbols of functions that wildcards leave out may still be meant by their names. BTF, the quickest source,
// also knows functions that were inlined everywhere: attaching reports those, listings do not show them.
bool Exists(const KernelSpec& kernel, HostView& host, bool listing) {
  const bool quick = kernel.module.empty() && (!listing || host.FindKernelSymbols("vfs_read").empty());
  if (quick && host.MayTraceKernelFunction(kernel.function)) return true;
  if (!quick && !host.MatchKernelFunctions(kernel.module, kernel.function).empty()) return true;
  const auto symbols = SymbolsOf(kernel, host, listing);
  return !symbols.empty() && symbols[0].name == kernel.function;
}

// Checks the offset of a probe that is otherwise good. False after an error.
bool CheckOffset(const ExpandRequest& request) {
  const auto& kernel = request.spec.As<KernelSpec>();
  if (kernel.offset == 0 || !request.context.this_kernel) return true;
  HostView& host = *request.context.host;
  const auto problem = CheckKernelOffset(SymbolsOf(kernel, host, false), kernel.offset, Shown(kernel), host);
  if (!problem) return true;
  const bool unsafe = request.context.unsafe;
  const DiagId outside = unsafe ? DiagId::ProbeOutsideUnsafe : DiagId::ProbeOutside;
  const DiagId middle = unsafe ? DiagId::KprobeMiddleUnsafe : DiagId::KprobeMiddle;
  Diagnostic& report = request.diags.Report(problem->outside ? outside : middle, request.spec.range,
                                            {kernel.function, std::to_string(problem->size)});
  for (const auto& hint : problem->hints)
    report.Hint(hint);
  return unsafe;
}

// The compiler made copies of the function under other names: these are what can be probed. Nothing when it
// did not.
std::optional<std::vector<ExpandedProbe>> ExpandCopies(const ExpandRequest& request) {
  std::vector<ExpandedProbe> probes;
  const ProbeContext& context = request.context;
  const auto& kernel = request.spec.As<KernelSpec>();
  for (const KernelSymbol& symbol : SymbolsOf(kernel, *context.host, context.listing)) {
    if (!probes.empty() && probes.back().spec.As<KernelSpec>().function == symbol.name) continue;
    request.diags.Report(DiagId::KprobeSuffix, request.spec.range, {kernel.function, symbol.name});
    probes.push_back(OneOf(request.spec, {symbol.name, symbol.module}));
    const ExpandRequest copy{probes.back().spec, request.one_program_each, request.context, request.diags};
    if (!CheckOffset(copy)) return std::vector<ExpandedProbe>();
  }
  return probes.empty() ? std::nullopt : std::optional(std::move(probes));
}

// With --unsafe nothing is checked, only doubted.
std::vector<ExpandedProbe> ExpandExact(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  const auto& kernel = spec.As<KernelSpec>();
  HostView& host = *request.context.host;
  if (kernel.address) return {{spec, {}, false}};
  if (!kernel.module.empty() && !host.ModuleLoaded(kernel.module)) {
    if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(Shown(kernel));
    request.diags.Report(DiagId::ProbeModuleMissing, spec.range, {kernel.module, spec.name})
        .Hint(HintModule(request.spec.kind, kernel, host));
    return {};
  }
  if (Exists(kernel, host, request.context.listing)) {
    if (!CheckOffset(request)) return {};
    return {{spec, {}, false}};
  }
  if (auto copies = ExpandCopies(request)) return std::move(*copies);
  // What is no name at all was meant as a pattern, which the error says.
  const bool name = std::all_of(kernel.function.begin(), kernel.function.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '*';
  });
  if (name && (request.context.unsafe || request.context.missing == ProbeContext::Missing::Error)) {
    request.diags.Report(DiagId::ProbeNotTraceable, spec.range, {kernel.function});
  }
  if (request.context.unsafe) return {{spec, {}, false}};
  return request.NoMatches(Shown(kernel), HintsInsteadOf(spec.kind, kernel.function, host));
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

void Describe(const AttachSpec& spec, const ListRequest& request) {
  auto btf = request.context.host->KernelBtf();
  const auto& kernel = spec.As<KernelSpec>();
  if (!btf || kernel.address || kernel.offset != 0) return;
  for (auto& detail : Details(kernel.function, AtReturnOf(RowOf(spec.kind)), **btf))
    request.lines.push_back(std::move(detail));
}

}  // namespace

extern const ProbeHandler kKprobeHandler;
extern const ProbeHandler kKretprobeHandler;
const ProbeHandler kKprobeHandler = {1, 2, Parse, ExpandKprobe, NoArguments, NoTemplates, Describe};
const ProbeHandler kKretprobeHandler = {1, 2, Parse, ExpandKprobe, NoArguments, NoTemplates, Describe};

}  // namespace sonde
