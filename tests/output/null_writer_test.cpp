// Tests of the writer that writes nothing.
#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

TEST(NullWriterTest, CountsAndWritesNothing) {
  Stream out;
  const auto writer = MakeNullWriter(out);
  const MapData map{"@a", true, Aggregation::None, {{Int(1), Int(2)}, {Int(3), Int(4)}}};
  writer->Printf(Formatter("text\n"), {});
  writer->Text(EventKind::Time, "12:00\n");
  writer->Print(Int(1));
  writer->PrintMap(map, {});
  writer->BeginSnapshot(true);
  writer->SnapshotMap(map);
  EXPECT_EQ(out.buffer(), "");
  EXPECT_EQ(writer->notices(), nullptr) << "losses are said on the console";
  EXPECT_EQ(writer->Summary(), "Not written: 4 events, 1 maps, 4 entries of maps");
}

}  // namespace
}  // namespace sonde::output
