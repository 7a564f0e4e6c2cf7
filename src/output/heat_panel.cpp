// Rows and columns of heat maps. Leaves: what heat_panel.h declares. Covered by
// tests/output/heat_panel_test.cpp.
#include "output/heat_panel.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

#include "output/histogram.h"
#include "output/text.h"

namespace sonde::output {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

// How many neighbours become one, so that no more than `most` are left.
size_t Merged(size_t count, size_t most) {
  return std::max<size_t>(1, (count + most - 1) / std::max<size_t>(most, 1));
}

// Buckets from `first` to `last`, as the rows of a printed histogram have them.
std::string RangeText(const Buckets& buckets, size_t first, size_t last) {
  if (last == 0) return "(..., " + BeginText(buckets, 1) + ")";
  const std::string begin = first == 0 ? "(..., " : "[" + BeginText(buckets, first);
  const std::string between = first == 0 ? "" : ", ";
  if (buckets.IsLast(last)) return begin + between + "...)";
  if (first > 0 && buckets.Begin(last + 1) == buckets.Begin(first) + 1) return begin + "]";
  return begin + between + BeginText(buckets, last + 1) + ")";
}

void Finish(HeatPanel& panel) {
  for (const HeatPanel::Column& column : panel.columns) {
    for (const uint64_t count : column.counts)
      panel.most = std::max(panel.most, count);
    panel.total += column.Total();
  }
}

// The columns of a history, `merged` of them in each.
void AddColumns(HeatPanel& panel, const std::vector<uint64_t>& ends, uint64_t begin) {
  for (size_t i = 0; i < ends.size(); i += panel.merged) {
    const uint64_t end = ends[std::min(i + panel.merged, ends.size()) - 1];
    panel.columns.push_back({begin, end, std::vector<uint64_t>(panel.rows.size())});
    begin = end;
  }
}

HeatPanel PanelOf(const HeatSeries& series, const HeatMapHistory& history, uint64_t begin, HeatSize size) {
  HeatPanel panel;
  panel.title = series.name;
  uint32_t first = UINT32_MAX, last = 0;
  for (const HeatCounts& counts : series.columns) {
    if (counts.empty()) continue;
    first = std::min(first, counts.front().first);
    last = std::max(last, counts.back().first);
  }
  if (first > last) return panel;
  const size_t per_row = Merged(last - first + 1, size.rows);
  for (size_t bucket = first; bucket <= last; bucket += per_row)
    panel.rows.push_back(RangeText(series.buckets, bucket, std::min<size_t>(bucket + per_row - 1, last)));
  panel.merged = Merged(history.ends.size(), size.columns);
  AddColumns(panel, history.ends, begin);
  for (size_t column = 0; column < series.columns.size(); ++column) {
    for (const auto& [bucket, count] : series.columns[column])
      panel.columns[column / panel.merged].counts[(bucket - first) / per_row] += count;
  }
  Finish(panel);
  return panel;
}

using Wide = __int128;  // differences of 64-bit numbers

Wide NumberOf(const TimeSeries& series, uint64_t bits) {
  return series.is_signed ? Wide{static_cast<int64_t>(bits)} : Wide{bits};
}

Wide FloorTo(Wide number, Wide step) {
  const Wide rest = number % step;
  return number - rest - (rest < 0 ? step : 0);
}

// 1, 2 or 5 times a power of ten, so that no more than `rows` steps reach from `least` to `most`.
Wide StepFor(Wide least, Wide most, size_t rows) {
  for (Wide power = 1;; power *= 10) {
    for (const int times : {1, 2, 5}) {
      const Wide step = power * times;
      if ((most - FloorTo(least, step)) / step < static_cast<Wide>(std::max<size_t>(rows, 2))) return step;
    }
  }
}

// Bounds may be beyond what 64 bits hold.
std::string WideText(Wide number) {
  std::string text;
  for (Wide rest = number < 0 ? -number : number; rest > 0 || text.empty(); rest /= 10)
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return number < 0 ? "-" + text : text;
}

// How many series of a map had a value in each range, interval by interval.
HeatPanel PanelOf(const std::string& name, const std::vector<TimeSeries>& all, HeatSize size) {
  HeatPanel panel;
  panel.title = name;
  bool any = false;
  Wide least = 0, most = 0;
  uint64_t first = UINT64_MAX, last = 0, length = 1;
  for (const TimeSeries& series : all) {
    length = series.length;
    for (const TimeSeries::Point& point : series.points) {
      const Wide number = NumberOf(series, point.bits);
      least = any ? std::min(least, number) : number;
      most = any ? std::max(most, number) : number;
      any = true;
      first = std::min(first, point.interval);
      last = std::max(last, point.interval);
    }
  }
  if (!any) return panel;
  const Wide step = StepFor(least, most, size.rows);
  const Wide begin = FloorTo(least, step);
  for (Wide row = begin; row <= most; row += step)
    panel.rows.push_back(step == 1 ? "[" + WideText(row) + "]"
                                   : "[" + WideText(row) + ", " + WideText(row + step) + ")");
  std::vector<uint64_t> ends(last - first + 1);
  for (size_t i = 0; i < ends.size(); ++i)
    ends[i] = (first + i + 1) * length;
  panel.merged = Merged(ends.size(), size.columns);
  AddColumns(panel, ends, first * length);
  for (const TimeSeries& series : all) {
    for (const TimeSeries::Point& point : series.points) {
      const auto row = static_cast<size_t>((NumberOf(series, point.bits) - begin) / step);
      ++panel.columns[(point.interval - first) / panel.merged].counts[row];
    }
  }
  Finish(panel);
  return panel;
}

uint64_t TotalOf(const HeatSeries& series) {
  uint64_t total = 0;
  for (const HeatCounts& column : series.columns) {
    for (const auto& [bucket, count] : column)
      total += count;
  }
  return total;
}

}  // namespace

uint64_t HeatPanel::Column::Total() const {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

std::vector<HeatPanel> MakeHeatPanels(const HeatHistory& history, HeatSize size) {
  std::vector<HeatPanel> panels;
  for (const auto& [name, map] : history.histograms()) {
    for (const auto& [key, series] : map.series)
      panels.push_back(PanelOf(series, map, history.begin(), size));
  }
  for (const auto& [name, all] : history.time_series())
    panels.push_back(PanelOf(name, all, size));
  std::erase_if(panels, [](const HeatPanel& panel) { return panel.total == 0; });
  std::stable_sort(panels.begin(), panels.end(),
                   [](const HeatPanel& a, const HeatPanel& b) { return a.total > b.total; });
  return panels;
}

std::optional<HeatPanel> MakeHeatPanel(const HeatHistory& history, const std::string& map,
                                       const std::string& series, HeatSize size) {
  std::optional<HeatPanel> panel;
  if (const auto found = history.time_series().find(map); found != history.time_series().end())
    panel = PanelOf(found->first, found->second, size);
  const auto found = history.histograms().find(map);
  if (found != history.histograms().end()) {
    const HeatSeries* shown = nullptr;
    uint64_t most = 0;
    for (const auto& [key, one] : found->second.series) {
      const uint64_t total = one.name == series ? UINT64_MAX : TotalOf(one);
      if (total > most) shown = &one;
      most = std::max(most, total);
    }
    if (shown != nullptr) panel = PanelOf(*shown, found->second, history.begin(), size);
  }
  return panel && panel->total > 0 ? std::move(panel) : std::nullopt;
}

size_t HeatLevel(uint64_t count, uint64_t most, size_t levels, bool logarithmic) {
  if (count == 0) return 0;
  if (most <= 1) return levels;
  const double part = logarithmic ? std::log(static_cast<double>(count)) / std::log(static_cast<double>(most))
                                  : static_cast<double>(count - 1) / static_cast<double>(most - 1);
  return 1 + std::min(levels - 1, static_cast<size_t>(part * static_cast<double>(levels)));
}

std::string HeatTime(uint64_t ns, bool fine) {
  const auto seconds = static_cast<time_t>(ns / kSecond);
  tm local{};
  localtime_r(&seconds, &local);
  char text[32];
  std::string shown(text, strftime(text, sizeof(text), "%H:%M:%S", &local));
  if (!fine) return shown;
  std::string milliseconds = std::to_string(ns % kSecond / 1'000'000);
  return shown + "." + std::string(3 - milliseconds.size(), '0') + milliseconds;
}

bool IsFine(const HeatPanel& panel) {
  if (panel.columns.empty()) return false;
  const uint64_t whole = panel.columns.back().end - panel.columns.front().begin;
  return whole / panel.columns.size() < kSecond;
}

}  // namespace sonde::output
