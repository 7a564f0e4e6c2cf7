// Tests of flame graphs as text; in a browser they are opened by tests/pictures/flamegraph.
#include "output/pictures/flame_svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "output/pictures/embedded.h"
#include "output/pictures/svg.h"
#include "values.h"

namespace sonde::output {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Xml(std::string_view text) {
  std::string out;
  AppendXml(out, text);
  return out;
}

TEST(SvgTest, TextIsNeverMarkup) {
  EXPECT_EQ(Xml("<a href=\"x\">'&'</a>]]>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;]]&gt;");
  EXPECT_EQ(Xml("a\n\t\x1b\xff\xc3\xa4"), "a\\x0a \\x1b\\xff\xc3\xa4");
  EXPECT_EQ(Xml("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbc"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbc");
}

TEST(SvgTest, ShortenedByCharacters) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abcd", 3), "ab…");
  EXPECT_EQ(Shortened("äöü", 3), "äöü");
  EXPECT_EQ(Shortened("äöüß", 3), "äö…");
  EXPECT_EQ(Characters("äöx"), 3);
}

TEST(SvgTest, Amounts) {
  EXPECT_EQ(AmountText(0, "samples"), "0 samples");
  EXPECT_EQ(AmountText(1234567, "samples"), "1,234,567 samples");
  EXPECT_EQ(AmountText(999, ""), "999");
  EXPECT_EQ(AmountText(1500, "ns"), "1.5 µs");
  EXPECT_EQ(AmountText(15, "ns"), "15 ns");
  EXPECT_EQ(AmountText(1234567, "us"), "1.23 s");
  EXPECT_EQ(AmountText(45678, "ms"), "45.7 s");
  EXPECT_EQ(AmountText(456789, "s"), "456789 s");
  EXPECT_EQ(AmountText(3 << 20, "bytes"), "3 MiB");
  EXPECT_EQ(AmountText(100, "bytes"), "100 bytes");
  EXPECT_EQ(ShareText(1, 8), "12.50 %");
  EXPECT_EQ(ShareText(0, 0), "0.00 %");
}

TEST(SvgTest, WhatIsEmbeddedFitsIntoADocument) {
  const std::string_view script = EmbeddedText("flamegraph.js"), style = EmbeddedText("flamegraph.css");
  EXPECT_THAT(std::string(script), HasSubstr("use strict"));
  EXPECT_THAT(std::string(script), Not(HasSubstr("]]>")));
  EXPECT_EQ(style.find_first_of("<&"), std::string_view::npos);
}

std::map<std::string, FoldedMap> Maps(MapData map) {
  std::map<std::string, FoldedMap> maps;
  if (auto folded = FoldStacks(map)) maps[map.name] = std::move(*folded);
  return maps;
}

std::string Svg(MapData map, const FlameLook& look = {}) {
  std::string out;
  AppendFlameSvg(out, MakeFlameTree(Maps(std::move(map)), look.reverse, nullptr), look);
  return out;
}

TEST(FlameSvgTest, SmallPicture) {
  MapData map{"@", true, Aggregation::Count, {}};
  map.entries.push_back({Trace({"b", "a"}), Int(3)});
  map.entries.push_back({Trace({"a"}), Int(1)});
  const std::string svg = Svg(map, {"a <title>", "samples", false, false, ""});
  EXPECT_THAT(svg, testing::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "));
  EXPECT_THAT(svg, testing::EndsWith("]]></script>\n</svg>\n"));
  EXPECT_THAT(svg, HasSubstr("<title>a &lt;title&gt;</title>"));
  EXPECT_THAT(svg, HasSubstr(">4 samples in 2 stacks</text>"));
  EXPECT_THAT(svg, HasSubstr("<metadata id=\"facts\">unit=samples\nicicle=0\n</metadata>"));
  EXPECT_THAT(svg, testing::ContainsRegex("<metadata id=\"names\">r0all\nk[0-3]a\nk[0-3]b</metadata>"));
  EXPECT_THAT(svg, HasSubstr("<metadata id=\"nodes\">0,4 1,4 2,3</metadata>"));
  EXPECT_EQ(svg, Svg(map, {"a <title>", "samples", false, false, ""}));
}

TEST(FlameSvgTest, NothingIsAPictureToo) {
  const std::string svg = Svg({"@", true, Aggregation::Count, {}});
  EXPECT_THAT(svg, HasSubstr(">0 in 0 stacks</text>"));
  EXPECT_THAT(svg, HasSubstr("<metadata id=\"nodes\">0,0</metadata>"));
}

// Stacks that share little, each as wide as a tenth of a pixel and more.
TEST(FlameSvgTest, TenThousandStacksAreLessThanAMegabyte) {
  constexpr int kStacks = 10000, kFrames = 30, kFunctions = 3000;
  std::mt19937 random(7);
  MapData map{"@", true, Aggregation::Count, {}};
  for (int i = 0; i < kStacks; ++i) {
    std::vector<std::string> symbols;
    for (int frame = 0; frame < kFrames; ++frame)
      symbols.push_back("a_function_with_some_name_" + std::to_string(random() % kFunctions));
    map.entries.push_back({Trace(std::move(symbols)), Int(1)});
  }
  const std::string svg = Svg(map);
  EXPECT_LT(svg.size(), 1000000);
  EXPECT_GT(svg.size(), 100000);
  EXPECT_THAT(
      svg, testing::ContainsRegex("left out: [0-9,]+ frames narrower than [0-9.]+ pixels, [0-9.]+ % of all"));
}

}  // namespace
}  // namespace sonde::output
