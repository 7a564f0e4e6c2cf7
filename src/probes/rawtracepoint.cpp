// rawtracepoint: [module:]event, arguments typed by BTF. Leaves: its handler.
// Covered by tests/probes/rawtracepoint_test.cpp.
#include "base/nearest.h"
#include "probes/handler.h"

namespace sonde {
namespace {

constexpr std::string_view kCore = "vmlinux";

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  if (request.parts.size() == 2) spec.module = request.parts[0].text;
  spec.function = request.parts.back().text;
  if (spec.function.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, request.parts.back().range,
                        {std::string(request.row.name), "event"});
  }
  spec.has_wildcard = HasStar(spec.module) || HasStar(spec.function);
  spec.name =
      std::string(request.row.name) + ":" + (spec.module.empty() ? "" : spec.module + ":") + spec.function;
  return true;
}

std::string Shown(const AttachSpec& spec) {
  return (spec.module.empty() ? "" : spec.module + ":") + spec.function;
}

std::vector<std::string> HintsFor(const AttachSpec& spec, HostView& host) {
  if (spec.has_wildcard) return {};
  if (!spec.module.empty() && !host.MatchRawTracepoints(spec.function).empty()) {
    return {"did you mean rawtracepoint:" + spec.function + "?"};  // with the category of the tracepoint
  }
  const std::string near = Nearest(spec.function, host.MatchRawTracepoints("*"));
  if (near.empty()) return {};
  return {"did you mean rawtracepoint:" + near + "?"};
}

std::vector<ExpandedProbe> ExpandRawTracepoint(const ExpandRequest& request) {
  HostView& host = *request.context.host;
  const AttachSpec& spec = request.spec;
  if (!host.Has(Feature::Btf)) {
    request.diags.Report(DiagId::RawTracepointBtf, spec.range);
    return {};
  }
  std::vector<std::string> matches;
  if (spec.module.empty() || WildcardMatch(spec.module, kCore)) {
    matches = host.MatchRawTracepoints(spec.function);
  }
  if (matches.empty()) return request.NoMatches(Shown(spec), HintsFor(spec, host));
  if (request.TooMany(matches.size())) return {};
  std::vector<ExpandedProbe> probes;
  for (const auto& event : matches) {
    ExpandedProbe probe{spec, {}, false};
    probe.spec.module = kCore;
    probe.spec.function = event;
    probe.spec.has_wildcard = false;
    probe.spec.name = "rawtracepoint:" + std::string(kCore) + ":" + event;
    probes.push_back(std::move(probe));
  }
  return probes;
}

Result<std::vector<ProbeArgument>> Arguments(const AttachSpec& spec, HostView& host) {
  auto btf = host.KernelBtf();
  if (!btf) return btf.TakeError().While("rawtracepoints require kernel BTF");
  const auto traced = (*btf)->FindRawTracepoint(spec.function);
  if (!traced) return Error("kernel BTF does not describe the raw tracepoint " + spec.function);
  std::vector<ProbeArgument> arguments;
  for (const auto& parameter : traced->parameters) {
    ProbeArgument argument;
    argument.name = parameter.name;
    argument.type = parameter.type;
    argument.offset = static_cast<uint32_t>(arguments.size());
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

void Describe(const AttachSpec& spec, const ListRequest& request) {
  auto btf = request.context.host->KernelBtf();
  const auto traced = btf ? (*btf)->FindRawTracepoint(spec.function) : std::nullopt;
  if (!traced) return;
  for (const auto& parameter : traced->parameters)
    request.lines.push_back("    " + parameter.c_type + " " + parameter.name);
}

}  // namespace

extern const ProbeHandler kRawTracepointHandler;
const ProbeHandler kRawTracepointHandler = {1,         2,           Parse,   ExpandRawTracepoint,
                                            Arguments, NoTemplates, Describe};

}  // namespace sonde
