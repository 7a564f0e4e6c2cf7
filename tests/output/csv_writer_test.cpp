// Tests of the writer of tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

// What a writer makes of a map, with T for times and | for the ends of rows.
std::string Normal(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)"), "T");
  return std::regex_replace(text, std::regex("\r\n"), "|");
}

std::string Rows(const MapData& map, const PrintOptions& options = {}) {
  Stream out;
  MakeCsvWriter(out)->PrintMap(map, options);
  return Normal(out.buffer());
}

TEST(CsvWriterTest, HasARowForEachEntryAndAColumnForEachPartOfTheKey) {
  EXPECT_EQ(Rows({"@", false, Aggregation::None, {{{}, Int(-3)}}}), "map,time,value|@,T,-3|");
  EXPECT_EQ(Rows({"@a", true, Aggregation::None, {{Str("x"), Int(1)}, {Str("y"), Int(2)}}}),
            "map,time,key,value|@a,T,x,1|@a,T,y,2|");
  const Value record{Record{{{"pid", Int(7)}, {"at", Tup({Int(1), Str("in")})}}}};
  EXPECT_EQ(Rows({"@a", true, Aggregation::None, {{Tup({Int(1), record}), Tup({Int(5), Int(6)})}}}),
            "map,time,key.0,key.1.pid,key.1.at.0,key.1.at.1,value.0,value.1|@a,T,1,7,1,in,5,6|");
}

TEST(CsvWriterTest, QuotesWhatWouldEndACell) {
  EXPECT_EQ(Rows({"@a",
                  true,
                  Aggregation::None,
                  {{Str("a,b\"c\r\n"), Int(1)}, {Str(" x"), Int(1)}, {Str(""), Int(2)}}}),
            "map,time,key,value|@a,T,\"a,b\"\"c|\",1|@a,T,\" x\",1|@a,T,,2|");
  EXPECT_EQ(Rows({"@a", true, Aggregation::None, {{Str("\xff"), Int(1)}}}),
            "map,time,key,value|@a,T,\ufffd,1|");
}

TEST(CsvWriterTest, StacksAreOneCellWithALineForEachFrame) {
  Stack stack{.frames = {{.symbol = "a,b", .offset = 1}, {.symbol = "m\nn"}}};
  EXPECT_EQ(Rows({"@s", true, Aggregation::Count, {{{stack}, Int(1)}}}),
            "map,time,key,value|@s,T,\"a,b+1\nm\\x0an+0\",1|");
}

TEST(CsvWriterTest, BucketsHaveTheirBounds) {
  EXPECT_EQ(Rows({"@h", true, Aggregation::Hist, {{Str("k"), Hist({1, 0, 2})}}}),
            "map,time,key,min,max,count|@h,T,k,,-1,1|@h,T,k,0,0,0|@h,T,k,1,1,2|");
  const Histogram linear{{.kind = Buckets::Kind::Linear, .min = -10, .max = 10, .step = 10}, {1, 2, 3, 4}};
  EXPECT_EQ(Rows({"@l", false, Aggregation::Lhist, {{{}, linear}}}),
            "map,time,min,max,count|@l,T,,-11,1|@l,T,-10,-1,2|@l,T,0,9,3|@l,T,10,,4|");
  EXPECT_EQ(Rows({"@h", false, Aggregation::Hist, {{{}, Hist({0, 0, 2})}}}, {.percentiles = {500000}}),
            "map,time,percentile,value,error,below,at_least|@h,T,p50,1,0,,|");
}

TEST(CsvWriterTest, StatisticsAreColumnsAndIntervalsRows) {
  const Statistics statistics{.count = 2, .total = 10};
  EXPECT_EQ(Rows({"@s", false, Aggregation::Stats, {{{}, statistics}}}),
            "map,time,value.count,value.average,value.total|@s,T,2,5,10|");
  EXPECT_EQ(Rows({"@s", false, Aggregation::Avg, {{{}, statistics}}}), "map,time,value|@s,T,5|");
  const TimeSeries series{.length = 1'000'000'000, .most = 5, .latest = 12, .points = {{10, 3}, {12, 4}}};
  Stream out;
  MakeCsvWriter(out)->SnapshotMap({"@t", false, Aggregation::Tseries, {{{}, series}}});
  EXPECT_THAT(out.buffer(), testing::HasSubstr(",1970-01-01T00:00:10.000000000Z,3\r\n"));
  EXPECT_EQ(Normal(out.buffer()), "map,time,interval_start,value|@t,T,T,3|@t,T,T,4|");
}

TEST(CsvWriterTest, AHeaderComesWhereColumnsChange) {
  Stream out;
  const auto writer = MakeCsvWriter(out);
  const MapData a{"@a", true, Aggregation::None, {{Int(1), Int(2)}}};
  const MapData b{"@b", true, Aggregation::None, {{Int(1), Int(3)}}};
  writer->PrintMap(a, {});
  writer->PrintMap(b, {});
  writer->PrintMap({"@c", false, Aggregation::None, {{{}, Int(4)}}}, {});
  writer->PrintMap({"@none", true, Aggregation::None, {}}, {});
  writer->PrintMap(a, {});
  EXPECT_EQ(Normal(out.buffer()),
            "map,time,key,value|@a,T,1,2|@b,T,1,3|map,time,value|@c,T,4|map,time,key,value|@a,T,1,2|");
}

TEST(CsvWriterTest, SeveralMapsByTheirKeysAreColumns) {
  MapData a{"@a", true, Aggregation::None, {{Int(1), Int(2), "1"}, {Int(2), Int(3), "2"}}};
  MapData b{"@b", true, Aggregation::Stats, {{Int(2), Statistics{.count = 2, .total = 10}, "2"}}};
  const MapData maps[] = {a, b};
  Stream out;
  MakeCsvWriter(out)->PrintMaps(maps, {});
  EXPECT_EQ(Normal(out.buffer()),
            "map,time,key,@a,@b.count,@b.average,@b.total|@a @b,T,1,2,,,|@a @b,T,2,3,2,5,10|");
}

}  // namespace
}  // namespace sonde::output
