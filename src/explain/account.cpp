// Putting a bundle's parts together. Leaves: MakeAccount.
#include "explain/account.h"

#include <map>
#include <utility>

#include "defs/attach.h"
#include "defs/events.h"
#include "defs/map_fronts.h"
#include "defs/thread_table.h"

namespace sonde::explain {
namespace {

// What the script calls the maps of the object, and what the others are for.
std::map<std::string, std::string> NamesOf(const bundle::Metadata& metadata) {
  std::map<std::string, std::string> names = {{"sonde_data", "what programs share"},
                                              {"sonde_constants", "constants of the run"},
                                              {kLedgerMap, "the ledger's counters"},
                                              {kRingBufferMap, "the buffer of events"},
                                              {kScratchMap, "memory for large values"}};
  for (const bundle::MapMeta& map : metadata.maps) {
    if (map.bpf_name.empty()) continue;
    names[map.bpf_name] = map.name;
    if (map.beside.front_places != 0) names[map.bpf_name + kFrontSuffix] = "the front of " + map.name;
    if (map.beside.by_thread) names[map.bpf_name + kThreadSuffix] = map.name + " by thread";
  }
  return names;
}

}  // namespace

Result<Account> MakeAccount(const Source& script, const bundle::Bundle& bundle) {
  auto functions = ReadFunctions(bundle.elf);
  if (!functions) return functions.TakeError();
  Account account;
  account.source = script.name();
  for (uint32_t line = 1; line <= script.line_count(); ++line)
    account.lines.emplace_back(script.Line(line));
  const auto names = NamesOf(bundle.metadata);
  for (Function& function : *functions) {
    Program program;
    for (const bundle::ProbeMeta& probe : bundle.metadata.probes) {
      if (probe.program != function.name) continue;
      program.probes.push_back(probe.name);
      program.how = RowOf(probe.means).how;
    }
    for (Step& step : function.steps) {
      if (const auto known = names.find(step.symbol); known != names.end()) step.symbol = known->second;
    }
    program.function = std::move(function);
    account.programs.push_back(std::move(program));
  }
  account.maps = StoredMaps(bundle.metadata);
  account.events = StoredEvents(bundle.metadata);
  return account;
}

}  // namespace sonde::explain
