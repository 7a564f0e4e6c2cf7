// Snapshots: all maps of a run as they are at one moment: at the end, whenever a timer says so, and once a
// second while somebody looks at them. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bundle/metadata.h"
#include "output/live_view.h"
#include "output/terminal_view.h"
#include "runtime/decoder.h"
#include "runtime/live_screen.h"
#include "runtime/machine.h"
#include "runtime/map_reader.h"
#include "runtime/run_output.h"
#include "runtime/writer_options.h"

namespace sonde::runtime {

// Who looks on; null: nobody.
struct Onlookers {
  output::LiveView* page = nullptr;
  output::TerminalView* screen = nullptr;
  Child* child = nullptr;  // whose output is kept from the screen
};

class Snapshots {
 public:
  // `every`: nanoseconds from one to the next; 0: none but the last. All outlive this.
  Snapshots(const bundle::Metadata& metadata, Machine& machine, const Decoder& decoder, RunOutput& output,
            uint64_t every, Onlookers onlookers = {});

  MapReader& maps() { return maps_; }
  LiveScreen& screen() { return screen_; }
  [[nodiscard]] bool EndAsked() const { return screen_.EndAsked(); }
  void BeginScreen(uint64_t probes) { screen_.Begin({WriterOptionsOf(metadata_, {}).title, probes}); }
  // How often all programs stood still while a map was emptied, by its name: events meanwhile are counted
  // nowhere.
  [[nodiscard]] const std::map<std::string, uint64_t>& pauses() const { return pauses_; }
  // The last time the output gets maps only if the script does not say otherwise.
  void Take(bool last);
  // Takes one if it is time; after how many milliseconds the next one is due.
  int WhenDue(uint64_t now);

 private:
  void Show(std::span<output::SnapshotSink* const> sinks);
  bool ClearAsAsked();
  int WhenLiveDue(uint64_t now);

  const bundle::Metadata& metadata_;
  MapReader maps_;
  RunOutput& output_;
  const uint64_t every_;
  uint64_t next_ = 0;  // as Machine::Now; 0: the first moment is not known yet
  output::LiveView* const page_;
  std::vector<output::LiveView*> live_;  // the page and the screen
  LiveScreen screen_;
  uint64_t next_live_ = 0;  // the earliest moment
  std::map<std::string, uint64_t> pauses_;
};

}  // namespace sonde::runtime
