// Text of maps. Leaves: AppendEntry, AppendSingle, AppendText of WholeMap. Covered by
// tests/output/writer_test.cpp and shown_values_test.cpp.
#include "output/map_text.h"

#include "output/histogram.h"
#include "output/percentiles.h"
#include "output/time_series.h"

namespace sonde::output {
namespace {

void AppendStatistics(std::string& out, const Statistics& statistics, Aggregation function,
                      uint32_t divisor) {
  const uint64_t average = DividedBits(statistics.Average(), statistics.is_signed, divisor);
  if (function == Aggregation::Avg) return AppendInteger(out, average, statistics.is_signed);
  out += "{ .count = ";
  AppendInteger(out, statistics.count, false);
  out += ", .average = ";
  AppendInteger(out, average, statistics.is_signed);
  out += ", .total = ";
  AppendInteger(out, statistics.total, statistics.is_signed);
  out += " }";
}

}  // namespace

void AppendSingle(std::string& out, const MapData& map, const MapEntry& entry, uint32_t divisor,
                  TextOptions text) {
  if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
    AppendStatistics(out, *statistics, map.function, divisor);
  } else if (divisor > 1) {
    AppendText(out, Divided(std::get<Value>(entry.value), divisor), text);
  } else {
    AppendText(out, std::get<Value>(entry.value), text);
  }
}

void AppendEntry(std::string& out, const MapData& map, const MapEntry& entry, const PrintOptions& options,
                 TextOptions text) {
  const uint32_t divisor = options.divisor;
  out += map.name;
  if (map.keyed) {
    out += '[';
    AppendKey(out, entry.key, text);
    out += ']';
  }
  out += ':';
  const auto* histogram = std::get_if<Histogram>(&entry.value);
  if (histogram != nullptr && !options.percentiles.empty()) {
    AppendPercentiles(out, *histogram, options.percentiles);
  } else if (histogram != nullptr) {
    out += '\n';
    AppendHistogram(out, *histogram, divisor);
  } else if (const auto* series = std::get_if<TimeSeries>(&entry.value)) {
    out += '\n';
    AppendTimeSeries(out, *series);
  } else {
    out += ' ';
    AppendSingle(out, map, entry, divisor, text);
  }
  out += '\n';
}

// What print(@m) writes, but for the ends of lines behind it, which are the format's.
void AppendText(std::string& out, const WholeMap& value, TextOptions options) {
  const size_t begin = out.size();
  for (const MapEntry& entry : value.map->entries)
    AppendEntry(out, *value.map, entry, {}, options);
  while (out.size() > begin && out.back() == '\n')
    out.pop_back();
}

}  // namespace sonde::output
