// Tests of src/base/fix_its.h.
#include "base/fix_its.h"

#include <gtest/gtest.h>

#include "base/script_file.h"

namespace sonde {
namespace {

constexpr DiagId kError = DiagId::UndefinedVariable;
constexpr DiagId kWarning = DiagId::ConfigRenamed;

std::string Repaired(const Diagnostics& diagnostics, const Source& source) {
  return ApplyFixes(source.text(), GatherFixes(diagnostics, source).edits);
}

TEST(FixIts, SeveralInOneFile) {
  const Source source("a.bt", "begin { $a; $b; $c }");
  Diagnostics diagnostics;
  diagnostics.Report(kError, {16, 18}).Fix({16, 18}, "$count");  // later places may come first
  diagnostics.Report(kError, {8, 10}).Fix({8, 10}, "@");
  diagnostics.Report(kWarning, {12, 14}).Fix({12, 12}, "str(").Fix({14, 14}, ")");
  EXPECT_EQ(Repaired(diagnostics, source), "begin { @; str($b); $count }");
  EXPECT_TRUE(GatherFixes(diagnostics, source).all_errors);
}

TEST(FixIts, WithoutAny) {
  const Source source("a.bt", "begin { $a }");
  Diagnostics diagnostics;
  EXPECT_EQ(Repaired(diagnostics, source), source.text());
  EXPECT_TRUE(GatherFixes(diagnostics, source).all_errors);
  diagnostics.Report(kWarning, {8, 10});
  EXPECT_TRUE(GatherFixes(diagnostics, source).all_errors);
  diagnostics.Report(kError, {8, 10});
  EXPECT_EQ(Repaired(diagnostics, source), source.text());
  EXPECT_FALSE(GatherFixes(diagnostics, source).all_errors);
}

TEST(FixIts, OneOfThoseThatOverlap) {
  const Source source("a.bt", "abcdef");
  Diagnostics diagnostics;
  diagnostics.Report(kError, {0, 4}).Fix({1, 3}, "-");
  diagnostics.Report(kError, {0, 4}).Fix({2, 4}, "+").Fix({5, 6}, "+");  // both of them or none
  EXPECT_EQ(Repaired(diagnostics, source), "a-def");
  EXPECT_FALSE(GatherFixes(diagnostics, source).all_errors);
  Diagnostics insertions;
  insertions.Report(kError, {0, 1}).Fix({1, 1}, "-");
  insertions.Report(kError, {0, 1}).Fix({1, 1}, "+");
  EXPECT_EQ(Repaired(insertions, source), "a-bcdef");
}

// A place that is checked in every probe that uses it.
TEST(FixIts, TheSameOnceOnly) {
  const Source source("a.bt", "abcdef");
  Diagnostics diagnostics;
  for (int probe = 0; probe < 3; ++probe)
    diagnostics.Report(kError, {0, 1}).Fix({1, 2}, "-").Fix({4, 4}, "+");
  EXPECT_EQ(Repaired(diagnostics, source), "a-cd+ef");
  EXPECT_TRUE(GatherFixes(diagnostics, source).all_errors);
}

TEST(FixIts, NeighboursDoNotOverlap) {
  const Source source("a.bt", "abcdef");
  Diagnostics diagnostics;
  diagnostics.Report(kError, {1, 3}).Fix({1, 3}, "-");
  diagnostics.Report(kError, {3, 4}).Fix({3, 4}, "+");
  EXPECT_EQ(Repaired(diagnostics, source), "a-+ef");
}

TEST(FixIts, BytesOfUtf8StayWhole) {
  const std::string text = "begin { print(\"\xc3\xa4\xe2\x82\xac\"); $a }";
  const Source source("a.bt", text);
  const auto at = static_cast<uint32_t>(text.find("$a"));
  Diagnostics diagnostics;
  diagnostics.Report(kError, {at, at + 2}).Fix({at, at + 2}, "$\xc3\xb6");
  EXPECT_EQ(Repaired(diagnostics, source), "begin { print(\"\xc3\xa4\xe2\x82\xac\"); $\xc3\xb6 }");
}

TEST(FixIts, ImportedFilesStayAsTheyAre) {
  Source source("a.bt", "$a;");
  source.Add("lib.bt", "$b; $c");
  const uint32_t begin = source.files()[1].range.begin;
  Diagnostics diagnostics;
  diagnostics.Report(kError, {0, 2}).Fix({0, 2}, "$x");
  diagnostics.Report(kError, {begin, begin + 2}).Fix({begin, begin + 2}, "$y");
  diagnostics.Report(kError, {begin + 4, begin + 6}).Fix({begin + 4, begin + 6}, "$z");
  diagnostics.Report(kError, {0, 1}).Fix({0, 1}, "x");
  diagnostics.Report(kError, {0, 1}).file = std::make_shared<Source>("x.h", "int");
  const GatheredFixes fixes = GatherFixes(diagnostics, source);
  EXPECT_EQ(fixes.edits, (std::vector<FixIt>{{{0, 2}, "$x"}}));
  EXPECT_EQ(fixes.elsewhere, std::vector<std::string>{"lib.bt"});
  EXPECT_FALSE(fixes.all_errors);
}

TEST(FixIts, LineEndsAndMarksOfTheFileStay) {
  const std::string bytes = std::string(kByteOrderMark) + "begin {\r\n  $a;\r\n\n  $b;\r}\r\n";
  const std::string text = CleanScript(bytes);
  const auto a = static_cast<uint32_t>(text.find("$a"));
  const auto b = static_cast<uint32_t>(text.find("$b"));
  const std::vector<FixIt> edits = {{{a, a + 2}, "$x"}, {{b, b + 2}, ""}};
  EXPECT_EQ(ApplyFixes(text, edits), "begin {\n  $x;\n\n  ;\r}\n");
  EXPECT_EQ(ApplyFixes(bytes, InFile(edits, bytes)),
            std::string(kByteOrderMark) + "begin {\r\n  $x;\r\n\n  ;\r}\r\n");
  const auto end = static_cast<uint32_t>(text.size());
  EXPECT_EQ(ApplyFixes(bytes, InFile({{{end, end}, "!"}}, bytes)), bytes + "!");
}

}  // namespace
}  // namespace sonde
