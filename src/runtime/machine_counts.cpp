// Counts of the machine. Leaves: AddMachineCounts.
#include "runtime/machine_counts.h"

#include "runtime/unwinder.h"

namespace sonde::runtime {

void AddMachineCounts(const bundle::Metadata& metadata, Machine& machine, Ledger& ledger) {
  for (size_t i = 0; i < metadata.probes.size(); ++i) {
    const auto& targets = metadata.probes[i].targets;
    if (targets.empty() || !bundle::IsArmedLater(targets[0])) continue;
    ledger.Add("addresses_not_watched", metadata.probes[i].name, machine.NotWatched(i));
  }
  if (const auto lost = machine.NotFollowed()) ledger.Add("tasks_not_followed", "too many at once", *lost);
  if (const uint64_t runs = machine.RunsUnderWay(); runs > 0)
    ledger.Add("runs_unfinished", "waiting for memory", runs);
  if (const Unwinder* unwinder = machine.unwinder()) {
    const UnwindCounts walks = unwinder->Counts();
    ledger.Add("stacks_broken_off", "user code", walks.broken);
    ledger.Add("stacks_by_frame_pointers", "processes not known yet", walks.unknown);
  }
}

}  // namespace sonde::runtime
