// Tests of values and strings as JSON, against cli-and-output.md 13.2.
#include "output/json_text.h"

#include <gtest/gtest.h>

#include <cmath>

#include "values.h"

namespace sonde::output {
namespace {

TEST(JsonTest, Values) {
  EXPECT_EQ(Json({}), "null");
  EXPECT_EQ(Json(Int(-3)), "-3");
  EXPECT_EQ(Json(Int(INT64_MAX)), "\"9223372036854775807\"");
  EXPECT_EQ(Json(Unsigned(9007199254740993ULL)), "\"9007199254740993\"");
  EXPECT_EQ(Json(Unsigned(9223372036854775808ULL)), "9223372036854775808");
  EXPECT_EQ(Json(Int(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(Json({true}), "true");
  EXPECT_EQ(Json({Float{0.5, false}}), "0.5");
  EXPECT_EQ(Json({Float{1e300, false}}), "1e+300");
  EXPECT_EQ(Json({Float{HUGE_VAL, false}}), "\"inf\"");
  EXPECT_EQ(Json({Float{NAN, false}}), "\"nan\"");
  EXPECT_EQ(Json({Pointer{16}}), "16");
  EXPECT_EQ(Json({EnumValue{2, "TWO"}}), "2");
  EXPECT_EQ(Json(Buf("a\xff")), "[97,-1]");
  EXPECT_EQ(Json(Buf("")), "[]");
  EXPECT_EQ(Json({Record{{{"a", Int(1)}, {"b", Arr({Int(2), Int(3)})}}}}), "{\"a\": 1, \"b\": [2,3]}");
}

TEST(JsonTest, Strings) {
  EXPECT_EQ(Json(Str("\"\\\n\r\t\x01\x7f/")), "\"\\\"\\\\\\n\\r\\t\\u0001\x7f/\"");
  EXPECT_EQ(Json(Str("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80")),
            "\"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\"");
  EXPECT_EQ(Json(Str("a\xff\xc3")), "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(Json(Str("\xed\xa0\x80")), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // a lone surrogate
  EXPECT_EQ(Json(Str("\xc0\x80")), "\"\xef\xbf\xbd\xef\xbf\xbd\"");                  // overlong
}

}  // namespace
}  // namespace sonde::output
