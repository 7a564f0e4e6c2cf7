// Sink: who takes what a run says. Three streams: what the script prints, what sonde says of the run
// (notices.h), and maps as they are at one moment. A writer of an output format is a sink; a session may have
// several. Covered by tests/output/writer_test.cpp and sink_list_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "defs/events.h"
#include "output/format.h"
#include "output/notices.h"
#include "output/span.h"
#include "output/trials.h"
#include "output/value.h"

namespace sonde::output {

// What print(@m, top, divisor, p50, p99.9) asks for.
struct PrintOptions {
  uint32_t top = 0;      // the last so many entries; 0: all
  uint32_t divisor = 0;  // of numbers; 0: 1
  std::vector<uint32_t>
      percentiles;  // of histograms, in millionths: they are printed in place of the buckets
};

// What the script asks for, in order.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void Printf(const Formatter& format, std::span<const Value> values) = 0;
  // Of time, cat, system and join: what they print.
  virtual void Text(EventKind kind, std::string_view text) = 0;
  virtual void Print(const Value& value) = 0;
  // `entries` are sorted.
  virtual void PrintMap(const MapData& map, const PrintOptions& options) = 0;
  // Several maps by their keys. Of the options no percentiles.
  virtual void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) = 0;
  // `span` begins, has ended.
  virtual void SpanBegin(const Span& /*span*/) {}
  virtual void SpanEnd(const Span& /*span*/) {}
  // The script has cleared or zeroed a map: what it counts begins anew.
  virtual void MapCleared(const std::string& /*name*/) {}
};

// All maps that the script has, at one moment: at the end, and whenever the session's timer says so.
class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;
  // The maps follow, in order of their names; none if the script wants it so. `last`: the run is over.
  virtual void BeginSnapshot(bool last) = 0;
  virtual void SnapshotMap(const MapData& map) = 0;
  // Those were all.
  virtual void EndSnapshot() {}
};

class Sink : public EventSink, public SnapshotSink, public TrialSink {
 public:
  // Who takes the notices. Null: they are said on the console.
  [[nodiscard]] virtual NoticeSink* notices() { return nullptr; }
  // A line for the console once the run is over; empty: none.
  [[nodiscard]] virtual std::string Summary() const { return {}; }
};

}  // namespace sonde::output
