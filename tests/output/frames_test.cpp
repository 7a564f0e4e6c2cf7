// Tests of stacks and symbols: their text in each mode, JSON and order.
#include "output/frames.h"

#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

const Frame kKernel{.address = 0xffffffff81000001, .symbol = "do_nanosleep", .offset = 1, .module = "sched"};
const Frame kUser{
    .address = 0x55d0c0de1000, .symbol = "main", .module = "/usr/bin/app", .space = AddressSpace::User};
const Frame kUnknown{.address = 0x7f00deadbeef, .space = AddressSpace::User};

std::string Text(const Value& value, TextOptions options = {}) {
  std::string text;
  AppendText(text, value, options);
  return text;
}

Value StackOf(StackMode mode, std::vector<Frame> frames, bool failed = false) {
  return {Stack{.mode = mode, .frames = std::move(frames), .unwind_failed = failed}};
}

TEST(FramesTest, DefaultMode) {
  const Value stack = StackOf(StackMode::Default, {kKernel, kUnknown}, true);
  EXPECT_EQ(Text(stack), "\n        do_nanosleep+1\n        0x7f00deadbeef\n        <unwind failure>\n");
  EXPECT_EQ(Json(stack),
            "\"\\n        do_nanosleep+1\\n        0x7f00deadbeef\\n        <unwind failure>\\n\"");
  EXPECT_EQ(JsonKey(stack), "\"\\ndo_nanosleep+1\\n0x7f00deadbeef\\n<unwind failure>\\n\"");
  EXPECT_EQ(Text(Tup({stack, Int(1)})),
            "(\n        do_nanosleep+1\n        0x7f00deadbeef\n        <unwind failure>\n, 1)");
}

TEST(FramesTest, SourcesAndInlinedFunctions) {
  Frame copy{.address = 1, .symbol = "helper", .offset = 7, .file = "/src/a.c", .line = 10, .inlined = true};
  Frame caller{.address = 1, .symbol = "caller", .offset = 37, .file = "/src/a.c", .line = 22};
  EXPECT_EQ(Text(StackOf(StackMode::Default, {copy, caller})),
            "\n        [inlined] helper@/src/a.c:10\n        caller+37@/src/a.c:22\n");
}

TEST(FramesTest, PerfMode) {
  const Value stack = StackOf(StackMode::Perf, {kKernel, kUser, kUnknown});
  EXPECT_EQ(Text(stack),
            "\n\tffffffff81000001 do_nanosleep+1\n\t55d0c0de1000 main+0 (/usr/bin/app)\n"
            "\t7f00deadbeef 0x7f00deadbeef ([unknown])\n");
  EXPECT_EQ(JsonKey(stack),
            "\"\\n\\tffffffff81000001 do_nanosleep+1\\n\\t55d0c0de1000 main+0 (/usr/bin/app)\\n"
            "\\t7f00deadbeef 0x7f00deadbeef ([unknown])\\n\"");
}

TEST(FramesTest, RawModes) {
  for (const StackMode mode : {StackMode::Raw, StackMode::BuildId}) {
    EXPECT_EQ(Text(StackOf(mode, {kKernel, kUser}, true)),
              "\nffffffff81000001\n55d0c0de1000\n        <unwind failure>\n");
  }
  EXPECT_EQ(Text(StackOf(StackMode::Raw, {})), "\n");
}

TEST(FramesTest, Symbols) {
  EXPECT_EQ(Text({Symbol{kKernel}}), "do_nanosleep");
  EXPECT_EQ(Text({Symbol{kUnknown}}), "0x7f00deadbeef");
  EXPECT_EQ(Text({Symbol{}}), "0");
  EXPECT_EQ(Json({Symbol{kUser}}), "\"main\"");
  EXPECT_EQ(JsonKey({Symbol{kUser}}), "\"main\"");
}

// What a traced program names its functions and files does not command a terminal.
TEST(FramesTest, NamesAreEscapedOnTerminals) {
  const Frame hostile{.address = 1, .symbol = "a\nb\x1b", .module = "/m\n", .space = AddressSpace::User};
  const TextOptions terminal{.escape_controls = true};
  EXPECT_EQ(Text({Symbol{hostile}}, terminal), "a\\x0ab\\x1b");
  EXPECT_EQ(Text(StackOf(StackMode::Default, {hostile}), terminal), "\n        a\\x0ab\\x1b+0\n");
  EXPECT_EQ(Text(StackOf(StackMode::Perf, {hostile}), terminal), "\n\t1 a\\x0ab\\x1b+0 (/m\\x0a)\n");
  EXPECT_EQ(Json({Symbol{hostile}}), "\"a\\nb\\u001b\"");
}

int Sign(int order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

TEST(FramesTest, OrderOfStacksIsThatOfTheirLines) {
  const auto order = [](const Value& a, const Value& b) {
    const int forth = Sign(Order(std::get<Stack>(a.data), std::get<Stack>(b.data)));
    EXPECT_EQ(Sign(Order(std::get<Stack>(b.data), std::get<Stack>(a.data))), -forth);
    return forth;
  };
  EXPECT_EQ(order(Trace({"a", "b"}), Trace({"a", "c"})), -1);
  EXPECT_EQ(order(Trace({"a"}), Trace({"a", "b"})), -1);
  EXPECT_EQ(order(Trace({"a"}), Trace({"a"})), 0);
  const auto main_at = [](uint64_t offset, uint64_t address) {
    return Frame{.address = address, .symbol = "main", .offset = offset};
  };
  const auto one = [](const Frame& frame, bool failed = false) {
    return StackOf(StackMode::Default, {frame}, failed);
  };
  EXPECT_EQ(order(one(main_at(10, 1)), one(main_at(9, 2))), -1);  // as text
  EXPECT_EQ(order(one(main_at(5, 1)), one(main_at(5, 2))), 0);    // the address is not shown
  EXPECT_EQ(order(one(main_at(5, 1)), one(main_at(5, 1), true)), -1);
  EXPECT_EQ(order(one(main_at(5, 1), true), one(main_at(5, 1), true)), 0);
}

}  // namespace
}  // namespace sonde::output
