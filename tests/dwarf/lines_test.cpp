// Source lines to places. Lines are found in the sources by what stands in them.
#include "dwarf/source_lines.h"
#include "samples.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

uint32_t LineWith(const std::string& file, const std::string& text) {
  std::ifstream source(file);
  uint32_t number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.find(text) != std::string::npos) return number;
  }
  return 0;
}

const std::string kArgs = SONDE_TEST_DIR "/programs/args.c";
const std::string kShapes = SONDE_TEST_DIR "/dwarf/samples/shapes.cpp";

class LinesTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LinesTest, AStatement) {
  const std::string path = Sample(GetParam(), "args0");
  const auto info = MakeDwarf(path);
  const ElfFunction many = SymbolOf(path, "many");
  const uint32_t line = LineWith(kArgs, "j->value");
  for (const std::string& file : {std::string("args.c"), std::string("programs/args.c")}) {
    const auto places = info->PlacesOf(file, line, 0);
    ASSERT_TRUE(places.ok()) << places.error().Text();
    ASSERT_EQ(places->size(), 1U);
    EXPECT_GT(places->at(0).address, many.address);
    EXPECT_LT(places->at(0).address, many.address + many.size);
    // In a package there may be no telling: see Unit::cut.
    if (GetParam() != "clang5dwp") {
      EXPECT_EQ(places->at(0).function, "many");
    }
  }
}

TEST_P(LinesTest, AFunctionsFirstLineIsItsEntry) {
  const std::string path = Sample(GetParam(), "args0");
  const auto info = MakeDwarf(path);
  const auto places = info->PlacesOf("args.c", LineWith(kArgs, "TRACED void many"), 0);
  ASSERT_TRUE(places.ok()) << places.error().Text();
  EXPECT_EQ(places->at(0).address, SymbolOf(path, "many").address);
}

TEST_P(LinesTest, EveryInlinedCallIsAPlace) {
  const auto info = MakeDwarf(Sample(GetParam(), "shapes"));
  const auto places = info->PlacesOf("shapes.cpp", LineWith(kShapes, "sink = value + 1;"), 0);
  ASSERT_TRUE(places.ok()) << places.error().Text();
  EXPECT_EQ(places->size(), 2U);
  EXPECT_EQ(places->at(0).function, "only_inlined");
}

TEST_P(LinesTest, WhatIsNotThere) {
  const auto info = MakeDwarf(Sample(GetParam(), "args"));
  EXPECT_EQ(info->PlacesOf("no.c", 1, 0).error().Text(), "No compilation unit matches no.c");
  EXPECT_EQ(info->PlacesOf("rgs.c", 1, 0).error().Text(), "No compilation unit matches rgs.c");
  EXPECT_EQ(info->PlacesOf("args.c", 1, 0).error().Text(), "Unable to map 'args.c:1' to address");
  EXPECT_EQ(info->PlacesOf("args.c", 4000000000, 0).error().Text(),
            "Unable to map 'args.c:4000000000' to address");
  const uint32_t line = LineWith(kArgs, "j->value");
  EXPECT_FALSE(info->PlacesOf("args.c", line, 4000).ok());
}

INSTANTIATE_TEST_SUITE_P(Forms, LinesTest, ::testing::ValuesIn(Forms()));

TEST(SourceFile, MatchesWholePartsOfAPath) {
  using dwarf::IsSourceFile;
  EXPECT_TRUE(IsSourceFile("/home/me/t.c", "t.c"));
  EXPECT_TRUE(IsSourceFile("/home/me/t.c", "me/t.c"));
  EXPECT_TRUE(IsSourceFile("/home/me/t.c", "/home/me/t.c"));
  EXPECT_TRUE(IsSourceFile("t.c", "./t.c"));
  EXPECT_FALSE(IsSourceFile("/home/me/at.c", "t.c"));
  EXPECT_FALSE(IsSourceFile("/home/me/t.c", "/me/t.c"));
  EXPECT_FALSE(IsSourceFile("/home/me/t.c", ""));
}

}  // namespace
}  // namespace sonde::test
