// State: all that decides what stands on the screen, and how keys change it. Covered by
// tests/live/state_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "live/pane.h"
#include "live/table.h"
#include "output/board.h"
#include "output/heat_history.h"
#include "output/terminal_view.h"

namespace sonde::live {

// Keys are the characters that they write; those that write none are beyond all characters.
enum Key : int {
  kKeyEscape = 27,
  kKeyUp = 0x110000,
  kKeyDown,
  kKeyLeft,
  kKeyRight,
  kKeyPageUp,
  kKeyPageDown,
  kKeyHome,
  kKeyEnd,
  kKeyEnter,
  kKeyBackTab,
  kKeyErase,
};

// How one map is shown.
struct MapState {
  std::optional<Sorting> sorting;         // nothing: by its values
  std::optional<output::Value> selected;  // the key that was gone to; nothing: the first row, whatever it is
  ptrdiff_t move = 0;                     // rows to go from there
  size_t cursor = 0;                      // where the selected row is
  size_t top = 0;                         // the first row on the screen
  size_t page = 1;                        // rows on the screen
  bool heat = false;                      // a heat map instead of the table
  bool wide = false;                      // all of the selected entry
  size_t scrolled = 0;                    // lines of it
};

enum class Mode : uint8_t { Maps, Filter, Help };
enum class PaneSize : uint8_t { Small, Large, None };

constexpr size_t kMostSeries = 2000;  // histograms of a map that a history is kept of

// What a key asks of others.
struct Asked {
  bool end = false;
  std::string clear;  // the name of a map; empty: none
};

struct State {
  output::LiveRun run;
  uint64_t began = 0;                                // MonotonicMs
  uint64_t looked = 0;                               // the same, when this was drawn
  uint64_t lost = 0;                                 // events
  std::shared_ptr<const output::Snapshot> snapshot;  // null: none yet
  std::map<std::string, uint64_t> clears;            // that the history knows of
  std::optional<output::HeatHistory> history;
  std::map<std::string, MapState> maps;
  std::string current;  // the name of the map that is shown; empty: the first
  Mode mode = Mode::Maps;
  bool frozen = false;
  std::string filter;
  Pane pane;
  PaneSize pane_size = PaneSize::Small;
  size_t pane_back = 0;  // lines from the last

  // The map that is shown; null: there is none.
  [[nodiscard]] const output::MapData* Shown() const;
  [[nodiscard]] size_t ShownIndex() const;
};

// A new look at all maps, unless the screen is frozen.
void Take(State& state, std::shared_ptr<const output::Snapshot> snapshot);
// How the table of the map is sorted.
Sorting SortingOf(const MapState& state, const Table& table);
Asked Handle(State& state, int key);

}  // namespace sonde::live
