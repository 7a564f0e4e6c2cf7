// Tests of src/base/source.h.
#include "base/source.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Source, PositionsCountFromOne) {
  const Source source("stdin", "ab\ncd\n\nx");
  EXPECT_EQ(source.Position(0).line, 1u);
  EXPECT_EQ(source.Position(0).column, 1u);
  EXPECT_EQ(source.Position(3).line, 2u);
  EXPECT_EQ(source.Position(4).column, 2u);
  EXPECT_EQ(source.Position(6).line, 3u);
  EXPECT_EQ(source.Position(7).line, 4u);
  EXPECT_EQ(source.Position(8).column, 2u) << "the end of the text is a position";
}

TEST(Source, LinesHaveNoNewline) {
  const Source source("stdin", "ab\ncd\n\nx");
  EXPECT_EQ(source.Line(1), "ab");
  EXPECT_EQ(source.Line(3), "");
  EXPECT_EQ(source.Line(4), "x");
  EXPECT_EQ(source.Line(0), "");
  EXPECT_EQ(source.Line(9), "");
}

TEST(Source, SliceStaysInside) {
  const Source source("stdin", "abc");
  EXPECT_EQ(source.Slice({1, 2}), "b");
  EXPECT_EQ(source.Slice({2, 99}), "c");
  EXPECT_EQ(source.Slice({50, 99}), "");
}

TEST(Source, ImportedFilesHaveLinesOfTheirOwn) {
  Source source("main.bt", "ab\nc");
  EXPECT_EQ(source.Add("lib.bt", "x\nyz\n"), 1U);
  EXPECT_EQ(source.Add("empty.bt", ""), 2U);
  const SourceRange lib = source.files()[1].range;
  EXPECT_EQ(source.Slice(lib), "x\nyz\n");
  EXPECT_EQ(source.FileAt(0), 0U);
  EXPECT_EQ(source.FileAt(4), 0U) << "the end of a file belongs to it";
  EXPECT_EQ(source.FileAt(lib.begin), 1U);
  EXPECT_EQ(source.FileAt(lib.end), 1U);
  EXPECT_EQ(source.FileAt(source.files()[2].range.begin), 2U);
  EXPECT_EQ(source.Position(lib.begin + 3).line, 2U);
  EXPECT_EQ(source.Position(lib.begin + 3).column, 2U);
  EXPECT_EQ(source.Line(2, 1), "yz");
  EXPECT_EQ(source.Line(2), "c");
  EXPECT_EQ(source.name(), "main.bt");
}

}  // namespace
}  // namespace sonde
