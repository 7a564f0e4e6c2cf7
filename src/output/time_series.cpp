// Pictures of time series. Leaves: what time_series.h declares. Covered by tests/output/time_series_test.cpp.
#include "output/time_series.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>

#include "output/text.h"

namespace sonde::output {
namespace {

constexpr size_t kColumns = 53;
constexpr size_t kLeftLabel = 21, kRightLabel = kColumns - kLeftLabel;
constexpr uint64_t kSecond = 1'000'000'000;

// Wide enough for the bits of any 64-bit number and differences of such.
using Wide = __int128;

Wide NumberOf(const TimeSeries& series, uint64_t bits) {
  return series.is_signed ? Wide{static_cast<int64_t>(bits)} : Wide{bits};
}

struct Bounds {
  Wide least = 0;
  Wide most = 0;
};

// Of the values; of a single one a little more, so that it stands in the middle.
Bounds BoundsOf(const TimeSeries& series) {
  Bounds range{NumberOf(series, series.points[0].bits), NumberOf(series, series.points[0].bits)};
  for (const TimeSeries::Point& point : series.points) {
    range.least = std::min(range.least, NumberOf(series, point.bits));
    range.most = std::max(range.most, NumberOf(series, point.bits));
  }
  if (range.least != range.most) return range;
  const Wide lowest = series.is_signed ? Wide{INT64_MIN} : Wide{0};
  const Wide highest = series.is_signed ? Wide{INT64_MAX} : Wide{UINT64_MAX};
  return {std::max(lowest, range.least - 1), std::min(highest, range.most + 1)};
}

void AppendNumber(std::string& out, const TimeSeries& series, Wide number) {
  AppendInteger(out, static_cast<uint64_t>(number), series.is_signed);
}

// How times are written: digits of a second's fraction, and what stands above them.
struct TimeLayout {
  uint64_t least;  // distance of the rows from which on it is used, nanoseconds
  unsigned digits;
  const char* header;
};
constexpr std::array<TimeLayout, 4> kLayouts = {{{kSecond, 0, "hh:mm:ss"},
                                                 {1'000'000, 3, "hh:mm:ss.ms"},
                                                 {1'000, 6, "hh:mm:ss.\u03bcs"},
                                                 {0, 9, "hh:mm:ss.ns"}}};

const TimeLayout& LayoutOf(const TimeSeries& series) {
  const uint64_t rows = series.latest - series.points[0].interval;  // less one
  const uint64_t distance = rows == 0 ? 0 : series.length;
  return *std::find_if(kLayouts.begin(), kLayouts.end(),
                       [distance](const TimeLayout& layout) { return distance >= layout.least; });
}

// A time by a format of strftime(3), with so many digits of the fraction of a second behind.
std::string TimeText(const tm& time, uint64_t ns, const char* format, unsigned digits) {
  std::array<char, 64> text{};
  std::string result(text.data(), strftime(text.data(), text.size(), format, &time));
  if (digits == 0) return result;
  std::string fraction = std::to_string(ns % kSecond);
  fraction.insert(0, 9 - fraction.size(), '0');
  return result + "." + fraction.substr(0, digits);
}

// The local time of a number of nanoseconds since 1970.
std::string TimeText(uint64_t ns, const char* format, unsigned digits) {
  const auto seconds = static_cast<time_t>(ns / kSecond);
  tm local{};
  localtime_r(&seconds, &local);
  return TimeText(local, ns, format, digits);
}

// Row by row, with one place for its parts.
class Picture {
 public:
  Picture(std::string& out, const TimeSeries& series)
      : out_(out), series_(series), layout_(LayoutOf(series)), range_(BoundsOf(series)) {
    time_columns_ = layout_.digits == 0 ? 8 : 9 + layout_.digits;
  }

  void Append() {
    Labels();
    std::string header = layout_.header;
    if (header.size() < time_columns_ + 1) header.append(time_columns_ + 1 - header.size(), ' ');
    out_ += header + Border('|') + "\n";
    auto point = series_.points.begin();
    for (uint64_t interval = point->interval; interval <= series_.latest; ++interval) {
      const bool has = point != series_.points.end() && point->interval == interval;
      Row(interval, has ? &*point : nullptr);
      if (has) ++point;
    }
    out_.append(time_columns_ + 1, ' ');
    out_ += Border('v') + "\n";
    Labels();
  }

 private:
  static std::string Border(char end) { return end + std::string(kColumns - 2, '_') + end; }

  void Labels() {
    out_.append(time_columns_ + 1, ' ');
    std::string least, most;
    AppendNumber(least, series_, range_.least);
    AppendNumber(most, series_, range_.most);
    if (least.size() < kLeftLabel) least.append(kLeftLabel - least.size(), ' ');
    if (most.size() < kRightLabel) most.insert(0, kRightLabel - most.size(), ' ');
    out_ += least + most + "\n";
  }

  void Row(uint64_t interval, const TimeSeries::Point* point) {
    out_ += TimeText(interval * series_.length, "%H:%M:%S", layout_.digits) + " ";
    std::string strip = "|" + std::string(kColumns - 2, ' ') + "|";
    const Wide extent = range_.most - range_.least;
    if (range_.least < 0 && range_.most > 0)
      strip[static_cast<size_t>(Wide{kColumns} * -range_.least / extent)] = '.';
    if (point != nullptr) {
      const Wide above = NumberOf(series_, point->bits) - range_.least;
      strip[static_cast<size_t>(Wide{kColumns - 1} * above / extent)] = '*';
    }
    out_ += strip + " ";
    if (point != nullptr) {
      AppendInteger(out_, point->bits, series_.is_signed);
    } else {
      out_ += "-";
    }
    out_ += "\n";
  }

  std::string& out_;
  const TimeSeries& series_;
  const TimeLayout& layout_;
  const Bounds range_;
  size_t time_columns_ = 0;
};

}  // namespace

void AlignTimeSeries(MapData& map) {
  uint64_t latest = 0;
  for (const MapEntry& entry : map.entries) {
    const auto& points = std::get<TimeSeries>(entry.value).points;
    if (!points.empty()) latest = std::max(latest, points.back().interval);
  }
  for (MapEntry& entry : map.entries) {
    auto& series = std::get<TimeSeries>(entry.value);
    series.latest = latest;
    std::erase_if(series.points,
                  [&](const TimeSeries::Point& point) { return latest - point.interval >= series.most; });
  }
}

std::string UtcText(uint64_t ns) {
  const auto seconds = static_cast<time_t>(ns / kSecond);
  tm utc{};
  gmtime_r(&seconds, &utc);
  return TimeText(utc, ns, "%Y-%m-%dT%H:%M:%S", 9) + "Z";
}

void AppendTimeSeries(std::string& out, const TimeSeries& series) {
  if (series.points.empty()) {
    out += "<no data>";
    return;
  }
  Picture(out, series).Append();
}

void WriteJson(JsonStream& json, const TimeSeries& series) {
  json.StartArray();
  for (const TimeSeries::Point& point : series.points) {
    json.StartObject();
    json.Key("interval_start");
    json.String(TimeText(point.interval * series.length, "%Y-%m-%dT%H:%M:%S", 9));
    json.Key("value");
    json.Integer(point.bits, series.is_signed);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace sonde::output
