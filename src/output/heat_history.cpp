// Columns of heat maps. Leaves: HeatHistory. Covered by tests/output/heat_history_test.cpp.
#include "output/heat_history.h"

#include <algorithm>

#include "output/text.h"

namespace sonde::output {
namespace {

std::string NameOf(const MapData& map, const std::string& key) {
  return map.keyed ? map.name + "[" + key + "]" : map.name;
}

// What has come since `before`, which becomes `counts`. Where a count is smaller now the script has begun
// anew without saying so (delete), and all that is there is new.
HeatCounts Difference(std::vector<uint64_t>& before, const std::vector<uint64_t>& counts) {
  bool grew = before.size() == counts.size();
  for (size_t i = 0; grew && i < counts.size(); ++i)
    grew = counts[i] >= before[i];
  HeatCounts difference;
  for (size_t i = 0; i < counts.size(); ++i) {
    const uint64_t count = counts[i] - (grew ? before[i] : 0);
    if (count > 0) difference.emplace_back(static_cast<uint32_t>(i), count);
  }
  before = counts;
  return difference;
}

HeatCounts Sum(const HeatCounts& a, const HeatCounts& b) {
  std::map<uint32_t, uint64_t> sum(a.begin(), a.end());
  for (const auto& [bucket, count] : b)
    sum[bucket] += count;
  return {sum.begin(), sum.end()};
}

}  // namespace

// Neighbours become one, the last column may stay alone.
void HeatHistory::Halve(HeatMapHistory& history) {
  const size_t count = history.ends.size();
  for (size_t i = 0; i < count; i += 2)
    history.ends[i / 2] = history.ends[std::min(i + 1, count - 1)];
  history.ends.resize((count + 1) / 2);
  for (auto& [key, series] : history.series) {
    std::vector<HeatCounts> halved;
    for (size_t i = 0; i < series.columns.size(); i += 2)
      halved.push_back(i + 1 < series.columns.size() ? Sum(series.columns[i], series.columns[i + 1])
                                                     : std::move(series.columns[i]));
    series.columns = std::move(halved);
  }
}

bool HeatHistory::Look(const MapData& map, uint64_t now, bool empty_too) {
  if (map.function == Aggregation::Tseries) {
    if (map.entries.empty()) return true;
    std::vector<TimeSeries>& all = time_series_[map.name];
    all.clear();
    for (const MapEntry& entry : map.entries)
      all.push_back(std::get<TimeSeries>(entry.value));
    return true;
  }
  const bool is_histogram = map.function == Aggregation::Hist || map.function == Aggregation::Lhist;
  if (!is_histogram) return false;
  HeatMapHistory& history = histograms_[map.name];
  if (history.ends.size() >= most_columns_) Halve(history);
  const size_t column = history.ends.size();
  bool any = false;
  for (const MapEntry& entry : map.entries) {
    const auto* histogram = std::get_if<Histogram>(&entry.value);
    if (histogram == nullptr) continue;
    std::string key;
    if (map.keyed) AppendKey(key, entry.key);
    HeatSeries& series = history.series[key];
    if (series.name.empty()) series = {NameOf(map, key), histogram->buckets, {}, {}};
    HeatCounts counts = Difference(series.before, histogram->counts);
    if (counts.empty()) continue;
    any = true;
    series.columns.resize(column + 1);
    series.columns[column] = std::move(counts);
  }
  if (any || empty_too) history.ends.push_back(now);
  return true;
}

void HeatHistory::Cleared(const std::string& map) {
  const auto history = histograms_.find(map);
  if (history == histograms_.end()) return;
  for (auto& [key, series] : history->second.series)
    series.before.clear();
}

}  // namespace sonde::output
