// Test of every row of shown_values.def: its text, JSON, and its place among keys.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "output/sort.h"
#include "output/text.h"
#include "values.h"

namespace sonde::output {
namespace {

struct Sample {
  Value value;
  std::string text;
  std::string json;
  Value greater;  // of the same row
};

Value Map(int64_t key) {
  MapData map{"@m", true, Aggregation::None, {{Int(key), Str("v")}}};
  return {WholeMap{std::make_shared<const MapData>(std::move(map))}};
}

std::vector<Sample> Samples() {
  return {
      {{}, "?", "null", {}},
      {Int(-3), "-3", "-3", Int(2)},
      {Unsigned(3), "3", "3", Unsigned(UINT64_MAX)},
      {{false}, "false", "false", {true}},
      {{Float{-0.5, false}}, "-0.5", "-0.5", {Float{0.25, false}}},
      {{Pointer{16}}, "0x10", "16", {Pointer{UINT64_MAX}}},
      {{EnumValue{1, "ONE"}}, "ONE", "1", {EnumValue{2, "AGAIN"}}},
      {Str("a b"), "a b", "\"a b\"", Str("b")},
      {Buf("a\xff"), "a\\xff", "[97,-1]", Buf("b")},
      {Name("f"), "f", "\"f\"", Name("g")},
      {Trace({"f"}), "\n        f+0\n", "\"\\n        f+0\\n\"", Trace({"g"})},
      {Arr({Int(1), Int(2)}), "[1,2]", "[1,2]", Arr({Int(1), Int(3)})},
      {Tup({Int(1), Str("b")}), "(1, b)", "[1,\"b\"]", Tup({Int(1), Str("c")})},
      {{Record{{{"a", Int(1)}}}}, "{ .a = 1 }", "{\"a\": 1}", {Record{{{"a", Int(2)}}}}},
      {Map(1), "@m[1]: v", "\"@m[1]: v\"", Map(2)},
  };
}

std::string Text(const Value& value) {
  std::string text;
  AppendText(text, value);
  return text;
}

class ShownValuesTest : public testing::TestWithParam<size_t> {};

TEST_P(ShownValuesTest, HasTextJsonAndOrder) {
  const std::vector<Sample> samples = Samples();
  const auto sample = std::find_if(samples.begin(), samples.end(),
                                   [](const Sample& s) { return s.value.data.index() == GetParam(); });
  ASSERT_NE(sample, samples.end()) << "no sample of row " << GetParam() << " of shown_values.def";
  EXPECT_EQ(Text(sample->value), sample->text);
  EXPECT_EQ(Json(sample->value), sample->json);
  MapData map{"@", true, Aggregation::None, {{sample->greater, Str("v")}, {sample->value, Str("v")}}};
  SortEntries(map);
  EXPECT_EQ(Text(map.entries[0].key), sample->text);
}

INSTANTIATE_TEST_SUITE_P(Rows, ShownValuesTest,
                         testing::Range(size_t{0}, std::variant_size_v<decltype(Value::data)>));

}  // namespace
}  // namespace sonde::output
