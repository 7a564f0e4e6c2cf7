// Tests of what a flame graph shows of a run, and of units.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/formats.h"
#include "output/pictures/units.h"
#include "values.h"

namespace sonde::output {
namespace {

using testing::HasSubstr;

std::string Unit(const std::string& name, Aggregation function) {
  return UnitOf({name, true, function, {}}, "samples");
}

TEST(UnitsTest, CountsAreWhatIsCounted) {
  EXPECT_EQ(Unit("@", Aggregation::Count), "samples");
  EXPECT_EQ(Unit("@ns", Aggregation::Hist), "samples");
}

TEST(UnitsTest, OfNumbersTheNameOfTheMapSaysIt) {
  for (const auto& [name, unit] : std::vector<std::pair<std::string, std::string>>{{"@usecs", "us"},
                                                                                   {"@off_cpu_ns", "ns"},
                                                                                   {"@ms", "ms"},
                                                                                   {"@total_secs", "s"},
                                                                                   {"@bytes", "bytes"},
                                                                                   {"@", ""},
                                                                                   {"@bonus", ""},
                                                                                   {"@columns", ""}}) {
    EXPECT_EQ(Unit(name, Aggregation::Sum), unit) << name;
  }
}

std::string End(Sink& writer, Stream& out, const std::vector<MapData>& maps) {
  writer.BeginSnapshot(true);
  for (const MapData& map : maps)
    writer.SnapshotMap(map);
  writer.EndSnapshot();
  return out.buffer();
}

TEST(FlamegraphWriterTest, OptionsReachThePicture) {
  Stream out;
  WriterOptions options;
  options.title = "tool.bt";
  options.flame.icicle = true;
  const auto writer = MakeFlamegraphWriter(out, options);
  const std::string svg = End(*writer, out, {{"@us", true, Aggregation::Sum, {{Trace({"f"}), Int(1500)}}}});
  EXPECT_THAT(svg, HasSubstr(">tool.bt</text>"));
  EXPECT_THAT(svg, HasSubstr("unit=us\nicicle=1"));
  EXPECT_THAT(svg, HasSubstr(">1.5 ms in 1 stack</text>"));
  EXPECT_EQ(writer->Summary(), "");
}

TEST(FlamegraphWriterTest, DifferentUnitsAreSaid) {
  Stream out;
  const auto writer = MakeFlamegraphWriter(out);
  const std::string svg = End(*writer, out,
                              {{"@us", true, Aggregation::Sum, {{Trace({"f"}), Int(1500)}}},
                               {"@n", true, Aggregation::Count, {{Trace({"f"}), Int(2)}}}});
  EXPECT_THAT(svg, HasSubstr("unit=\n"));
  EXPECT_THAT(writer->Summary(), HasSubstr("different units"));
}

}  // namespace
}  // namespace sonde::output
