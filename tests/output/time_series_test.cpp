// Tests of pictures of time series, worked out by hand from cli-and-output.md 12.7.
#include "output/time_series.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "output/value.h"

namespace sonde::output {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

class TimeSeriesTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC0", 1);
    tzset();
  }
  static std::string Text(const TimeSeries& series) {
    std::string text;
    AppendTimeSeries(text, series);
    return text;
  }
  // Of seconds from 10:00:01 on.
  static TimeSeries Series(std::vector<TimeSeries::Point> points, uint64_t length = kSecond) {
    TimeSeries series{true, length, 100, 0, std::move(points)};
    series.latest = series.points.back().interval;
    return series;
  }
};

TEST_F(TimeSeriesTest, NegativeAndMissingValues) {
  const uint64_t ten = 36001;  // 10:00:01
  EXPECT_EQ(Text(Series({{ten, static_cast<uint64_t>(-2)}, {ten + 1, 0}, {ten + 3, 6}})),
            "         -2                                                  6\n"
            "hh:mm:ss |___________________________________________________|\n"
            "10:00:01 *            .                                      | -2\n"
            "10:00:02 |            *                                      | 0\n"
            "10:00:03 |            .                                      | -\n"
            "10:00:04 |            .                                      * 6\n"
            "         v___________________________________________________v\n"
            "         -2                                                  6\n");
}

TEST_F(TimeSeriesTest, OneValueStandsInTheMiddle) {
  const std::string text = Text(Series({{36001, 7}, {36002, 7}}));
  EXPECT_NE(text.find("10:00:01 |                         *                         | 7\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("         6                                                   8\n"), 0u) << text;
}

TEST_F(TimeSeriesTest, TheUnitFollowsTheDistance) {
  const auto header = [](const TimeSeries& series) {
    const std::string text = Text(series);
    const size_t line = text.find('\n') + 1;
    return text.substr(line, text.find('|', line) - line);
  };
  const auto first = [](const TimeSeries& series) {
    const std::string text = Text(series);
    const size_t line = text.find('\n', text.find('\n') + 1) + 1;
    return text.substr(line, text.find(' ', line) - line);
  };
  const TimeSeries ms = Series({{36001 * 10 + 3, 1}, {36001 * 10 + 4, 2}}, kSecond / 10);
  EXPECT_EQ(header(ms), "hh:mm:ss.ms  ");
  EXPECT_EQ(first(ms), "10:00:01.300");
  const TimeSeries us = Series({{36001 * 10'000ULL + 3, 1}, {36001 * 10'000ULL + 4, 2}}, kSecond / 10'000);
  EXPECT_EQ(header(us), "hh:mm:ss.\u03bcs    ");
  EXPECT_EQ(first(us), "10:00:01.000300");
  const TimeSeries one = Series({{36001, 1}});
  EXPECT_EQ(header(one), "hh:mm:ss.ns        ");
  EXPECT_EQ(first(one), "10:00:01.000000000");
}

TEST_F(TimeSeriesTest, NumbersAsLargeAsTheyCome) {
  TimeSeries series = Series({{36001, static_cast<uint64_t>(INT64_MIN)}, {36002, INT64_MAX}});
  EXPECT_NE(Text(series).find("10:00:01 *"), std::string::npos);
  EXPECT_NE(Text(series).find("* 9223372036854775807\n"), std::string::npos);
  series.is_signed = false;
  series.points = {{36001, 0}, {36002, UINT64_MAX}};
  EXPECT_NE(Text(series).find("* 18446744073709551615\n"), std::string::npos);
  series.points = {{36001, UINT64_MAX}, {36002, UINT64_MAX}};
  EXPECT_NE(Text(series).find("* 18446744073709551615\n"), std::string::npos);
}

TEST_F(TimeSeriesTest, AllEndWithTheNewestAndDropWhatIsOld) {
  MapData map;
  map.function = Aggregation::Tseries;
  map.keyed = true;
  map.entries.push_back({{int64_t{1}}, TimeSeries{true, kSecond, 3, 0, {{97, 1}, {98, 2}, {99, 3}}}});
  map.entries.push_back({{int64_t{2}}, TimeSeries{true, kSecond, 3, 0, {{100, 4}}}});
  map.entries.push_back({{int64_t{3}}, TimeSeries{true, kSecond, 3, 0, {{90, 5}}}});
  AlignTimeSeries(map);
  const auto& first = std::get<TimeSeries>(map.entries[0].value);
  EXPECT_EQ(first.latest, 100u);
  ASSERT_EQ(first.points.size(), 2u);
  EXPECT_EQ(first.points[0].interval, 98u);
  EXPECT_EQ(std::get<TimeSeries>(map.entries[1].value).points.size(), 1u);
  EXPECT_EQ(Text(std::get<TimeSeries>(map.entries[2].value)), "<no data>");
}

TEST_F(TimeSeriesTest, AsJson) {
  std::string text;
  JsonStream json(text);
  WriteJson(json, Series({{36001, static_cast<uint64_t>(-2)}, {36003, 4}}));
  EXPECT_EQ(text,
            "[{\"interval_start\": \"1970-01-01T10:00:01.000000000\", \"value\": -2},"
            "{\"interval_start\": \"1970-01-01T10:00:03.000000000\", \"value\": 4}]");
}

}  // namespace
}  // namespace sonde::output
