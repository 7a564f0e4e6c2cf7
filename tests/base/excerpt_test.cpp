// Tests of src/base/excerpt.h.
#include "base/excerpt.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Excerpt, OfOneLine) {
  const Source source("a.bt", "begin {\n\tprint($x);\n}\n");
  const Excerpt excerpt = MakeExcerpt(source, {15, 17});
  EXPECT_EQ(PlaceText(excerpt), "a.bt:2:8-10");
  EXPECT_EQ(LinesText(excerpt), "    print($x);\n          ~~\n");
  EXPECT_EQ(PlaceAndLines(excerpt), "a.bt:2:8-10:\n    print($x);\n          ~~");
}

TEST(Excerpt, OfSeveralLines) {
  const Source source("a.bt", "begin {\n\tprint($x);\n}\n");
  const Excerpt excerpt = MakeExcerpt(source, {6, 21});
  EXPECT_EQ(PlaceText(excerpt), "a.bt:1-3");
  EXPECT_EQ(LinesText(excerpt), "begin {\n    print($x);\n}\n");
}

TEST(Excerpt, NamesTheImportedFile) {
  Source source("a.bt", "import \"b.bt\";");
  source.Add("b.bt", "macro m() { 1 }");
  const uint32_t begin = source.files()[1].range.begin;
  EXPECT_EQ(PlaceText(MakeExcerpt(source, {begin + 6, begin + 7})), "b.bt:1:7-8");
  // From one file into another: where it begins.
  EXPECT_EQ(PlaceText(MakeExcerpt(source, {7, begin + 7})), "a.bt:1:8-8");
}

TEST(Excerpt, OfLessThanAPlace) {
  EXPECT_EQ(PlaceText({}), "");
  EXPECT_EQ(PlaceText({"a.bt", 3, 0, 0, 0, "x;"}), "a.bt:3");
  EXPECT_EQ(LinesText({"a.bt", 3, 0, 0, 0, "x;"}), "x;\n");
  // Columns behind the end of the line mark nothing.
  EXPECT_EQ(LinesText({"a.bt", 3, 10, 3, 12, "x;"}), "x;\n  \n");
}

// A file's name cannot forge a message.
TEST(Excerpt, FileNamesStayOnTheirLine) {
  EXPECT_EQ(PlaceText({"a\nb", 1, 1, 1, 2, ""}), "a\\x0ab:1:1-2");
}

}  // namespace
}  // namespace sonde
