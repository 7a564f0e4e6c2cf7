// Finding the halves of sessions. Leaves: FindSessions. Covered by tests/plan/session_test.cpp.
#include "plan/session.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "host/host_view.h"
#include "typed/register_use.h"
#include "typed/typed.h"

namespace sonde::plan {
namespace {

// The functions of a kprobe or kretprobe without module, offset and address, as they were written.
const std::string* FunctionsOf(const typed::Probe& probe) {
  const auto* kernel = std::get_if<KernelSpec>(&probe.target.spec.detail);
  const ProbeKind kind = probe.target.spec.kind;
  if (kernel == nullptr || (kind != ProbeKind::Kprobe && kind != ProbeKind::Kretprobe)) return nullptr;
  const bool whole = kernel->module.empty() && kernel->offset == 0 && !kernel->address;
  return whole && !kernel->function.empty() ? &kernel->function : nullptr;
}

struct Candidates {
  std::vector<uint32_t> at_entry, at_return;
};

}  // namespace

std::vector<std::optional<uint32_t>> FindSessions(const typed::Program& program, HostView& host) {
  const auto& probes = program.probes;
  std::map<std::string, Candidates> by_functions;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> programs;  // of each block, by its place
  for (uint32_t i = 0; i < probes.size(); ++i) {
    ++programs[{probes[i].range.begin, probes[i].range.end}];
    const std::string* functions = FunctionsOf(probes[i]);
    if (functions == nullptr) continue;
    Candidates& found = by_functions[*functions];
    (probes[i].target.spec.kind == ProbeKind::Kprobe ? found.at_entry : found.at_return).push_back(i);
  }
  const auto suits = [&](const typed::Probe& probe) {
    const bool alone = programs[{probe.range.begin, probe.range.end}] == 1;
    return alone && !typed::FindRegisterUse(probe).any;
  };
  std::vector<std::optional<uint32_t>> others(probes.size());
  for (const auto& [functions, found] : by_functions) {
    if (found.at_entry.size() != 1 || found.at_return.size() != 1) continue;
    const uint32_t entry = found.at_entry[0], back = found.at_return[0];
    const ExpandedProbe &one = probes[entry].target, &other = probes[back].target;
    if (!suits(probes[entry]) || !suits(probes[back])) continue;
    if (one.multi != other.multi || one.functions != other.functions) continue;
    if (!host.Has(Feature::Kprobe)) continue;  // something else may be chosen for each
    const bool possible = host.Has(Feature::KprobeSession);
    if (possible && !one.multi && !host.KernelListsFunction(functions).value_or(false)) continue;
    others[entry] = back;
    others[back] = entry;
  }
  return others;
}

}  // namespace sonde::plan
