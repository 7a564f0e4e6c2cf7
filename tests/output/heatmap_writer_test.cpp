// Tests of the writer of heat maps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

using testing::HasSubstr;

TEST(HeatmapWriterTest, WritesOnceWithAColumnForEachPrint) {
  Stream out;
  const auto writer = MakeHeatmapWriter(out);
  const MapData map{"@h", false, Aggregation::Hist, {{{}, Hist({0, 0, 7})}}};
  writer->PrintMap(map, {});
  writer->MapCleared("@h");
  writer->PrintMap(map, {});
  EXPECT_EQ(out.buffer(), "");
  writer->BeginSnapshot(true);
  writer->SnapshotMap(map);
  writer->EndSnapshot();
  EXPECT_THAT(out.buffer(), HasSubstr("@h  (14)"));
  EXPECT_EQ(writer->Summary(), "");
}

TEST(HeatmapWriterTest, SaysWhatIsNotShown) {
  Stream out;
  const auto writer = MakeHeatmapWriter(out);
  writer->BeginSnapshot(true);
  writer->SnapshotMap({"@a", false, Aggregation::Count, {{{}, Int(1)}}});
  writer->EndSnapshot();
  EXPECT_EQ(writer->Summary(), "NOTE: heatmap does not show @a: neither hist, lhist nor tseries.");
}

}  // namespace
}  // namespace sonde::output
