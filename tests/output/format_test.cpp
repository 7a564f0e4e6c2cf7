// Tests of printf formatting against functions.md 2.2.
#include "output/format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "values.h"

namespace sonde::output {
namespace {

std::string Print(std::string_view format, std::vector<Value> args = {}, TextOptions options = {}) {
  std::string out;
  Formatter(format).Append(out, args, options);
  return out;
}

TEST(FormatTest, LiteralsAndPercent) {
  EXPECT_EQ(Print("a%%b"), "a%b");
  EXPECT_EQ(Print("%5%|%-%"), "%|%");
  EXPECT_EQ(Print("%q %z % "), "%q %z % ");
  EXPECT_EQ(Print("%#-8x %0-5d % +d"), "%#-8x %0-5d % +d");
  EXPECT_EQ(Print("%"), "%");
  EXPECT_EQ(Print("%d"), "!{missing argument}");
}

TEST(FormatTest, IntegersAreCutToTheirLength) {
  EXPECT_EQ(Print("%d", {Int(-5)}), "-5");
  EXPECT_EQ(Print("%d", {Unsigned(0x1ffffffffULL)}), "-1");
  EXPECT_EQ(Print("%u", {Int(-1)}), "4294967295");
  EXPECT_EQ(Print("%lu", {Int(-1)}), "18446744073709551615");
  EXPECT_EQ(Print("%lld %jd %zd %td", {Int(1LL << 40), Int(1LL << 40), Int(1LL << 40), Int(1LL << 40)}),
            "1099511627776 1099511627776 1099511627776 1099511627776");
  EXPECT_EQ(Print("%hd %hhd", {Int(65535), Int(255)}), "-1 -1");
  EXPECT_EQ(Print("%Ld", {Unsigned(0x100000001ULL)}), "1");
  EXPECT_EQ(Print("%i", {Int(3)}), "3");
  EXPECT_EQ(Print("%x %X %o", {Int(255), Int(255), Int(8)}), "ff FF 10");
  EXPECT_EQ(Print("%d %d %d", {Value{true}, Value{Pointer{7}}, Value{EnumValue{4, "FOUR"}}}), "1 7 4");
}

TEST(FormatTest, Flags) {
  EXPECT_EQ(Print("%+d %+d %+u %+x", {Int(5), Int(-5), Int(5), Int(5)}), "+5 -5 5 5");
  EXPECT_EQ(Print("%#x %#X %#o %#x", {Int(255), Int(255), Int(8), Int(0)}), "0xff 0XFF 010 0");
  EXPECT_EQ(Print("%05d|%+05d|%#08x", {Int(-5), Int(5), Int(255)}), "000-5|000+5|00000xff");
  EXPECT_EQ(Print("%05s|%-05d|", {Str("abc"), Int(-5)}), "00abc|-5000|");
  EXPECT_EQ(Print("%5d|%-5d", {Int(1), Int(1)}), "    1|1    ");
  EXPECT_EQ(Print("% d", {Int(1)}), "1");
  EXPECT_EQ(Print("%+s", {Int(1)}), "+1");
}

TEST(FormatTest, CharactersPointersStrings) {
  EXPECT_EQ(Print("%c|%3c|%lc", {Int('A'), Int('B'), Int('C')}), "A|  B|C");
  EXPECT_EQ(Print("%p %p %20p|", {Unsigned(0xffffffffffffULL), Int(0), Int(16)}),
            "0xffffffffffff 0                 0x10|");
  EXPECT_EQ(Print("%-8s|%8s", {Str("ab"), Str("ab")}), "ab      |      ab");
  EXPECT_EQ(Print("%s %s %s %s", {Int(-1), Value{true}, Value{Pointer{0}}, Value{EnumValue{4, "FOUR"}}}),
            "-1 true 0x0 FOUR");
}

// As in C: the least number of digits, the largest number of bytes of a text.
TEST(FormatTest, Precision) {
  EXPECT_EQ(Print("%.3d|%.3d|%.1d|%.0d|%.d", {Int(7), Int(-7), Int(42), Int(0), Int(0)}), "007|-007|42||");
  EXPECT_EQ(Print("%.2x|%#.4x|%.3o|%#.3o|%.4u", {Int(5), Int(255), Int(8), Int(8), Int(9)}),
            "05|0x00ff|010|010|0009");
  EXPECT_EQ(Print("%6.3d|%-6.3d|", {Int(7), Int(7)}), "   007|007   |");
  EXPECT_EQ(Print("%.2s|%.0s|%.9s|%5.2s|", {Str("abcd"), Str("abcd"), Str("abcd"), Str("abcd")}),
            "ab||abcd|   ab|");
  EXPECT_EQ(Print("%.1s", {Int(42)}), "42");  // of texts only
}

TEST(FormatTest, WidthAndPrecisionFromArguments) {
  EXPECT_EQ(Print("%*d|%*d|", {Int(4), Int(7), Int(-4), Int(7)}), "   7|7   |");
  EXPECT_EQ(Print("%*s|%-*s|", {Int(4), Str("ab"), Int(4), Str("ab")}), "  ab|ab  |");
  EXPECT_EQ(Print("%.*s|%.*s|", {Int(2), Str("abcd"), Int(-1), Str("abcd")}), "ab|abcd|");
  EXPECT_EQ(Print("%*.*s|", {Int(5), Int(2), Str("abcd")}), "   ab|");
  EXPECT_EQ(Print("%.*d", {Int(3), Int(7)}), "007");
  EXPECT_EQ(Print("%*d|", {Unsigned(0xfffffffcU), Int(7)}), "7   |");  // an int, as in C
  EXPECT_EQ(Print("%*s|%s", {Int(3), Tup({Int(1), Int(2)}), Str("x")}), "  (1, 2)|x");
  EXPECT_EQ(Print("%*d", {Int(int64_t{1} << 40), Int(7)}), "7");
  EXPECT_EQ(Print("%*d", {Int(1000000), Int(7)}).size(), 65535U);
  EXPECT_EQ(Print("%*d", {Int(3)}), "!{missing argument}");
}

// Against the C library, for every combination of flags, width, precision and conversion that the grammar
// has.
TEST(FormatTest, FloatingPointAsInC) {
  const double numbers[] = {
      0.0, -0.0, 1.0, -1.5, 0.1, 1e-7, 123456.789, 1e22, 5e-324, 1.7976931348623157e308, HUGE_VAL, -HUGE_VAL};
  size_t compared = 0;
  for (const char* left : {"", "-"}) {
    for (const char* plus : {"", "+"}) {
      for (const char* space : {"", " "}) {
        for (const char* alternate : {"", "#"}) {
          for (const char* zero : {"", "0"}) {
            for (const char* size : {"", "12", ".0", ".3", "9.2", "30.20", "."}) {
              for (const char conversion : std::string("fFeEgGaA")) {
                const std::string format =
                    std::string("%") + left + plus + space + alternate + zero + size + conversion;
                for (const double number : numbers) {
                  char expected[512];
                  snprintf(expected, sizeof(expected), format.c_str(), number);
                  ASSERT_EQ(Print(format, {Value{Float{number, false}}}), expected) << format;
                  ++compared;
                }
              }
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(compared, 32U * 7 * 8 * 12);
  EXPECT_EQ(
      Print("%*.*f|%-*.1f|", {Int(8), Int(2), Value{Float{3.14159, false}}, Int(6), Value{Float{2.5, true}}}),
      "    3.14|2.5   |");
  EXPECT_EQ(Print("%s %5s|", {Value{Float{0.1F, true}}, Value{Float{0.5, false}}}), "0.1   0.5|");
}

TEST(FormatTest, WidthOfCompositesIsOfTheirFirstPiece) {
  EXPECT_EQ(Print("%5s", {Tup({Int(1), Int(2)})}), "    (1, 2)");
  EXPECT_EQ(Print("%-5s", {Tup({Int(1), Int(2)})}), "(    1, 2)");
  EXPECT_EQ(Print("%s", {Arr({Int(1), Int(2)})}), "[1,2]");
  EXPECT_EQ(Print("%10s|", {Value{Symbol{{.symbol = "main"}}}}), "      main|");
}

TEST(FormatTest, Buffers) {
  const Value buffer = Buf(std::string("a\n\xfe", 3));
  EXPECT_EQ(Print("%r", {buffer}), "a\\x0a\\xfe");
  EXPECT_EQ(Print("%rx", {buffer}), "\\x61\\x0a\\xfe");
  EXPECT_EQ(Print("%rh|%rh", {buffer, Buf("")}), "61 0a fe|");
  EXPECT_EQ(Print("%s", {buffer}), "a\\x0a\\xfe");
  EXPECT_EQ(Print("%r", {Int(1)}), "!{invalid buffer conversion: 1}");
}

TEST(FormatTest, GfpFlags) {
  EXPECT_EQ(Print("%gr", {Int(0)}), "0");
  EXPECT_EQ(Print("%gr", {Unsigned(0xcc0)}), "GFP_KERNEL");
  EXPECT_EQ(Print("%gr", {Unsigned(0xdc0 | (1ULL << 40))}), "GFP_KERNEL|__GFP_ZERO|0x10000000000");
  EXPECT_EQ(Print("%gr", {Value{true}}), "!{invalid GFP flags conversion: true}");
}

TEST(FormatTest, UnfitArgumentsShowAReason) {
  EXPECT_EQ(Print("%d", {Str("x")}), "!{invalid integer conversion: x}");
  EXPECT_EQ(Print("%f", {Int(1)}), "!{invalid floating-point conversion: 1}");
  EXPECT_EQ(Print("%d", {Value{Float{1.5, false}}}), "!{invalid integer conversion: 1.5}");
  EXPECT_EQ(ParseFormat("%n")[0].conv, FormatConv::Unsupported);
  EXPECT_EQ(ParseFormat("%lg")[0].text, "g");
}

TEST(FormatTest, ControlCharactersOfValuesAreEscapedOnDemand) {
  EXPECT_EQ(Print("\x1b[0m%s\n", {Str("a\x1b[2Jb\tc\x7f")}, {.escape_controls = true}),
            "\x1b[0ma\\x1b[2Jb\tc\\x7f\n");
  EXPECT_EQ(Print("%s", {Str("a\x1b")}), "a\x1b");
}

TEST(FormatTest, PiecesKeepWhatSemaAsksFor) {
  const auto pieces = ParseFormat("pid %-6d%s%%\n");
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[0].text, "pid ");
  EXPECT_TRUE(pieces[1].left);
  EXPECT_EQ(pieces[1].width, 6U);
  EXPECT_EQ(pieces[1].text, "d");
  EXPECT_EQ(pieces[2].conv, FormatConv::Text);
  EXPECT_EQ(pieces[3].text, "%\n");
}

}  // namespace
}  // namespace sonde::output
