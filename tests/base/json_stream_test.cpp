// Tests of the layout of JSON: what stands between values, and lines after one another.
#include "base/json_stream.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(JsonStreamTest, SpacesBetweenMembersAndNoneBetweenElements) {
  std::string out;
  JsonStream json(out);
  json.StartObject();
  json.Key("a");
  json.StartArray();
  json.Integer(1, false);
  json.Bool(true);
  json.StartObject();
  json.EndObject();
  json.StartArray();
  json.EndArray();
  json.EndArray();
  json.Key("b, c: d");
  json.StartObject();
  json.Key("e");
  json.Null();
  json.Key("f");
  json.Float(0.5, false);
  json.Key("g");
  json.Integer(static_cast<uint64_t>(-7), true);
  json.EndObject();
  json.EndObject();
  EXPECT_EQ(out, "{\"a\": [1,true,{},[]], \"b, c: d\": {\"e\": null, \"f\": 0.5, \"g\": -7}}");
}

TEST(JsonStreamTest, IndentedHasALinePerMemberAndElement) {
  std::string out;
  JsonStream json(out, JsonLayout::Indented);
  json.StartObject();
  json.Key("a");
  json.StartArray();
  json.Integer(1, false);
  json.StartObject();
  json.Key("b");
  json.Bool(false);
  json.EndObject();
  json.EndArray();
  json.Key("c");
  json.StartArray();
  json.EndArray();
  json.EndObject();
  EXPECT_EQ(out, R"({
  "a": [
    1,
    {
      "b": false
    }
  ],
  "c": []
})");
}

TEST(JsonStreamTest, ALineIsAValueByItself) {
  std::string out;
  JsonStream json(out);
  json.StartArray();
  json.EndArray();
  out += '\n';
  json.Restart();
  json.String("x");
  EXPECT_EQ(out, "[]\n\"x\"");
}

TEST(JsonStreamTest, NumbersThatDoublesCannotHoldAreStrings) {
  std::string out;
  JsonStream json(out);
  json.StartArray();
  json.Integer(UINT64_MAX, false);
  json.Integer(UINT64_MAX, true);
  json.Integer((uint64_t{1} << 53) + 1, true);
  json.Integer(uint64_t{1} << 53, true);
  json.EndArray();
  EXPECT_EQ(out, "[\"18446744073709551615\",-1,\"9007199254740993\",9007199254740992]");
}

}  // namespace
}  // namespace sonde
