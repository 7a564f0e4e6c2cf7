// Leaves: DrawMap. Covered by tests/live/drawing_test.cpp.
#include "live/map_drawing.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "output/heat_panel.h"
#include "output/heat_terminal.h"
#include "output/histogram.h"
#include "output/key_parts.h"
#include "output/sort.h"
#include "output/text.h"
#include "output/time_series.h"

namespace sonde::live {
namespace {

constexpr size_t kLeastTable = 4;  // rows, head and all, beside other things
constexpr size_t kLeastBar = 10;   // columns
constexpr size_t kLeastKey = 6;    // columns
constexpr size_t kBetween = 2;     // columns

using Rows = std::vector<std::vector<std::string>>;

// The lines of a text; colours are not in it, and what is traced is escaped.
void AddLines(std::vector<Line>& lines, std::string_view text, size_t width, const std::string& indent = "") {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back({{Fit(indent + Printable(text.substr(0, end)), width)}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// How wide columns are so that all have room: keys give way, the widest first.
std::vector<size_t> Widths(const Table& table, const Rows& rows, size_t width) {
  std::vector<size_t> widths;
  for (const Column& column : table.columns())
    widths.push_back(Width(column.name) + 1);  // and the mark of the sorted one
  for (const auto& cells : rows) {
    for (size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], Width(cells[i]));
  }
  const size_t columns = widths.size();
  const size_t beside = columns * kBetween + (width >= 4 * kLeastBar ? kLeastBar : 0);
  const size_t room = width - std::min(width, beside);
  while (std::accumulate(widths.begin(), widths.end(), size_t{0}) > room) {
    const auto keys = widths.begin() + static_cast<ptrdiff_t>(table.key_columns());
    auto widest = std::max_element(widths.begin(), keys);
    if (widest == keys || *widest <= kLeastKey) widest = std::max_element(keys, widths.end());
    if (widest == widths.end() || *widest <= kLeastKey) break;
    --*widest;
  }
  return widths;
}

Line DrawHead(const Table& table, const std::vector<size_t>& widths, Sorting sorting, size_t width) {
  std::string text;
  for (size_t i = 0; i < widths.size(); ++i) {
    const Column& column = table.columns()[i];
    const bool falls = (column.side == Side::Right) != sorting.reversed;
    const std::string mark = i != sorting.column ? ""
                             : falls             ? (HasUnicode() ? "▼" : "v")
                                                 : (HasUnicode() ? "▲" : "^");
    text += Fit(column.name + mark, widths[i], column.side) + std::string(kBetween, ' ');
  }
  return {{Fit(text, width), Style::Head}};
}

// The column that bars are of: the one that the table is sorted by if it has numbers of values.
size_t BarColumn(const Table& table, Sorting sorting) {
  const bool own =
      sorting.column >= table.key_columns() && table.columns()[sorting.column].side == Side::Right;
  return own ? sorting.column : table.main_column();
}

struct Body {
  std::vector<size_t> widths;
  size_t bar_column = 0;
  long double most = 0;  // in that column
  size_t width = 0;      // of the screen
};

Line DrawRow(const Table& table, uint32_t entry, const std::vector<std::string>& cells, const Body& body,
             bool selected) {
  std::string text;
  for (size_t i = 0; i < cells.size(); ++i)
    text += Fit(cells[i], body.widths[i], table.columns()[i].side) + std::string(kBetween, ' ');
  const size_t taken = std::min(Width(text), body.width);
  Line line = {{Fit(text, taken), selected ? Style::Selected : Style::Plain}};
  const auto number = table.NumberIn(entry, body.bar_column);
  if (number && *number > 0 && body.most > 0 && body.width > taken)
    line.push_back({Bar(static_cast<double>(*number / body.most), body.width - taken), Style::Bar});
  return line;
}

// Where the selected entry is now, and what part of the table is seen.
void FindRow(const Table& table, const std::vector<uint32_t>& order, MapState& shown, size_t rows) {
  shown.page = std::max<size_t>(rows, 1);
  if (order.empty()) return;
  const auto is_selected = [&](uint32_t entry) {
    return output::OrderOfValues(table.entry(entry).key, *shown.selected) == 0;
  };
  shown.cursor = std::min(shown.cursor, order.size() - 1);
  if (!shown.selected) shown.cursor = 0;
  if (shown.selected && !is_selected(order[shown.cursor])) {
    const auto found = std::find_if(order.begin(), order.end(), is_selected);
    if (found != order.end()) shown.cursor = static_cast<size_t>(found - order.begin());
  }
  const auto to = static_cast<ptrdiff_t>(shown.cursor) + shown.move;
  shown.cursor = static_cast<size_t>(std::clamp<ptrdiff_t>(to, 0, static_cast<ptrdiff_t>(order.size()) - 1));
  if (shown.move != 0 || shown.wide) shown.selected = table.entry(order[shown.cursor]).key;
  if (shown.move < 0 && shown.cursor == 0) shown.selected.reset();  // with the top again
  if (shown.wide && !shown.selected) shown.selected = table.entry(order[0]).key;
  shown.move = 0;
  if (shown.cursor < shown.top) shown.top = shown.cursor;
  if (shown.cursor >= shown.top + shown.page) shown.top = shown.cursor + 1 - shown.page;
  shown.top = std::min(shown.top, order.size() - std::min(order.size(), shown.page));
}

void DrawTable(std::vector<Line>& lines, const Table& table, const std::vector<uint32_t>& order,
               Sorting sorting, const MapState& shown, size_t width) {
  const size_t end = std::min(order.size(), shown.top + shown.page);
  Rows rows;
  for (size_t i = shown.top; i < end; ++i)
    rows.push_back(table.Cells(order[i]));
  Body body{Widths(table, rows, width), BarColumn(table, sorting), 0, width};
  for (const uint32_t entry : order)
    body.most = std::max(body.most, table.NumberIn(entry, body.bar_column).value_or(0));
  lines.push_back(DrawHead(table, body.widths, sorting, width));
  for (size_t i = shown.top; i < end; ++i)
    lines.push_back(DrawRow(table, order[i], rows[i - shown.top], body, i == shown.cursor));
}

void AddKey(std::vector<Line>& lines, const output::Value& key, size_t width) {
  const auto add = [&](const std::string& name, const output::Value& value) {
    std::string text;
    output::AppendText(text, value, {.escape_controls = true});
    const bool stack = std::holds_alternative<output::Stack>(value.data);
    lines.push_back({{Fit(Printable(name) + ":" + (stack ? "" : " " + Printable(text)), width)}});
    if (stack) AddLines(lines, text, width);
  };
  size_t part = 0;
  if (const auto* tuple = std::get_if<output::Tuple>(&key.data)) {
    for (const output::Value& element : tuple->elements)
      add("key" + std::to_string(part++), element);
  } else if (const auto* record = std::get_if<output::Record>(&key.data)) {
    for (const output::Field& field : record->fields)
      add(field.name, field.value);
  } else if (!std::holds_alternative<output::Nothing>(key.data)) {
    add("key", key);
  }
}

// What belongs to the selected row: its picture, and all of it if that is wanted.
std::vector<Line> DrawDetail(const Table& table, uint32_t entry, bool wide, size_t width) {
  std::vector<Line> lines;
  const output::MapEntry& at = table.entry(entry);
  if (wide) {
    AddKey(lines, at.key, width);
    const auto cells = table.Cells(entry);
    for (size_t i = table.key_columns(); i < cells.size(); ++i)
      lines.push_back({{Fit(table.columns()[i].name + ": " + cells[i], width)}});
  }
  std::string picture;
  if (const auto* histogram = std::get_if<output::Histogram>(&at.value))
    output::AppendHistogram(picture, *histogram);
  if (const auto* series = std::get_if<output::TimeSeries>(&at.value))
    output::AppendTimeSeries(picture, *series);
  AddLines(lines, picture, width);
  return lines;
}

bool HasPictures(const output::MapData& map) {
  const auto& value = map.entries.front().value;
  return std::holds_alternative<output::Histogram>(value) ||
         std::holds_alternative<output::TimeSeries>(value);
}

Line HeatRow(const output::HeatPanel& panel, size_t row, size_t width) {
  Line line = {{output::HeatLabel(panel.rows[row])}};
  size_t before = SIZE_MAX;
  for (const output::HeatPanel::Column& column : panel.columns) {
    if (output::kHeatLabel + static_cast<size_t>(&column - panel.columns.data()) >= width) break;
    const size_t level = output::HeatLevel(column.counts[row], panel.most, output::kHeatLevels, true);
    if (level != before)
      line.push_back({"", level == 0 ? Style::Plain : Style::Heat, static_cast<uint8_t>(level)});
    line.back().text += output::HeatShade(level);
    before = level;
  }
  return line;
}

// The selected one, or the map's own.
std::string SeriesOf(const output::MapData& map, const MapState& shown) {
  if (!shown.selected) return map.name;
  std::string name = map.name + "[";
  output::AppendKey(name, *shown.selected);
  return name + "]";
}

std::vector<Line> DrawHeat(const State& state, const output::MapData& map, const MapState& shown, Size size) {
  std::vector<Line> lines;
  const output::HeatSize room = {size.columns - std::min(size.columns, output::kHeatLabel + 1),
                                 size.rows - std::min<size_t>(size.rows, 3)};
  if (map.entries.size() > kMostSeries) {
    const std::string why =
        " no heat map: " + map.name + " has more than " + std::to_string(kMostSeries) + " keys";
    return {{{Fit(Printable(why), size.columns), Style::Faint}}};
  }
  const auto panel = output::MakeHeatPanel(*state.history, map.name, SeriesOf(map, shown), room);
  if (!panel) return {{{Fit("nothing to show over time", size.columns), Style::Faint}}};
  const std::string title = Printable(panel->title) + "  (" + std::to_string(panel->total) + ", at most " +
                            std::to_string(panel->most) + " in a field)";
  lines.push_back({{Fit(title, size.columns), Style::Head}});
  for (size_t row = panel->rows.size(); row-- > 0;)
    lines.push_back(HeatRow(*panel, row, size.columns));
  lines.push_back({{Fit(output::HeatTimes(*panel), size.columns)}});
  return lines;
}

// Rows of the table if `wanted` rows of detail share the place with it.
size_t TableRows(size_t entries, size_t wanted, const MapState& shown, size_t rows) {
  if (wanted == 0) return rows;
  const size_t all = std::min(entries, rows) + 1;
  const size_t least = shown.wide ? kLeastTable : std::max(kLeastTable, rows / 3);
  return std::min({all, std::max(least, rows - std::min(rows, wanted + 1)), rows});
}

}  // namespace

std::vector<Line> DrawMap(const State& state, const output::MapData& map, MapState& shown, Size size) {
  if (map.entries.empty()) return {{{Fit(" nothing in " + Printable(map.name), size.columns), Style::Faint}}};
  const bool pictures = HasPictures(map);
  if (shown.heat && pictures && state.history) return DrawHeat(state, map, shown, size);
  const Table table(map);
  const Sorting sorting = SortingOf(shown, table);
  const std::vector<uint32_t> order = table.Order(sorting, map.keyed ? state.filter : "");
  std::vector<Line> lines;
  if (order.empty()) return {{{Fit(" no key has that in it", size.columns), Style::Faint}}};
  FindRow(table, order, shown, size.rows - 1);
  std::vector<Line> detail;
  if (pictures || shown.wide) detail = DrawDetail(table, order[shown.cursor], shown.wide, size.columns);
  const size_t rows = TableRows(order.size(), detail.size(), shown, size.rows);
  FindRow(table, order, shown, rows - 1);
  DrawTable(lines, table, order, sorting, shown, size.columns);
  const size_t left = size.rows - std::min(size.rows, lines.size() + 1);
  if (detail.empty() || left == 0) return lines;
  shown.scrolled = std::min(shown.scrolled, detail.size() - std::min(detail.size(), left));
  const size_t more = detail.size() - std::min(detail.size(), shown.scrolled + left);
  lines.push_back(
      {{Fit(more > 0 ? "-- " + std::to_string(more) + " more lines " + (shown.wide ? "(PageDown)" : "(Enter)")
                     : "--",
            size.columns),
        Style::Faint}});
  for (size_t i = shown.scrolled; i < std::min(detail.size(), shown.scrolled + left); ++i)
    lines.push_back(std::move(detail[i]));
  return lines;
}

}  // namespace sonde::live
