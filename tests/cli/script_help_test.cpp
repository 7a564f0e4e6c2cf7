// Tests of src/cli/script_help.h: what a script says of itself.
#include "cli/script_help.h"

#include <gtest/gtest.h>

#include "base/diagnostics.h"
#include "parser/parser.h"

namespace sonde {
namespace {

std::string Help(const std::string& text) {
  const Source source("tool.bt", text);
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  return ScriptHelp(program, source);
}

TEST(ScriptHelp, TheHeaderWithoutItsFrame) {
  EXPECT_EQ(
      Help("#!/usr/bin/env sonde\n/*\n * tool - a tool\n *\n *   indented\n */\n\n// not this\nbegin { }\n"),
      "tool - a tool\n\n  indented\n");
  EXPECT_EQ(Help("// tool - a tool\n// more\n\n// not this\nbegin { }"), "tool - a tool\nmore\n");
  EXPECT_EQ(Help("begin { } // not this"), "");
  EXPECT_EQ(Help(""), "");
}

TEST(ScriptHelp, OptionsWithDefaults) {
  EXPECT_EQ(
      Help(
          "/* t */ begin { $a = getopt(\"ms\", 10, \"at least\"); $b = getopt(\"all\"); "
          "print(getopt(\"name\", \"x\")); $c = getopt(\"ms\", 10); $d = getopt(\"on\", true, \"is on\"); }"),
      "t\n\nOptions:\n  --all\n  --ms=N       at least (default: 10)\n  --name=TEXT  (default: x)\n"
      "  --on         is on (default: true)\n");
}

TEST(ScriptHelp, OptionsOfFunctionsAndMacrosOfTheScript) {
  EXPECT_EQ(Help("fn f(): int64 { return getopt(\"deep\", 0, \"d\"); } begin { }"),
            "Options:\n  --deep=N  d (default: 0)\n");
}

TEST(ScriptHelp, DefaultOfAnEmptyTextIsNotShown) {
  EXPECT_EQ(Help("begin { print(getopt(\"name\", \"\", \"only this\")); }"),
            "Options:\n  --name=TEXT  only this\n");
}

}  // namespace
}  // namespace sonde
