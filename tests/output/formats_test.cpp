// Tests of the table of output formats: every row is found and has a writer that takes everything.
#include "output/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

TEST(FormatsTest, EveryRowIsFoundByItsName) {
  for (const FormatRow& row : kFormats) {
    const auto found = FindFormat(row.name);
    ASSERT_TRUE(found.ok()) << row.name;
    EXPECT_EQ(*found, row.format);
    EXPECT_THAT(FormatNames("|"), testing::HasSubstr(std::string(row.name)));
  }
  EXPECT_EQ(FindFormat("xml").error().Text(),
            "Invalid output format \"xml\"\nValid formats: '" + FormatNames("', '") + "'");
}

TEST(FormatsTest, EveryWriterTakesAllStreamsWithoutCrashing) {
  for (const FormatRow& row : kFormats) {
    Stream out;
    const auto writer = MakeWriter(row.format, out);
    ASSERT_NE(writer, nullptr) << row.name;
    const Value values[] = {Int(1)};
    writer->Printf(Formatter("%d"), values);
    writer->Text(EventKind::Time, "now");
    writer->Print(Str("text"));
    const MapData map{"@a", true, Aggregation::None, {{Int(1), Int(2)}}};
    writer->PrintMap(map, {.top = 1, .divisor = 1, .percentiles = {}});
    writer->BeginSnapshot(false);
    writer->SnapshotMap(map);
    writer->EndSnapshot();
    writer->BeginSnapshot(true);
    writer->EndSnapshot();
    if (NoticeSink* notices = writer->notices(); notices != nullptr) notices->AttachedProbes(1);
  }
}

}  // namespace
}  // namespace sonde::output
