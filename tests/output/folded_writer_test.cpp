// Tests of folded stacks as a file, and of what all pictures of maps show.
#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

MapData Counts(const std::string& name, std::vector<std::pair<std::string, int64_t>> entries) {
  MapData map{name, true, Aggregation::Count, {}};
  for (const auto& [symbol, count] : entries)
    map.entries.push_back({Trace({symbol}), Int(count)});
  return map;
}

class FoldedWriterTest : public testing::Test {
 protected:
  std::string End(const std::vector<MapData>& maps) {
    writer_->BeginSnapshot(true);
    for (const MapData& map : maps)
      writer_->SnapshotMap(map);
    writer_->EndSnapshot();
    return out_.buffer();
  }
  Stream out_;
  std::unique_ptr<Sink> writer_ = MakeFoldedWriter(out_);
};

TEST_F(FoldedWriterTest, WritesTheLastSnapshotOnly) {
  writer_->BeginSnapshot(false);
  writer_->SnapshotMap(Counts("@a", {{"f", 1}}));
  writer_->EndSnapshot();
  EXPECT_EQ(out_.buffer(), "");
  EXPECT_EQ(End({Counts("@a", {{"g", 2}, {"h", 3}})}), "g_[k] 2\nh_[k] 3\n");
  EXPECT_EQ(writer_->Summary(), "");
}

TEST_F(FoldedWriterTest, OfAMapThatIsEmptyInTheEndWhatWasPrinted) {
  writer_->PrintMap(Counts("@a", {{"f", 1}}), {});
  writer_->PrintMap(Counts("@a", {{"f", 1}, {"g", 2}}), {.top = 1, .divisor = 0, .percentiles = {}});
  writer_->PrintMap(Counts("@b", {{"h", 1}}), {});
  EXPECT_EQ(End({Counts("@a", {}), Counts("@b", {{"h", 5}})}), "@a;g_[k] 2\n@b;h_[k] 5\n");
}

TEST_F(FoldedWriterTest, WhatTheScriptPrintsIsNotForIt) {
  const Value values[] = {Int(1)};
  writer_->Printf(Formatter("%d\n"), values);
  writer_->Text(EventKind::Time, "now");
  writer_->Print(Int(5));
  EXPECT_EQ(End({}), "");
  EXPECT_EQ(writer_->Summary(), "WARNING: folded: no map had anything in it");
}

TEST_F(FoldedWriterTest, SaysWhatIsNotShown) {
  EXPECT_EQ(End({{"@total", false, Aggregation::Count, {{{}, Int(7)}}}}), "");
  EXPECT_EQ(writer_->Summary(), "WARNING: folded: no map has a stack in its key");
  End({Counts("@a", {{"f", 1}, {"g", 0}})});
  EXPECT_EQ(writer_->Summary(),
            "WARNING: folded: 1 entries of @a are left out, whose values are no numbers above 0\n"
            "NOTE: folded does not show @total: there is no stack in the key, or values do not add up");
}

}  // namespace
}  // namespace sonde::output
