// fentry and fexit: [module:]function of the kernel, found in its type information; BPF programs are in
// fentry_bpf.cpp. Leaves: their handlers. Covered by tests/probes/fentry_test.cpp.
#include <algorithm>

#include "btf/trampoline.h"
#include "defs/lock_functions.h"
#include "probes/fentry_bpf.h"
#include "probes/handler.h"
#include "probes/kprobe_code.h"

namespace sonde {
namespace {

constexpr std::string_view kBpf = "bpf";

std::string Shown(const KernelSpec& kernel) {
  return (kernel.module.empty() ? "" : kernel.module + ":") + kernel.function;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  if (request.parts.size() > 1 && request.parts[0].text == kBpf) return ParseBpfProgram(request, spec);
  if (request.parts.size() > 2) {
    return request.Fail(DiagId::ProbeParts, spec.range,
                        {std::string(request.row.name), "1 or 2 arguments", "3"});
  }
  auto& kernel = spec.detail.emplace<KernelSpec>();
  kernel.function = request.parts.back().text;
  if (request.parts.size() == 2) kernel.module = request.parts[0].text;
  for (const ProbePart& part : request.parts) {
    if (!part.text.empty()) continue;
    const char* what = &part == &request.parts.back() ? "function" : "module";
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), what});
  }
  spec.has_wildcard = HasStar(kernel.module) || HasStar(kernel.function);
  spec.name = std::string(request.row.name) + ":" + Shown(kernel);
  return true;
}

// For a function that is there, but not in the type information.
std::string WithoutTypes(ProbeKind kind, const std::string& function) {
  const bool at_return = (RowOf(kind).flags & AtReturn) != 0;
  return std::string("the kernel has no types for it; ") + (at_return ? "kretprobe:" : "kprobe:") + function +
         " does without";
}

ExpandedProbe OneOf(const ExpandRequest& request, const std::string& module, const BtfFunction& function) {
  if (IsLockFunction(function.name) && !request.context.listing)
    request.diags.Report(DiagId::FentryLock, request.spec.range, {function.name});
  ExpandedProbe probe{request.spec, {}, false};
  probe.spec.detail = KernelSpec{module, function.name, 0, std::nullopt, SignatureOf(function)};
  probe.spec.has_wildcard = false;
  probe.spec.name = std::string(RowOf(request.spec.kind).name) + ":" + module + ":" + function.name;
  return probe;
}

// Functions that can have no trampoline are no matches.
std::vector<ExpandedProbe> ExpandPattern(const ExpandRequest& request, Btf& btf) {
  const auto& kernel = request.spec.As<KernelSpec>();
  std::vector<ExpandedProbe> probes;
  for (auto& match : request.context.host->MatchKernelFunctions(kernel.module, kernel.function)) {
    if (match.module.empty()) match.module = Btf::kCoreModule;
    const auto function = btf.FindFunctionIn(match.module, match.name);
    if (function && WhyNoTrampoline(*function).empty())
      probes.push_back(OneOf(request, match.module, *function));
  }
  if (probes.empty()) return request.NoMatches(Shown(kernel));
  if (request.TooMany(probes.size())) return {};
  return probes;
}

std::vector<ExpandedProbe> ExpandExact(const ExpandRequest& request, Btf& btf) {
  const auto& kernel = request.spec.As<KernelSpec>();
  HostView& host = *request.context.host;
  if (!kernel.module.empty() && !host.ModuleLoaded(kernel.module)) {
    if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(Shown(kernel));
    request.diags.Report(DiagId::ProbeModuleMissing, request.spec.range, {kernel.module, request.spec.name})
        .Hint(HintModule(request.spec.kind, kernel, host));
    return {};
  }
  auto modules = kernel.module.empty() ? btf.ModulesOf(kernel.function) : std::vector{kernel.module};
  if (modules.size() > 1) {
    auto& report = request.diags.Report(DiagId::FentryAmbiguous, request.spec.range, {kernel.function});
    for (const std::string& module : modules)
      report.Hint(std::string(RowOf(request.spec.kind).name) + ":" + module + ":" + kernel.function);
    return {};
  }
  const auto function = modules.empty() ? std::nullopt : btf.FindFunctionIn(modules.front(), kernel.function);
  if (!function) {
    const bool traceable = !host.MatchKernelFunctions(kernel.module, kernel.function).empty();
    return request.NoMatches(Shown(kernel), traceable
                                                ? std::vector{WithoutTypes(request.spec.kind, Shown(kernel))}
                                                : HintsInsteadOf(request.spec.kind, kernel.function, host));
  }
  if (const std::string why = WhyNoTrampoline(*function); !why.empty()) {
    return request.NoMatches(Shown(kernel), {"there is such a function, but it " + why});
  }
  return {OneOf(request, modules.front(), *function)};
}

std::vector<ExpandedProbe> ExpandFentry(const ExpandRequest& request) {
  if (std::holds_alternative<BpfProgramSpec>(request.spec.detail)) return ExpandBpfProgram(request);
  const auto btf = request.context.host->KernelBtf();
  if (!btf) {
    if (!request.context.listing)
      request.diags.Report(DiagId::FentryBtf, request.spec.range,
                           {std::string(RowOf(request.spec.kind).name)});
    return {};
  }
  return request.spec.has_wildcard ? ExpandPattern(request, **btf) : ExpandExact(request, **btf);
}

// Nothing where the types are not those of a function that was found before.
std::optional<BtfFunction> FunctionOf(const AttachSpec& spec, HostView& host) {
  const auto* kernel = std::get_if<KernelSpec>(&spec.detail);
  const auto btf = host.KernelBtf();
  if (kernel == nullptr || !btf) return std::nullopt;
  return (*btf)->FindFunctionIn(kernel->module, kernel->function);
}

Result<std::vector<ProbeArgument>> Arguments(const AttachSpec& spec, HostView& host) {
  const auto function = FunctionOf(spec, host);
  if (!function) {
    return Error("The args builtin can not be used with '" + std::string(RowOf(spec.kind).name) +
                 "' probes of BPF programs");
  }
  if (function->parameters.empty()) {
    return Error("Cannot read function parameters").Hint(function->name + " has none");
  }
  return TrampolineArguments(*function);
}

void Describe(const AttachSpec& spec, const ListRequest& request) {
  const auto function = FunctionOf(spec, *request.context.host);
  if (!function) return;
  for (const auto& parameter : function->parameters)
    request.lines.push_back("    " + parameter.c_type + " " + parameter.name);
  const bool at_return = (RowOf(spec.kind).flags & AtReturn) != 0;
  if (at_return && function->c_result != "void")
    request.lines.push_back("    " + function->c_result + " retval");
}

}  // namespace

// The type is null if there is no result.
TypePtr ResultOfProbe(const AttachSpec& spec, HostView& host) {
  if (std::holds_alternative<BpfProgramSpec>(spec.detail)) return ResultOfBpfProgram(spec, host);
  const auto function = FunctionOf(spec, host);
  if (!function || function->result->kind == TypeKind::Void) return nullptr;
  return function->result;
}

extern const ProbeHandler kFentryHandler;
extern const ProbeHandler kFexitHandler;
const ProbeHandler kFentryHandler = {1, 3, Parse, ExpandFentry, Arguments, NoTemplates, Describe};
const ProbeHandler kFexitHandler = {1, 3, Parse, ExpandFentry, Arguments, NoTemplates, Describe};

}  // namespace sonde
