// rawtracepoint: [module:]event, arguments typed by BTF. Leaves: its handler.
// Covered by tests/probes/rawtracepoint_test.cpp.
#include "base/nearest.h"
#include "btf/trampoline.h"
#include "probes/handler.h"
#include "probes/meant.h"

namespace sonde {
namespace {

constexpr std::string_view kCore = "vmlinux";

std::string Shown(const RawTracepointSpec& raw) {
  return (raw.module.empty() ? "" : raw.module + ":") + raw.event;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& raw = spec.detail.emplace<RawTracepointSpec>();
  if (request.parts.size() == 2) raw.module = request.parts[0].text;
  raw.event = request.parts.back().text;
  if (raw.event.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, request.parts.back().range,
                        {std::string(request.row.name), "event"});
  }
  spec.has_wildcard = HasStar(raw.module) || HasStar(raw.event);
  spec.name = std::string(request.row.name) + ":" + Shown(raw);
  return true;
}

std::vector<std::string> HintsFor(const AttachSpec& spec, HostView& host) {
  if (spec.has_wildcard) return {};
  const auto& raw = spec.As<RawTracepointSpec>();
  if (!raw.module.empty() && !host.MatchRawTracepoints(raw.event).empty()) {
    return {"did you mean rawtracepoint:" + raw.event + "?"};  // with the category of the tracepoint
  }
  const std::string near = Nearest(raw.event, host.MatchRawTracepoints("*"));
  if (near.empty() && raw.event.starts_with("sys_")) {
    std::vector<std::string> hints;
    for (const std::string& call : MeantSystemCalls(raw.event, host))
      hints.push_back("did you mean " + call + "?");
    const bool exit = raw.event.starts_with("sys_exit");
    hints.push_back(std::string("every system call is rawtracepoint:") +
                    (exit ? "sys_exit" : "sys_enter; args.id is its number"));
    return hints;
  }
  if (near.empty())
    return {"find it by a part of its name: sonde -l 'rawtracepoint:*" +
            raw.event.substr(raw.event.rfind('_') + 1) + "*'"};
  return {"did you mean rawtracepoint:" + near + "?"};
}

std::vector<ExpandedProbe> ExpandRawTracepoint(const ExpandRequest& request) {
  HostView& host = *request.context.host;
  const AttachSpec& spec = request.spec;
  const auto& raw = spec.As<RawTracepointSpec>();
  if (!host.Has(Feature::Btf)) {
    request.diags.Report(DiagId::RawTracepointBtf, spec.range);
    return {};
  }
  std::vector<std::string> matches;
  if (raw.module.empty() || WildcardMatch(raw.module, kCore)) {
    matches = host.MatchRawTracepoints(raw.event);
  }
  if (matches.empty()) return request.NoMatches(Shown(raw), HintsFor(spec, host));
  if (request.TooMany(matches.size())) return {};
  std::vector<ExpandedProbe> probes;
  for (const auto& event : matches) {
    ExpandedProbe probe{spec, {}, false};
    probe.spec.detail = RawTracepointSpec{std::string(kCore), event};
    probe.spec.has_wildcard = false;
    probe.spec.name = "rawtracepoint:" + std::string(kCore) + ":" + event;
    probes.push_back(std::move(probe));
  }
  return probes;
}

Result<std::vector<ProbeArgument>> Arguments(const AttachSpec& spec, HostView& host) {
  auto btf = host.KernelBtf();
  if (!btf) return btf.TakeError().While("rawtracepoints require kernel BTF");
  const std::string& event = spec.As<RawTracepointSpec>().event;
  const auto traced = (*btf)->FindRawTracepoint(event);
  if (!traced) return Error("kernel BTF does not describe the raw tracepoint " + event);
  return TrampolineArguments(*traced);
}

void Describe(const AttachSpec& spec, const ListRequest& request) {
  auto btf = request.context.host->KernelBtf();
  const auto traced = btf ? (*btf)->FindRawTracepoint(spec.As<RawTracepointSpec>().event) : std::nullopt;
  if (!traced) return;
  for (const auto& parameter : traced->parameters)
    request.lines.push_back("    " + parameter.c_type + " " + parameter.name);
}

}  // namespace

extern const ProbeHandler kRawTracepointHandler;
const ProbeHandler kRawTracepointHandler = {1,         2,           Parse,   ExpandRawTracepoint,
                                            Arguments, NoTemplates, Describe};

}  // namespace sonde
