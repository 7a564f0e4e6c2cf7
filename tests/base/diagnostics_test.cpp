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

TEST(Diagnostics, KeepWhatFillsThem) {
  Diagnostics found;
  found.Report(DiagId::SyntaxError, {8, 10}, {"no such thing"}).Hint("try another");
  Diagnostics diags;
  diags.Add(found.all().front());
  EXPECT_TRUE(diags.has_errors());
  const Diagnostic& copy = diags.all().front();
  EXPECT_EQ(copy.args, std::vector<std::string>{"no such thing"});
  EXPECT_EQ(copy.message, found.all().front().message);
  EXPECT_EQ(copy.hints, found.all().front().hints);
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

TEST(Diagnostics, NameTheFileTheyAreIn) {
  Source source("main.bt", "import \"lib.bt\";");
  source.Add("lib.bt", "one\ntwo");
  const uint32_t lib = source.files()[1].range.begin;
  Diagnostics diags;
  diags.Report(DiagId::SyntaxError, {lib + 4, lib + 7}, {"x"}).Note({0, 6}, "from here");
  EXPECT_EQ(RenderAll(diags, Severity::Error, source),
            "lib.bt:2:1-4: ERROR: syntax: x\ntwo\n~~~\n"
            "main.bt:1:1-7: from here\nimport \"lib.bt\";\n~~~~~~\n");
  Diagnostics across;
  across.Report(DiagId::SyntaxError, {7, lib + 2}, {"x"});
  EXPECT_EQ(RenderAll(across, Severity::Error, source),
            "main.bt:1:8-8: ERROR: syntax: x\nimport \"lib.bt\";\n       \n")
      << "a range over two files is shown where it begins";
}

}  // namespace
}  // namespace sonde
