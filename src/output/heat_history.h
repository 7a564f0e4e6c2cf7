// HeatHistory: histograms as they were counted from one look at a map to the next, and series of values: what
// heat maps are made of. Covered by tests/output/heat_history_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "output/value.h"

namespace sonde::output {

// What was counted in one interval: buckets with their numbers, in order.
using HeatCounts = std::vector<std::pair<uint32_t, uint64_t>>;

// One histogram over time.
struct HeatSeries {
  std::string name;  // "@h", "@h[sshd]"
  Buckets buckets;
  std::vector<uint64_t> before;     // counts of the last look; empty: it begins from nothing
  std::vector<HeatCounts> columns;  // as many as the map has times; the last ones may be missing
};

struct HeatMapHistory {
  std::vector<uint64_t>
      ends;  // of the columns, nanoseconds since 1970; each begins where the one before ends
  std::map<std::string, HeatSeries> series;  // by the text of the key
};

class HeatHistory {
 public:
  // Columns of a map that are kept. With more, two become one: a run of days takes no more memory than one of
  // minutes.
  static constexpr size_t kMostColumns = 4096;
  // `begin`: of the first column.
  explicit HeatHistory(uint64_t begin, size_t most_columns = kMostColumns)
      : begin_(begin), most_columns_(most_columns) {}

  // A look at a map of histograms or of time series. What was counted since the last look is a column; a look
  // with nothing new is one too, if `empty_too`. Of time series the last look counts, which has all of them.
  // False: it is another kind of map.
  bool Look(const MapData& map, uint64_t now, bool empty_too);
  // The map counts from nothing again.
  void Cleared(const std::string& map);

  [[nodiscard]] uint64_t begin() const { return begin_; }
  [[nodiscard]] const std::map<std::string, HeatMapHistory>& histograms() const { return histograms_; }
  // By the name of the map.
  [[nodiscard]] const std::map<std::string, std::vector<TimeSeries>>& time_series() const {
    return time_series_;
  }

 private:
  static void Halve(HeatMapHistory& history);

  uint64_t begin_;
  size_t most_columns_;
  std::map<std::string, HeatMapHistory> histograms_;
  std::map<std::string, std::vector<TimeSeries>> time_series_;
};

}  // namespace sonde::output
