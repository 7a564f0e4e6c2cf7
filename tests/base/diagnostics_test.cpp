// Tests of src/base/diagnostics.h.
#include "base/diagnostics.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Diagnostics, PointsAtTheRange) {
  const Source source("stdin", "begin { $x }");
  Diagnostics diags;
  diags.Report(DiagId::SyntaxError, {8, 10}, {"no such thing"}).Hint("try another");
  EXPECT_TRUE(diags.has_errors());
  EXPECT_EQ(RenderAll(diags, Severity::Error, source),
            "stdin:1:9-11: ERROR: syntax: no such thing\n"
            "begin { $x }\n"
            "        ~~\n"
            "HINT: try another\n");
}

TEST(Diagnostics, SeveralLinesHaveNoMarks) {
  const Source source("a.bt", "one\n\ttwo\n");
  Diagnostics diags;
  diags.Report(DiagId::SyntaxError, {0, 8}, {"x"}).Note({5, 8}, "first here");
  EXPECT_EQ(RenderAll(diags, Severity::Error, source),
            "a.bt:1-2: ERROR: syntax: x\none\n    two\na.bt:2:2-5: first here\n    two\n    ~~~\n");
}

TEST(Diagnostics, AtTheEndOfInputTheMarkerLineIsBlank) {
  const Source source("stdin", "begin {");
  Diagnostics diags;
  diags.Report(DiagId::SyntaxError, {7, 7}, {"expected '}'"});
  EXPECT_EQ(RenderAll(diags, Severity::Error, source),
            "stdin:1:8-8: ERROR: syntax: expected '}'\nbegin {\n       \n");
}

}  // namespace
}  // namespace sonde
