// Tests of src/base/printable.h.
#include "base/printable.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

std::string Printable(std::string_view text, Newlines newlines = Newlines::Keep) {
  std::string out;
  AppendPrintable(out, text, newlines);
  return out;
}

// Every character up to the end of the first two planes: either it stays, or all of its bytes are escaped,
// and nothing that a terminal obeys stays.
TEST(Printable, EveryCharacter) {
  for (uint32_t code = 0; code < 0x20000; ++code) {
    if (code >= 0xd800 && code < 0xe000) continue;
    std::string text;
    if (code < 0x80) {
      text = {static_cast<char>(code)};
    } else if (code < 0x800) {
      text = {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
    } else if (code < 0x10000) {
      text = {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
              static_cast<char>(0x80 | (code & 63))};
    } else {
      text = {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)),
              static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
    }
    const std::string shown = Printable(text);
    const bool control = (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0);
    if (control) {
      EXPECT_EQ(shown.size(), 4 * text.size()) << code;
      EXPECT_EQ(shown.substr(0, 2), "\\x") << code;
    } else {
      EXPECT_TRUE(shown == text || shown.size() == 4 * text.size()) << code;
    }
  }
  EXPECT_EQ(Printable("h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), "h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
}

TEST(Printable, WhatIsNoUtf8) {
  EXPECT_EQ(Printable("\x9b"
                      "31m"),
            "\\x9b31m");  // C1 as a byte
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");             // and as a character
  EXPECT_EQ(Printable("\xc2"), "\\xc2");  // cut off: must not join what follows
  EXPECT_EQ(Printable("\xc0\x9b\xe0\x80\x9b"), "\\xc0\\x9b\\xe0\\x80\\x9b");  // overlong
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");                    // surrogate
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");           // beyond Unicode
}

TEST(Printable, WhatDeceives) {
  EXPECT_EQ(Printable("a\xe2\x80\xae"
                      "b"),
            "a\\xe2\\x80\\xae"
            "b");  // right-to-left override
  EXPECT_EQ(Printable("a\xe2\x80\xa8"
                      "b"),
            "a\\xe2\\x80\\xa8"
            "b");  // line separator
}

TEST(Printable, LineEnds) {
  EXPECT_EQ(Printable("a\tb\nc\r"), "a\tb\nc\\x0d");
  EXPECT_EQ(Printable("a\tb\nc", Newlines::Escape), "a\tb\\x0ac");
  EXPECT_EQ(OneLine("x\ny\r\033"), "x\\x0ay\\x0d\033");
}

TEST(Printable, QuotesForTheLanguage) {
  EXPECT_EQ(Quote("a\"b\\c\n\t\r"), R"("a\"b\\c\n\t\r")");
  EXPECT_EQ(Quote(std::string("\0\x1b\x1f ~\x7f\xff", 7)), R"("\x00\x1b\x1f ~\x7f\xff")");
  EXPECT_EQ(Quote(""), R"("")");
}

}  // namespace
}  // namespace sonde
