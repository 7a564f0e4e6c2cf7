// fentry and fexit on BPF programs in the kernel and their subprograms. Leaves: what fentry_bpf.h declares.
// Covered by tests/probes/fentry_test.cpp.
#include "probes/fentry_bpf.h"

#include <algorithm>
#include <charconv>

namespace sonde {
namespace {

std::string NameOf(const AttachSpec& spec, bool with_id) {
  const auto& program = spec.As<BpfProgramSpec>();
  const std::string id = program.id == 0 ? "*" : std::to_string(program.id);
  return std::string(RowOf(spec.kind).name) + ":bpf:" + (with_id ? id + ":" : "") + program.function;
}

bool ParseId(const std::string& text, uint32_t& id) {
  if (text == "*") return true;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  return problem == std::errc() && end == text.data() + text.size() && id != 0;
}

}  // namespace

bool ParseBpfProgram(const ParseRequest& request, AttachSpec& spec) {
  auto& program = spec.detail.emplace<BpfProgramSpec>();
  const bool with_id = request.parts.size() == 3;
  if (with_id && !ParseId(request.parts[1].text, program.id))
    return request.Fail(DiagId::FentryProgramId, request.parts[1].range);
  program.function = request.parts.back().text;
  if (program.function.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, request.parts.back().range,
                        {std::string(request.row.name), "function"});
  }
  spec.has_wildcard = program.id == 0 || HasStar(program.function);
  spec.name = NameOf(spec, with_id);
  return true;
}

std::vector<ExpandedProbe> ExpandBpfProgram(const ExpandRequest& request) {
  const auto& program = request.spec.As<BpfProgramSpec>();
  std::vector<ExpandedProbe> probes;
  for (const BpfFunction& function : request.context.host->BpfFunctions()) {
    if (program.id != 0 && program.id != function.program) continue;
    if (!WildcardMatch(program.function, function.name)) continue;
    ExpandedProbe& probe = probes.emplace_back(request.spec);
    probe.spec.detail = BpfProgramSpec{function.program, function.name};
    probe.spec.has_wildcard = false;
    probe.spec.name = NameOf(probe.spec, true);
  }
  if (probes.empty()) {
    const std::string type = std::string(RowOf(request.spec.kind).name);
    return request.NoMatches(
        request.spec.name.substr(type.size() + 1),
        {"`sonde -l '" + type + ":bpf:*'` lists what is loaded and has type information"});
  }
  if (request.TooMany(probes.size())) return {};
  return probes;
}

TypePtr ResultOfBpfProgram(const AttachSpec& spec, HostView& host) {
  const auto& program = spec.As<BpfProgramSpec>();
  const auto functions = host.BpfFunctions();
  const auto found = std::find_if(functions.begin(), functions.end(), [&](const BpfFunction& function) {
    return function.program == program.id && function.name == program.function;
  });
  if (found == functions.end() || found->result_size == 0) return nullptr;
  return IntegerType(found->result_size, found->result_is_signed);
}

}  // namespace sonde
