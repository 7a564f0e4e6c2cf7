// Tests of src/probes/parts.h: separators, quotes, parameters.
#include "probes/parts.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

// Parts joined with |, or the message.
std::string Split(const std::string& text, const std::vector<std::string>& positional = {},
                  const std::map<std::string, std::string>& named = {}) {
  Diagnostics diags;
  const auto parts = SplitParts(text, {0, static_cast<uint32_t>(text.size())}, {positional, named}, diags);
  if (!parts) return diags.all().at(0).message;
  std::string joined;
  for (const auto& part : *parts)
    joined += (part.separator != '\0' ? "|" : "") + part.text;
  return joined;
}

TEST(Parts, SeparateAtColonsAndAts) {
  EXPECT_EQ(Split("kprobe:vfs_read"), "kprobe|vfs_read");
  EXPECT_EQ(Split("uprobe:/bin/x@a.c:3"), "uprobe|/bin/x|a.c|3");
  EXPECT_EQ(Split("a::b:"), "a||b|");
  EXPECT_EQ(Split(""), "");
}

TEST(Parts, QuotesProtectAndVanish) {
  EXPECT_EQ(Split("uprobe:/bin/x:\"ns::fn(int)\""), "uprobe|/bin/x|ns::fn(int)");
  EXPECT_EQ(Split("uprobe:\"a b\":f"), "uprobe|a b|f");
  EXPECT_EQ(Split("\"i:ms:10\""), "i:ms:10");
  EXPECT_EQ(Split("u:x:f\"@@\"V2"), "u|x|f@@V2");
  EXPECT_EQ(Split("a:\"q\\\"b\\\\\""), "a|q\"b\\");
  EXPECT_EQ(Split("a:\"open"), "unterminated quote in attach point");
  EXPECT_EQ(Split("a:\"$1\"", {"x"}), "a|$1");
}

TEST(Parts, ParametersAreReplacedAndReadAgain) {
  EXPECT_EQ(Split("interval:s:$1", {"5"}), "interval|s|5");
  EXPECT_EQ(Split("$1:$2x", {"k:v", "f"}), "k|v|fx");
  EXPECT_EQ(Split("a:$3", {"5"}), "a|");
  EXPECT_EQ(Split("a:$2", {"5", "$1"}), "a|5");
  EXPECT_EQ(Split("a:$x"), "invalid trailing character for positional param: x");
  EXPECT_EQ(Split("a:$0"), "invalid trailing character for positional param: 0");
  EXPECT_EQ(Split("a:$"), "invalid trailing character for positional param: end of text");
  EXPECT_EQ(Split("a:$1", {"$1"}),
            "positional parameters of the attach point refer to each other without end");
}

TEST(Parts, NamesAreReplacedAndReadAgain) {
  EXPECT_EQ(Split("kprobe:$function", {}, {{"function", "ext4:ext4_*"}}), "kprobe|ext4|ext4_*");
  EXPECT_EQ(Split("k:$f:$f_2x", {}, {{"f", "a"}, {"f_2x", "b"}}), "k|a|b");
  EXPECT_EQ(Split("k:x$f+1", {}, {{"f", ""}}), "k|x+1");
  EXPECT_EQ(Split("k:$f", {"7"}, {{"f", "$1"}}), "k|7");
  EXPECT_EQ(Split("k:\"$f\"", {}, {{"f", "a"}}), "k|$f");
  EXPECT_EQ(Split("k:$f", {}, {{"g", "a"}}), "invalid trailing character for positional param: f");
  EXPECT_EQ(Split("k:$f", {}, {{"f", "$f"}}),
            "positional parameters of the attach point refer to each other without end");
}

TEST(Parts, WhatAHintSaysOfAName) {
  for (const bool known : {true, false}) {
    Diagnostics diags;
    EXPECT_FALSE(SplitParts("k:$f", {0, 4}, {{}, {}, known}, diags));
    EXPECT_EQ(diags.all().at(0).hints.at(0).starts_with("getopt(\"f\", \"\")"), known);
  }
}

TEST(Parts, ParametersAreFound) {
  const AttachWords words{{"a", ""}, {{"given", "x"}, {"none", ""}}};
  const auto find = [&](const char* text) {
    const ParameterUse use = FindParameters(text, words);
    return std::string(use.empty_positional != 0 ? "no " + std::to_string(use.empty_positional) + " " : "") +
           (use.empty_named ? "no " : "") + (use.named ? "name" : "");
  };
  EXPECT_EQ(find("k:$1"), "");
  EXPECT_EQ(find("k:$2"), "no 2 ");
  EXPECT_EQ(find("k:$3:$2"), "no 3 ");
  EXPECT_EQ(find("k:$given"), "name");
  EXPECT_EQ(find("k:$none"), "no name");
  EXPECT_EQ(find("k:$3$none"), "no 3 no name");
  EXPECT_EQ(find("k:"), "");
}

TEST(Parts, RangesPointIntoTheScript) {
  Diagnostics diags;
  const auto parts = SplitParts("k:\"a\":$1:z", {100, 110}, {{"long text"}, {}}, diags);
  ASSERT_EQ(parts->size(), 4u);
  EXPECT_EQ((*parts)[0].range, (SourceRange{100, 101}));
  EXPECT_EQ((*parts)[1].range, (SourceRange{102, 105}));
  EXPECT_EQ((*parts)[2].range, (SourceRange{106, 108}));
  EXPECT_EQ((*parts)[3].range, (SourceRange{109, 110}));
}

}  // namespace
}  // namespace sonde
