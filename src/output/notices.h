// What sonde says of a run beside what the script prints: the banner, losses, problems, the ledger.
// Covered by tests/output/writer_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "defs/events.h"
#include "output/stream.h"

namespace sonde::output {

// What went wrong at one place of the script, and how often (cli-and-output.md 16.2).
struct Problem {
  std::string message;
  std::string helper;       // the function of the kernel that failed; may be empty
  std::optional<int> code;  // what it returned
  std::string map;          // whose map it was about; may be empty
  uint64_t count = 0;
  // The place in the script; line 0: none.
  std::string file;
  uint32_t line = 0, column = 0, end_column = 0;
  std::string source_line;
  // Of a place in a macro: the calls that led to it, innermost first; only their places count.
  std::vector<Problem> expanded_from = {};
};

// One counter of the ledger.
struct LedgerLine {
  std::string_view kind;  // hits, missed, events_lost, ...
  std::string subject;    // probe, map or place in the script
  uint64_t count = 0;
};

// What the program of a probe cost, with --stats.
struct ProbeCost {
  std::string probe;
  uint64_t runs = 0;
  uint64_t nanoseconds = 0;  // of all runs
  uint64_t missed = 0;       // events for which it did not run
  uint64_t lost = 0;         // what it sent and nobody saw
};

// The kind of an end that the command line asked for.
inline constexpr std::string_view kLimitReached = "limit_reached";

class NoticeSink {
 public:
  virtual ~NoticeSink() = default;
  virtual void AttachedProbes(uint64_t count) = 0;
  // Events that were lost since the last such notice.
  virtual void LostEvents(uint64_t count) = 0;
  // At the end, if any were.
  virtual void TotalLost(uint64_t count) = 0;
  virtual void Report(const Problem& problem) = 0;
  // Of errorf and warnf: what the script says there.
  virtual void Said(EventKind kind, const Problem& problem) = 0;
  virtual void Ledger(std::span<const LedgerLine> lines) = 0;
  // Of a run that traced for `traced_ns`.
  virtual void Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) = 0;
};

// Notices as lines for people, and lines that have no other form: errors, warnings, what -v says.
class ConsoleNotices : public NoticeSink {
 public:
  // `messages` is standard error; `out` takes what the script prints, which is seen before a notice that
  // follows it. Both outlive this.
  ConsoleNotices(Stream& messages, Stream& out) : messages_(messages), out_(out) {}

  // One or more lines; a newline at the end is added where there is none.
  void Message(std::string_view text);

  void AttachedProbes(uint64_t count) override;
  void LostEvents(uint64_t count) override;
  void TotalLost(uint64_t count) override;
  void Report(const Problem& problem) override;
  void Said(EventKind kind, const Problem& problem) override;
  void Ledger(std::span<const LedgerLine> lines) override;
  void Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) override;

 private:
  Stream& messages_;
  Stream& out_;
};

}  // namespace sonde::output
