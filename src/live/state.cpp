// Leaves: State, Take, SortingOf, Handle. Covered by tests/live/state_test.cpp.
#include "live/state.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
namespace sonde::live {
namespace {

constexpr ptrdiff_t kAll = 1 << 30;  // rows: to the end
constexpr size_t kColumns = 512;     // of heat maps: more than a screen has
constexpr size_t kMostFilter = 256;  // bytes
constexpr uint64_t kNsOfMs = 1'000'000;

void GoTo(State& state, size_t index) {
  if (state.snapshot == nullptr || index >= state.snapshot->maps.size()) return;
  state.current = state.snapshot->maps[index].name;
}

void GoOn(State& state, size_t steps) {
  if (state.snapshot == nullptr || state.snapshot->maps.empty()) return;
  GoTo(state, (state.ShownIndex() + steps) % state.snapshot->maps.size());
}

void SortBy(const output::MapData& map, MapState& shown, size_t steps) {
  const Table table(map);
  if (table.columns().empty()) return;
  const size_t column = (SortingOf(shown, table).column + steps) % table.columns().size();
  shown.sorting = Sorting{column, false};
  shown.scrolled = 0;
}

void Reverse(const output::MapData& map, MapState& shown) {
  Sorting sorting = SortingOf(shown, Table(map));
  sorting.reversed = !sorting.reversed;
  shown.sorting = sorting;
}

void HandleFilter(State& state, int key) {
  if (key == kKeyEscape) state.filter.clear();
  if (key == kKeyEscape || key == kKeyEnter) state.mode = Mode::Maps;
  if (key == kKeyErase) {
    while (!state.filter.empty() && IsInsideUtf8(state.filter.back()))
      state.filter.pop_back();
    if (!state.filter.empty()) state.filter.pop_back();
  }
  const bool writes = key >= ' ' && key < 0x100 && key != 0x7f;  // bytes, of UTF-8 too
  if (writes && state.filter.size() < kMostFilter) state.filter += static_cast<char>(key);
}

void Scroll(size_t& back, ptrdiff_t lines, size_t most) {
  const auto to = static_cast<ptrdiff_t>(back) + lines;
  back = static_cast<size_t>(std::clamp<ptrdiff_t>(to, 0, static_cast<ptrdiff_t>(most)));
}

// Of the map that is shown. False: it is none of these.
bool HandleTable(const output::MapData& map, MapState& shown, int key) {
  const auto page = static_cast<ptrdiff_t>(shown.page);
  switch (key) {
    case 's':
    case '>':
      return SortBy(map, shown, 1), true;
    case 'S':
    case '<':
      return SortBy(map, shown, std::max<size_t>(Table(map).columns().size(), 1) - 1), true;
    case 'r':
      return Reverse(map, shown), true;
    case 'm':
      return shown.heat = !shown.heat, true;
    case kKeyEnter:
      shown.wide = !shown.wide;
      shown.scrolled = 0;
      return true;
    case kKeyUp:
    case 'k':
      return shown.move -= 1, true;
    case kKeyDown:
    case 'j':
      return shown.move += 1, true;
    case kKeyPageUp:
      return shown.wide ? Scroll(shown.scrolled, -page, kAll) : void(shown.move -= page), true;
    case kKeyPageDown:
      return shown.wide ? Scroll(shown.scrolled, page, kAll) : void(shown.move += page), true;
    case kKeyHome:
    case 'g':
      return shown.move = -kAll, true;
    case kKeyEnd:
    case 'G':
      return shown.move = kAll, true;
    default:
      return false;
  }
}

void HandlePane(State& state, int key) {
  if (key == 'o') {
    state.pane_size = static_cast<PaneSize>((static_cast<int>(state.pane_size) + 1) % 3);
    state.pane_back = 0;
  } else {
    Scroll(state.pane_back, key == '[' ? 1 : -1, state.pane.size());
  }
}

}  // namespace

const output::MapData* State::Shown() const {
  return snapshot == nullptr || snapshot->maps.empty() ? nullptr : &snapshot->maps[ShownIndex()];
}

size_t State::ShownIndex() const {
  const auto& all = snapshot->maps;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& map) { return map.name == current; });
  return found == all.end() ? 0 : static_cast<size_t>(found - all.begin());
}

Sorting SortingOf(const MapState& state, const Table& table) {
  const Sorting sorting = state.sorting.value_or(Sorting{table.main_column(), false});
  return sorting.column < table.columns().size() ? sorting : Sorting{table.main_column(), false};
}

void Take(State& state, std::shared_ptr<const output::Snapshot> snapshot) {
  if (snapshot == nullptr || snapshot == state.snapshot || state.frozen) return;
  if (!state.history) state.history.emplace((snapshot->milliseconds - 1000) * kNsOfMs, kColumns);
  for (const auto& [map, times] : snapshot->clears) {
    if (std::exchange(state.clears[map], times) != times) state.history->Cleared(map);
  }
  for (const output::MapData& map : snapshot->maps) {
    if (map.entries.size() <= kMostSeries) state.history->Look(map, snapshot->milliseconds * kNsOfMs, true);
  }
  state.snapshot = std::move(snapshot);
}

Asked Handle(State& state, int key) {
  if (state.mode == Mode::Filter) return HandleFilter(state, key), Asked{};
  if (state.mode == Mode::Help) return state.mode = Mode::Maps, Asked{};
  const output::MapData* map = state.Shown();
  switch (key) {
    case 'q':
      return {.end = true, .clear = {}};
    case 'c':
      return {.end = false, .clear = map == nullptr ? "" : map->name};
    case ' ':
    case 'f':
      state.frozen = !state.frozen;
      break;
    case 'n':
    case '\t':
    case kKeyRight:
      GoOn(state, 1);
      break;
    case 'p':
    case kKeyBackTab:
    case kKeyLeft:
      GoOn(state, state.snapshot == nullptr ? 0 : std::max<size_t>(state.snapshot->maps.size(), 1) - 1);
      break;
    case '/':
      state.mode = Mode::Filter;
      break;
    case '?':
    case 'h':
      state.mode = Mode::Help;
      break;
    case 'o':
    case '[':
    case ']':
      HandlePane(state, key);
      break;
    case kKeyEscape:
      if (map != nullptr) state.maps[map->name].wide = false;
      state.filter.clear();
      break;
    default:
      if (key >= '1' && key <= '9') GoTo(state, static_cast<size_t>(key - '1'));
      if (map != nullptr) HandleTable(*map, state.maps[map->name], key);
  }
  return {};
}

}  // namespace sonde::live
