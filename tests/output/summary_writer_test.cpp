// Tests of the few lines about the stacks of maps.
#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

Value User(std::vector<std::string> symbols) {
  Stack stack;
  stack.space = AddressSpace::User;
  for (std::string& symbol : symbols)
    stack.frames.push_back({.address = 0x1000, .symbol = std::move(symbol), .space = AddressSpace::User});
  return {std::move(stack)};
}

std::string Said(const std::vector<MapData>& maps, std::string* summary = nullptr) {
  Stream out;
  WriterOptions options;
  options.counted = "samples";
  const auto writer = MakeSummaryWriter(out, options);
  writer->BeginSnapshot(true);
  for (const MapData& map : maps)
    writer->SnapshotMap(map);
  writer->EndSnapshot();
  if (summary != nullptr) *summary = writer->Summary();
  return out.buffer();
}

TEST(SummaryWriterTest, SharesOfSamples) {
  // The innermost function is the first of a stack.
  MapData map{"@", true, Aggregation::Count, {}};
  map.entries.push_back({Tup({Str("a"), User({"leaf", "main"}), User({})}), Int(700)});
  map.entries.push_back({Tup({Str("a"), User({"", "main"}), User({})}), Int(200)});
  map.entries.push_back({Tup({Str("b"), User({"main"}), Trace({"read"})}), Int(600)});
  map.entries.push_back({Tup({Str("b"), User({}), Trace({})}), Int(500)});
  EXPECT_EQ(Said({map}),
            "2,000 samples in 4 stacks\n"
            "  25.00 %  without a stack\n"
            "   6.67 %  of frames without a name\n"
            "in the functions called last:\n"
            "  35.00 %  leaf\n"
            "  30.00 %  read (kernel)\n"
            "  10.00 %  (no name)\n");
}

TEST(SummaryWriterTest, FiveFunctionsTheLargestFirst) {
  MapData map{"@usecs", true, Aggregation::Sum, {}};
  for (int i = 1; i <= 7; ++i)
    map.entries.push_back({User({"f" + std::to_string(i), "main"}), Int(i * 1000)});
  EXPECT_EQ(Said({map}),
            "28 ms in 7 stacks\n"
            "   0.00 %  without a stack\n"
            "   0.00 %  of frames without a name\n"
            "in the functions called last:\n"
            "  25.00 %  f7\n"
            "  21.43 %  f6\n"
            "  17.86 %  f5\n"
            "  14.29 %  f4\n"
            "  10.71 %  f3\n");
}

TEST(SummaryWriterTest, SeveralMapsAndNone) {
  const MapData a{"@a", true, Aggregation::Count, {{User({"f"}), Int(1)}}};
  const MapData b{"@b", true, Aggregation::Count, {{User({"g"}), Int(2)}}};
  const std::string both = Said({a, b});
  EXPECT_NE(both.find("@a: 1 samples in 1 stack\n"), std::string::npos) << both;
  EXPECT_NE(both.find("@b: 2 samples in 1 stack\n"), std::string::npos) << both;
  std::string summary;
  EXPECT_EQ(Said({}, &summary), "0 samples in 0 stacks\n");
  EXPECT_EQ(summary, "");
  EXPECT_EQ(Said({{"@n", false, Aggregation::Count, {{{}, Int(7)}}}}, &summary), "0 samples in 0 stacks\n");
  EXPECT_EQ(summary, "WARNING: summary: no map has a stack in its key");
}

TEST(SummaryWriterTest, NamesAreHarmlessAndShort) {
  const MapData map{
      "@", true, Aggregation::Count, {{User({"\x1b[31m"}), Int(1)}, {User({std::string(300, 'x')}), Int(2)}}};
  const std::string said = Said({map});
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
  EXPECT_EQ(said.find(std::string(100, 'x')), std::string::npos);
  EXPECT_NE(said.find(std::string(99, 'x') + "…"), std::string::npos);
}

}  // namespace
}  // namespace sonde::output
