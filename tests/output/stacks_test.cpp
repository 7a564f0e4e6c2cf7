// Tests of stacks as rows of names.
#include "output/stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

using testing::ElementsAre;

// Innermost first, as stacks are.
Value Kernel(std::vector<std::string> symbols) {
  return Trace(std::move(symbols));
}
Value User(std::vector<std::string> symbols) {
  Value value = Trace(std::move(symbols));
  auto& stack = std::get<Stack>(value.data);
  stack.space = AddressSpace::User;
  for (Frame& frame : stack.frames)
    frame.space = AddressSpace::User;
  return value;
}
Frame& Innermost(Value& stack) {
  return std::get<Stack>(stack.data).frames.front();
}

MapData Counts(std::vector<std::pair<Value, uint64_t>> entries) {
  MapData map{"@m", true, Aggregation::Count, {}};
  for (auto& [key, count] : entries)
    map.entries.push_back({std::move(key), Unsigned(count)});
  return map;
}

std::vector<std::string> Lines(const FoldedMap& folded) {
  std::vector<std::string> lines;
  for (const StackRow& row : folded.rows) {
    std::string& line = lines.emplace_back();
    for (const uint32_t name : row.path)
      line += folded.names[name].text + std::string(SuffixOf(folded.names[name].kind)) + ";";
    line.back() = ' ';
    line += std::to_string(row.count);
  }
  return lines;
}
std::vector<std::string> Lines(const MapData& map) {
  const auto folded = FoldStacks(map);
  return folded ? Lines(*folded) : std::vector<std::string>{"none"};
}
std::string Line(Value key) {
  const auto lines = Lines(Counts({{std::move(key), 1}}));
  return lines.size() == 1 ? lines[0] : "not one line";
}

TEST(StacksTest, OneStack) {
  EXPECT_EQ(Line(Kernel({"c", "b", "a"})), "a_[k];b_[k];c_[k] 1");
  EXPECT_EQ(Line(User({"c", "b", "a"})), "a;b;c 1");
  EXPECT_EQ(Line(Kernel({})), "[no stack] 1");
}

TEST(StacksTest, UserBelowKernelWhicheverIsFirst) {
  EXPECT_EQ(Line(Tup({User({"write", "main"}), Kernel({"vfs_write"})})), "main;write;-;vfs_write_[k] 1");
  EXPECT_EQ(Line(Tup({Kernel({"vfs_write"}), User({"write", "main"})})), "main;write;-;vfs_write_[k] 1");
  EXPECT_EQ(Line(Tup({Kernel({"vfs_write"}), User({})})), "vfs_write_[k] 1");
  EXPECT_EQ(Line(Tup({User({"main"}), Kernel({})})), "main 1");
  EXPECT_EQ(Line(Tup({User({}), Kernel({}), Str("sh")})), "sh;[no stack] 1");
}

TEST(StacksTest, OtherPartsOfTheKeyAreFirst) {
  EXPECT_EQ(Line(Tup({Str("sh"), Int(7), User({"main"})})), "sh;7;main 1");
  EXPECT_EQ(Line(Tup({User({"main"}), Str("sh"), Kernel({"k"}), Int(7)})), "sh;7;main;-;k_[k] 1");
  const Value record{Record{{{"who", Str("sh")}, {"where", User({"main"})}}}};
  EXPECT_EQ(Line(record), "sh;main 1");
  EXPECT_EQ(Line(Tup({Tup({Str("sh"), Tup({Int(7), record})}), Arr({Int(1), Int(2)})})),
            "sh;7;sh;[1,2];main 1");
}

TEST(StacksTest, AFurtherStackOfAKindFollowsBehindAGap) {
  EXPECT_EQ(Line(Tup({Str("sleeper"), User({"main"}), Kernel({"schedule"}), Str("waker"), Kernel({"wake"})})),
            "sleeper;main;-;schedule_[k];--;waker;wake_[k] 1");
  EXPECT_EQ(Line(Tup({Kernel({"a"}), Kernel({"b"}), Kernel({"c"})})), "a_[k];--;b_[k];--;c_[k] 1");
  EXPECT_EQ(Line(Arr({Kernel({"a"}), Kernel({"b"})})), "a_[k];--;b_[k] 1");
}

TEST(StacksTest, KindsOfCode) {
  Value stack = User({"f", "main"});
  Innermost(stack).inlined = true;
  EXPECT_EQ(Line(stack), "main;f_[i] 1");
  Innermost(stack).inlined = false;
  Innermost(stack).jit = true;
  EXPECT_EQ(Line(stack), "main;f_[j] 1");
  stack = User({"ns::f(int)"});
  const auto folded = FoldStacks(Counts({{stack, 1}}));
  EXPECT_EQ(folded->names[0], (StackName{"ns::f(int)", CodeKind::Cpp, true}));
  stack = Kernel({""});
  Innermost(stack).address = 0xffff0001;
  EXPECT_EQ(Line(stack), "0xffff0001_[k] 1");
  EXPECT_FALSE(FoldStacks(Counts({{stack, 1}}))->names[0].known);
  std::get<Stack>(stack.data).unwind_failed = true;
  EXPECT_EQ(Line(stack), "[unwind failed];0xffff0001_[k] 1");
}

TEST(StacksTest, KindsAreReadBack) {
  for (const auto& [text, name, kind] : std::vector<std::tuple<std::string_view, std::string_view, CodeKind>>{
           {"f_[k]", "f", CodeKind::Kernel},
           {"f_[i]", "f", CodeKind::Inlined},
           {"f_[j]", "f", CodeKind::Jit},
           {"a::f", "a::f", CodeKind::Cpp},
           {"f", "f", CodeKind::User},
           {"_[k]", "_[k]", CodeKind::User},
           {"-", "-", CodeKind::Gap},
           {"--", "--", CodeKind::Gap}}) {
    std::string_view rest = text;
    EXPECT_EQ(TakeKind(rest), kind) << text;
    EXPECT_EQ(rest, name);
  }
}

TEST(StacksTest, NothingInANameBreaksALine) {
  EXPECT_EQ(Line(Tup({Str("a;b\nc\x1b[31m\xff"), User({"Lx/Y;.f\t\r"})})),
            "a:b\\x0ac\\x1b[31m\\xff;Lx/Y:.f \\x0d 1");
  EXPECT_EQ(Line(Tup({Str(""), User({"main"})})), "\"\";main 1");
  EXPECT_EQ(Line(Tup({Str("ein Wort \xc3\xa4"), User({"main"})})), "ein Wort \xc3\xa4;main 1");
}

TEST(StacksTest, RowsAreInOrderAndPathsOnce) {
  Value other = User({"b", "a"});
  Innermost(other).offset = 5;
  EXPECT_THAT(Lines(Counts({{User({"b", "a"}), 1}, {other, 2}, {User({"a"}), 4}, {User({"a", "a"}), 8}})),
              ElementsAre("a 4", "a;a 8", "a;b 3"));
}

TEST(StacksTest, Values) {
  EXPECT_EQ(Weight(Unsigned(5)), 5);
  EXPECT_EQ(Weight(Int(5)), 5);
  EXPECT_EQ(Weight(Unsigned(UINT64_MAX)), UINT64_MAX);
  EXPECT_EQ(Weight(Int(0)), std::nullopt);
  EXPECT_EQ(Weight(Int(-5)), std::nullopt);
  EXPECT_EQ(Weight(Str("5")), std::nullopt);
  EXPECT_EQ(Weight(Hist({1, 0, 2})), 3);
  EXPECT_EQ(Weight(Statistics{true, 3, 12}), 12);
  EXPECT_EQ(Weight(Statistics{true, 3, static_cast<uint64_t>(-12)}), std::nullopt);
  EXPECT_EQ(Weight(TimeSeries{}), std::nullopt);
  const auto folded = FoldStacks(Counts({{User({"a"}), 0}, {User({"b"}), 1}}));
  EXPECT_THAT(Lines(*folded), ElementsAre("b 1"));
  EXPECT_EQ(folded->left_out, 1);
}

TEST(StacksTest, MapsThatHaveNoRows) {
  EXPECT_THAT(Lines(Counts({})), ElementsAre("none"));
  EXPECT_THAT(Lines(Counts({{Str("a"), 1}})), ElementsAre("none"));
  for (const Aggregation function : {Aggregation::Min, Aggregation::Max, Aggregation::Tseries}) {
    MapData map = Counts({{User({"a"}), 1}});
    map.function = function;
    EXPECT_THAT(Lines(map), ElementsAre("none"));
  }
}

}  // namespace
}  // namespace sonde::output
