// Tests of text made fit for the screen.
#include "live/lines.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
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

// A folder of locales that are not UTF-8, made for the test; scripts/test installs what they are made of.
class OtherLocalesTest : public LinesTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    ASSERT_NE(mkdtemp(folder_), nullptr);
    const std::string name = GetParam();
    const std::string make = "localedef -i POSIX -f " + name + " " + folder_ + "/" + name + " 2>/dev/null";
    constexpr int kWithWarnings = 0x100;  // status 1: it was written all the same
    const int status = std::system(make.c_str());
    setenv("LOCPATH", folder_, 1);
    if (status > kWithWarnings || std::setlocale(LC_CTYPE, name.c_str()) == nullptr)
      GTEST_SKIP() << "the package locales, of which " << name << " is made, is not installed";
  }
  void TearDown() override {
    LinesTest::TearDown();
    unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_);
  }
  char folder_[32] = "/tmp/sonde-lines-XXXXXX";
};

// wchar_t is Unicode whatever the locale writes: an a umlaut would be two letters of Latin-1.
TEST_P(OtherLocalesTest, OnlyAsciiIsShown) {
  EXPECT_FALSE(HasUnicode());
  EXPECT_EQ(Fit("\u00e4b\u65e5", 4), "?b? ");
  EXPECT_EQ(Bar(1, 3), "###");
}

INSTANTIATE_TEST_SUITE_P(Locales, OtherLocalesTest, testing::Values("ISO-8859-1", "EUC-JP"));

}  // namespace
}  // namespace sonde::live
