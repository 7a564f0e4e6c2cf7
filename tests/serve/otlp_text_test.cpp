// Tests of maps as OTLP has metrics. That what comes out is of the schema is checked by tests/serve/pushed.
#include "serve/otlp_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::serve {
namespace {

using output::Int;
using output::MapData;
using output::Str;
using output::Unsigned;
using testing::HasSubstr;
using testing::Not;

class OtlpTextTest : public testing::Test {
 protected:
  OtlpRequest Write(std::vector<MapData> maps, const OtlpLoss& loss = {}) {
    output::Snapshot snapshot;
    snapshot.milliseconds = 1234005;
    snapshot.maps = std::move(maps);
    return writer_.Write(snapshot, loss);
  }
  OtlpWriter writer_{{{{"service.name", "s"}}, "1.2"}, 1000001};
};

constexpr char kBegin[] =
    R"({"resourceMetrics": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "s"}}]},)"
    R"( "scopeMetrics": [{"scope": {"name": "sonde", "version": "1.2"}, "metrics": [)";
constexpr char kEnd[] =
    R"({"name": "sonde_otlp_points_lost", "description": "data points that nobody took", "sum": )"
    R"({"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [{"attributes": [{"key": "reason", )"
    R"("value": {"stringValue": "not_sent"}}], "startTimeUnixNano": "1000001000000", "timeUnixNano": )"
    R"("1234005000000", "asInt": "3"},{"attributes": [{"key": "reason", "value": {"stringValue": "rejected"}}], )"
    R"("startTimeUnixNano": "1000001000000", "timeUnixNano": "1234005000000", "asInt": "4"}]}}]}]}]})";

TEST_F(OtlpTextTest, TheWholeOfIt) {
  const OtlpRequest request = Write({{"@n", true, Aggregation::None, {{Str("k"), Int(-3)}}}}, {3, 4});
  EXPECT_EQ(request.text,
            std::string(kBegin) +
                R"({"name": "sonde_n", "description": "@n", "gauge": {"dataPoints": [{"attributes": )"
                R"([{"key": "key0", "value": {"stringValue": "k"}}], "timeUnixNano": )"
                R"("1234005000000", "asInt": "-3"}]}},)" +
                kEnd);
  EXPECT_EQ(request.points, 3u);
}

TEST_F(OtlpTextTest, CountersBeginWithTheRun) {
  const std::string text = Write({{"@c", false, Aggregation::Count, {{{}, Int(7)}}}}).text;
  EXPECT_THAT(text, HasSubstr(R"("sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": )"
                              R"([{"attributes": [], "startTimeUnixNano": "1000001000000", )"
                              R"("timeUnixNano": "1234005000000", "asInt": "7"}]})"));
}

TEST_F(OtlpTextTest, NumbersOfAllSizes) {
  const std::string text = Write({{"@a", false, Aggregation::None, {{{}, Unsigned(18446744073709551615u)}}},
                                  {"@b", false, Aggregation::None, {{{}, Unsigned(9223372036854775807u)}}},
                                  {"@c", false, Aggregation::None, {{{}, Int(INT64_MIN)}}}})
                               .text;
  EXPECT_THAT(text, HasSubstr(R"("asDouble": 18446744073709551616)"));
  EXPECT_THAT(text, HasSubstr(R"("asInt": "9223372036854775807")"));
  EXPECT_THAT(text, HasSubstr(R"("asInt": "-9223372036854775808")"));
}

TEST_F(OtlpTextTest, HistogramsHaveBounds) {
  const std::string text =
      Write({{"@h", false, Aggregation::Hist, {{{}, output::Hist({0, 0, 2, 0, 3})}}}}).text;
  EXPECT_THAT(
      text,
      HasSubstr(R"("count": "5", "bucketCounts": ["0","2","0","3","0"], "explicitBounds": [0,1,3,7]})"));
  EXPECT_THAT(text, Not(HasSubstr(R"("sum": {"aggregationTemporality": 2, "dataPoints")")));
}

// Doubles are 256 apart there.
TEST_F(OtlpTextTest, BoundsThatAreOneDoubleAreOneBound) {
  const int64_t min = int64_t{1} << 60;
  const output::Histogram histogram{{.kind = Buckets::Kind::Linear, .min = min, .max = min + 3, .step = 1},
                                    {1, 2, 4, 8, 16}};
  const std::string text = Write({{"@l", false, Aggregation::Lhist, {{{}, histogram}}}}).text;
  EXPECT_THAT(
      text,
      HasSubstr(R"("count": "31", "bucketCounts": ["15","16"], "explicitBounds": [1152921504606846976]})"));
}

TEST_F(OtlpTextTest, StatisticsAreSummaries) {
  const output::Statistics statistics{true, 4, static_cast<uint64_t>(-20)};
  EXPECT_THAT(Write({{"@t", false, Aggregation::Stats, {{{}, statistics}}}}).text,
              HasSubstr(R"("timeUnixNano": "1234005000000", "count": "4", "sum": -20}]}})"));
}

TEST_F(OtlpTextTest, WhatIsLeftOutIsCounted) {
  MapData many{"@m", true, Aggregation::Count, {}};
  for (int i = 0; i < 20005; ++i)
    many.entries.push_back({Int(i), Int(i)});
  const OtlpRequest request = Write({many, {"@text", false, Aggregation::None, {{{}, Str("words")}}}});
  EXPECT_EQ(request.points, 20000u + 2 + 2);
  EXPECT_THAT(request.text, Not(HasSubstr("\"name\": \"sonde_text\"")));
  EXPECT_THAT(request.text,
              HasSubstr(R"([{"key": "map", "value": {"stringValue": "@m"}},{"key": "reason", "value": )"
                        R"({"stringValue": "limit"}}], "timeUnixNano": "1234005000000", "asInt": "5"})"));
  EXPECT_THAT(request.text, HasSubstr("not_a_number"));
}

}  // namespace
}  // namespace sonde::serve
