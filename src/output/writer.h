// Writer: what a session has to say, in one of the output formats. Covered by
// tests/output/writer_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "output/sink.h"
#include "output/text.h"
#include "output/value.h"

namespace sonde::output {

// What went wrong at one place of the script, and how often (cli-and-output.md 16.2).
struct Problem {
  std::string message;
  std::string detail;  // "helper: probe_read_user"; may be empty
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

class Writer {
 public:
  virtual ~Writer() = default;

  // How values inside printf text are to be shown on this output.
  [[nodiscard]] virtual TextOptions text_options() const = 0;

  virtual void Printf(std::string_view text) = 0;
  virtual void Time(std::string_view text) = 0;
  virtual void Print(const Value& value) = 0;
  // `entries` are sorted. top 0: all; divisor 0: 1.
  virtual void Map(const MapData& map, uint32_t top, uint32_t divisor) = 0;
  virtual void AttachedProbes(uint64_t count) = 0;
  virtual void LostEvents(uint64_t count) = 0;
  // At the end, before the maps and after them.
  virtual void BeforeMaps() = 0;
  virtual void TotalLost(uint64_t count) = 0;
  virtual void Report(const Problem& problem) = 0;
  virtual void Ledger(std::span<const LedgerLine> lines) = 0;
  // The events at hand have been handled.
  virtual void EndBatch() = 0;
  virtual void Flush() = 0;
};

// `out` takes what the script prints, `messages` (stderr) the rest; the JSON writer has one stream.
std::unique_ptr<Writer> MakeTextWriter(Sink& out, Sink& messages);
std::unique_ptr<Writer> MakeJsonWriter(Sink& out);

}  // namespace sonde::output
