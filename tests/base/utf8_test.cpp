// Tests of making text UTF-8.
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

std::string Made(std::string_view text) {
  std::string out;
  AppendUtf8(out, text);
  return out;
}

TEST(Utf8Test, KeepsWhatIsUtf8) {
  EXPECT_EQ(Made(""), "");
  EXPECT_EQ(Made("a\n\"\x01"), "a\n\"\x01");
  EXPECT_EQ(Made("\u00e4\u20ac\U0001f600"), "\u00e4\u20ac\U0001f600");
  EXPECT_EQ(Made(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

TEST(Utf8Test, ReplacesEachOtherByte) {
  EXPECT_EQ(Made("a\xff"
                 "b"),
            "a\ufffd"
            "b");
  EXPECT_EQ(Made("\xc3"), "\ufffd") << "cut";
  EXPECT_EQ(Made("\xed\xa0\x80"), "\ufffd\ufffd\ufffd") << "half of a pair of UTF-16";
  EXPECT_EQ(Made("\xc0\x80"), "\ufffd\ufffd") << "longer than needed";
}

}  // namespace
}  // namespace sonde
