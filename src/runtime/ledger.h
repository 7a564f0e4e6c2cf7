// Ledger: the counters of what was hit, missed, lost or failed, read from the machine.
// Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/metadata.h"
#include "output/notices.h"
#include "runtime/machine.h"

namespace sonde::runtime {

class Ledger {
 public:
  Ledger(const bundle::Metadata& metadata, const Machine& machine) : metadata_(metadata), machine_(machine) {}

  // Whether it is time to look again, ten times a second; `now` as Machine::Now.
  bool Due(uint64_t now);
  // Reads the counters now.
  void Update();
  // Asks the machine how often it left a program out because it was running already on that CPU. Once, at
  // the end.
  void AddMisses();
  // How often the programs of probe `index` ran; nothing where that is not counted.
  [[nodiscard]] std::optional<uint64_t> Hits(size_t index) const;
  // How often an event of it did not run its block: the programs or, after AddMisses, the kernel left it out.
  [[nodiscard]] uint64_t Missed(size_t index) const;
  // What it sent that found no room.
  [[nodiscard]] uint64_t Lost(size_t index) const;
  // Events that found no room, all probes together, since the start.
  [[nodiscard]] uint64_t LostEvents() const;
  // Those of them that no call has returned before.
  uint64_t TakeNewlyLost();
  // A count that the programs do not keep; `kind` as in LedgerLine, a literal. Shown when it is not zero.
  void Add(std::string_view kind, std::string subject, uint64_t count);
  // Nothing was lost, missed, cut off or left without a name, as far as it is counted.
  [[nodiscard]] bool complete() const;
  struct Show {
    bool all = false;                      // -v: also hits, and counters that are zero
    bool warnings = true;                  // problems with their place in the script
    bool failed_reads = false;             // -k: also the places in the script where reads failed
    std::vector<output::LedgerLine> more;  // what was counted elsewhere
  };
  // What the user should know, where something is to be known.
  void Write(output::NoticeSink& sink, const Show& show) const;

 private:
  [[nodiscard]] std::optional<uint64_t> CountOf(LedgerKind kind, size_t index) const;
  [[nodiscard]] std::string SubjectOf(const bundle::LedgerRow& row) const;
  [[nodiscard]] output::Problem ProblemOf(const bundle::LedgerRow& row, uint64_t count) const;

  const bundle::Metadata& metadata_;
  const Machine& machine_;
  std::vector<uint64_t> counts_;  // by row
  std::vector<uint64_t> misses_;  // by probe
  uint64_t next_look_ = 0;
  uint64_t told_ = 0;  // lost events that TakeNewlyLost has returned
  std::vector<output::LedgerLine> added_;
};

}  // namespace sonde::runtime
