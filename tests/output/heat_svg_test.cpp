// Tests of heat maps as SVG; in a browser: tests/pictures/heatmap.
#include "output/pictures/heat_svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::output {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HeatSvgTest, EachCellSaysWhatItIs) {
  const HeatPanel panel{
      .title = "@h", .rows = {"[1]", "[2, 4)"}, .columns = {{0, 1000000000, {1, 3}}}, .most = 3, .total = 4};
  std::string out;
  AppendHeatSvg(out, {panel}, "title", "");
  EXPECT_THAT(out, HasSubstr(", [2, 4): 3 of 4, 75.00 %</title>"));
  EXPECT_THAT(out, HasSubstr("class=\"l9\" data-n=\"3\""));
  EXPECT_THAT(out, HasSubstr("class=\"l1\" data-n=\"1\""));
  EXPECT_THAT(out, Not(HasSubstr("http://www.w3.org/1999"))) << "nothing but the name of SVG";
}

TEST(HeatSvgTest, NamesAreNoMarkup) {
  const HeatPanel panel{.title = "@[\"><svg onload=x>]]>\xff\x1b]",
                        .rows = {"[1]"},
                        .columns = {{0, 1, {1}}},
                        .most = 1,
                        .total = 1};
  std::string out;
  AppendHeatSvg(out, {panel}, "</script><script>", "note & more");
  EXPECT_THAT(out, Not(HasSubstr("<svg onload")));
  EXPECT_THAT(out, HasSubstr("&lt;/script&gt;"));
  EXPECT_THAT(out, HasSubstr("note &amp; more"));
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace sonde::output
