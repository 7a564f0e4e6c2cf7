// Tests of text made fit for the screen.
#include "live/lines.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <string>

namespace sonde::live {
namespace {

class LinesTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }
};

TEST_F(LinesTest, ColumnsAreCountedNotBytes) {
  EXPECT_EQ(Width("abc"), 3u);
  EXPECT_EQ(Width("\u00e4\u00f6"), 2u);
  EXPECT_EQ(Width("\u65e5\u672c"), 4u);  // two columns each
  EXPECT_EQ(Width("e\u0301"), 1u);       // an accent that joins the letter before
}

TEST_F(LinesTest, TextIsFilledUpOrCut) {
  EXPECT_EQ(Fit("abc", 5), "abc  ");
  EXPECT_EQ(Fit("abc", 5, Side::Right), "  abc");
  EXPECT_EQ(Fit("abc", 3), "abc");
  EXPECT_EQ(Fit("abcd", 3), "ab~");
  EXPECT_EQ(Fit("abc", 0), "");
  EXPECT_EQ(Fit("\u65e5\u672c\u8a9e", 5), "\u65e5\u672c~");
  EXPECT_EQ(Fit("\u65e5\u672c\u8a9e", 4), "\u65e5~ ");  // half of a character is none
  EXPECT_EQ(Width(Fit("\u65e5\u672c\u8a9e", 4)), 4u);
}

TEST_F(LinesTest, NothingThatOthersWroteCommandsTheTerminal) {
  EXPECT_EQ(Printable("a\x1b[2Jb\nc\td\xff"), "a\\x1b[2Jb\\x0ac d\\xff");
  EXPECT_EQ(Fit("a\x1b[31mb", 7), "a?[31mb");
  EXPECT_EQ(Fit("\xff\xfe", 2), "??");
}

TEST_F(LinesTest, OnlyColoursAreTakenOut) {
  EXPECT_EQ(WithoutColors("\x1b[1;31mERROR\x1b[0m: x"), "ERROR: x");
  EXPECT_EQ(WithoutColors("\x1b[2Jx"), "\x1b[2Jx");
  EXPECT_EQ(WithoutColors("x\x1b[31"), "x\x1b[31");
}

TEST_F(LinesTest, BarsHaveEighths) {
  EXPECT_EQ(Bar(1, 3), "\u2588\u2588\u2588");
  EXPECT_EQ(Bar(0.5, 3), "\u2588\u258c");
  EXPECT_EQ(Bar(0, 3), "");
  EXPECT_EQ(Bar(7, 2), "\u2588\u2588");
}

TEST_F(LinesTest, WithoutUnicodeThereIsAscii) {
  std::setlocale(LC_CTYPE, "C");
  EXPECT_EQ(Bar(0.5, 4), "##");
  EXPECT_EQ(Fit("\u00e4x", 3), "?x ");
}

// wchar_t is Unicode whatever the locale writes: an a umlaut would be two letters of Latin-1.
TEST_F(LinesTest, WhereTextIsNotUtf8OnlyAsciiIsShown) {
  char folder[] = "/tmp/sonde-lines-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = folder;
  for (const std::string charset : {"ISO-8859-1", "EUC-JP"}) {
    const std::string make = "localedef -i POSIX -f " + charset + " " + path + "/" + charset + " 2>/dev/null";
    if (std::system(make.c_str()) > 0x100) GTEST_SKIP() << "no localedef";
    setenv("LOCPATH", folder, 1);
    if (std::setlocale(LC_CTYPE, charset.c_str()) == nullptr) GTEST_SKIP() << "no " << charset;
    EXPECT_FALSE(HasUnicode());
    EXPECT_EQ(Fit("\u00e4b\u65e5", 4), "?b? ") << charset;
    EXPECT_EQ(Bar(1, 3), "###");
  }
  unsetenv("LOCPATH");
  (void)!std::system(("rm -r " + path).c_str());
}

}  // namespace
}  // namespace sonde::live
