// Title, tabs, what a script printed, and keys around a map. Leaves: Draw. Covered by
// tests/live/drawing_test.cpp.
#include "live/drawing.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "live/map_drawing.h"

namespace sonde::live {
namespace {

constexpr std::string_view kKeys =
    "q quit  Tab map  s sort  r reverse  Space freeze  c clear  / filter  Enter all of a row  m heat map  ? "
    "help";

constexpr std::string_view kHelp[] = {
    "q, Ctrl-C          end tracing: end probes run, and all maps are printed",
    "Tab, n, Right      the next map; Shift-Tab, p, Left: the one before; 1 to 9",
    "s, >               sort by the next column; S, <: by the one before",
    "r                  the other way round",
    "Up, Down, k, j     go to another row; PageUp, PageDown, Home, End",
    "Enter              all of the row: its whole key, stacks frame by frame",
    "/                  only keys that have a text in them; Escape: all of them",
    "Space, f           freeze what is shown; tracing goes on",
    "c                  empty the map, in the kernel",
    "m                  histograms and time series over time, as a heat map",
    "o                  what the script prints: more of it, nothing, as before",
    "[, ]               scroll in it",
    "Ctrl-Z             leave it for a while; fg brings it back",
};

std::string Clock(uint64_t milliseconds) {
  const uint64_t seconds = milliseconds / 1000;
  char text[40];
  std::snprintf(text, sizeof text, "%02u:%02u:%02u", static_cast<unsigned>(seconds / 3600),
                static_cast<unsigned>(seconds / 60 % 60), static_cast<unsigned>(seconds % 60));
  return text;
}

// Spans side by side, cut where the screen ends.
class LineBuilder {
 public:
  explicit LineBuilder(size_t width) : left_(width) {}
  void Add(std::string_view text, Style style = Style::Plain) {
    const size_t width = std::min(Width(text), left_);
    if (width == 0) return;
    line_.push_back({Fit(text, width), style});
    left_ -= width;
  }
  [[nodiscard]] size_t left() const { return left_; }
  // `style`: of what is left of the line.
  Line Take(Style style) {
    Add(std::string(left_, ' '), style);
    return std::move(line_);
  }

 private:
  Line line_;
  size_t left_;
};

Line DrawTitle(const State& state, size_t width) {
  std::string right;
  if (state.lost > 0) right += "  " + std::to_string(state.lost) + " lost";
  if (state.frozen) right += "  FROZEN";
  right += "  " + std::to_string(state.run.probes) + (state.run.probes == 1 ? " probe  " : " probes  ") +
           Clock(state.looked - state.began) + " ";
  LineBuilder line(width);
  const size_t taken = std::min(Width(right), width);
  line.Add(Fit(" " + Printable(state.run.title), width - taken), Style::Title);
  line.Add(right, state.lost > 0 || state.frozen ? Style::Alarm : Style::Title);
  return line.Take(Style::Title);
}

std::string TabOf(const output::MapData& map) {
  const std::string count = map.keyed ? " " + std::to_string(map.entries.size()) : "";
  return " " + Printable(map.name) + count + " ";
}

// Tabs before the shown one give way if there is no room for it.
Line DrawTabs(const State& state, size_t width) {
  LineBuilder line(width);
  if (state.snapshot == nullptr) {
    line.Add(" waiting for the first look at maps", Style::Faint);
    return line.Take(Style::Plain);
  }
  const auto& maps = state.snapshot->maps;
  if (maps.empty()) {
    line.Add(" the script has no maps", Style::Faint);
    return line.Take(Style::Plain);
  }
  const size_t shown = state.ShownIndex();
  size_t first = shown, needed = Width(TabOf(maps[shown])) + 1;
  while (first > 0 && needed + Width(TabOf(maps[first - 1])) <= width)
    needed += Width(TabOf(maps[--first]));
  if (first > 0) line.Add("<", Style::Faint);
  for (size_t i = first; i < maps.size() && line.left() > 0; ++i)
    line.Add(TabOf(maps[i]), i == shown ? Style::CurrentTab : Style::Tab);
  return line.Take(Style::Plain);
}

Line DrawFoot(const State& state, size_t width) {
  LineBuilder line(width);
  if (state.mode == Mode::Filter) {
    line.Add(" filter: " + Printable(state.filter) + "_  (Enter: done, Escape: all)", Style::Head);
  } else if (!state.filter.empty()) {
    line.Add(" only keys with '" + Printable(state.filter) + "'; Escape: all ", Style::Alarm);
    line.Add("  " + std::string(kKeys), Style::Faint);
  } else {
    line.Add(" " + std::string(kKeys), Style::Faint);
  }
  return line.Take(Style::Faint);
}

// Rows for what the script prints, with the line above it.
size_t PaneRows(const State& state, size_t rows) {
  if (state.pane.empty() || state.pane_size == PaneSize::None) return 0;
  if (state.Shown() == nullptr) return rows;
  const size_t most = state.pane_size == PaneSize::Large ? rows * 3 / 4 : std::min<size_t>(rows / 3, 9);
  return std::min(most, state.pane.size() + 1);
}

void DrawPane(State& state, std::vector<Line>& lines, Size size) {
  if (size.rows < 2) return;
  const size_t count = size.rows - 1;
  state.pane_back = std::min(state.pane_back, state.pane.size() - std::min(state.pane.size(), count));
  LineBuilder head(size.columns);
  head.Add("-- printed ", Style::Head);
  if (state.pane_back > 0)
    head.Add("(" + std::to_string(state.pane_back) + " more lines below) ", Style::Head);
  lines.push_back(head.Take(Style::Plain));
  for (const std::string& text : state.pane.Last(count, state.pane_back))
    lines.push_back({{Fit(text, size.columns)}});
}

std::vector<Line> DrawHelp(Size size) {
  std::vector<Line> lines;
  for (const std::string_view text : kHelp) {
    if (lines.size() < size.rows) lines.push_back({{Fit(" " + std::string(text), size.columns)}});
  }
  return lines;
}

std::vector<Line> DrawTooSmall(Size size) {
  const std::string text = "The terminal is too small: " + std::to_string(kLeastSize.columns) +
                           " columns and " + std::to_string(kLeastSize.rows) + " lines are needed.";
  std::vector<Line> lines;
  for (size_t at = 0; size.columns > 0 && at < text.size() && lines.size() < size.rows; at += size.columns)
    lines.push_back({{Fit(text.substr(at, size.columns), size.columns)}});
  lines.resize(size.rows);
  return lines;
}

}  // namespace

std::vector<Line> Draw(State& state, Size size) {
  if (size.rows < kLeastSize.rows || size.columns < kLeastSize.columns) return DrawTooSmall(size);
  constexpr size_t kAround = 3;  // title, tabs, keys
  std::vector<Line> lines = {DrawTitle(state, size.columns), DrawTabs(state, size.columns)};
  const size_t rows = size.rows - kAround;
  const size_t pane = state.mode == Mode::Help ? 0 : PaneRows(state, rows);
  std::vector<Line> middle;
  if (state.mode == Mode::Help) {
    middle = DrawHelp({rows, size.columns});
  } else if (const output::MapData* map = state.Shown()) {
    middle = DrawMap(state, *map, state.maps[map->name], {rows - pane, size.columns});
  }
  middle.resize(rows - pane);
  lines.insert(lines.end(), std::make_move_iterator(middle.begin()), std::make_move_iterator(middle.end()));
  if (pane > 0) DrawPane(state, lines, {pane, size.columns});
  lines.resize(size.rows - 1);
  lines.push_back(DrawFoot(state, size.columns));
  return lines;
}

}  // namespace sonde::live
