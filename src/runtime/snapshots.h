// Snapshots: all maps of a run as they are at one moment: at the end, whenever a timer says so, and once a
// second while somebody looks at them. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <cstdint>
#include <span>

#include "bundle/metadata.h"
#include "output/live_view.h"
#include "runtime/decoder.h"
#include "runtime/machine.h"
#include "runtime/map_reader.h"
#include "runtime/run_output.h"

namespace sonde::runtime {

class Snapshots {
 public:
  // `every`: nanoseconds from one to the next; 0: none but the last. `live`: who looks on; may be null. All
  // outlive this.
  Snapshots(const bundle::Metadata& metadata, Machine& machine, const Decoder& decoder, RunOutput& output,
            uint64_t every, output::LiveView* live = nullptr)
      : metadata_(metadata), maps_(metadata, machine, decoder), output_(output), every_(every), live_(live) {}

  MapReader& maps() { return maps_; }
  // The last time the output gets maps only if the script does not say otherwise.
  void Take(bool last);
  // Takes one if it is time; after how many milliseconds the next one is due.
  int WhenDue(uint64_t now);

 private:
  void Show(std::span<output::SnapshotSink* const> sinks);
  int WhenLiveDue(uint64_t now);

  const bundle::Metadata& metadata_;
  MapReader maps_;
  RunOutput& output_;
  const uint64_t every_;
  uint64_t next_ = 0;  // as Machine::Now; 0: the first moment is not known yet
  output::LiveView* const live_;
  uint64_t next_live_ = 0;  // the earliest moment
};

}  // namespace sonde::runtime
