// Tests of taking instructions apart.
#include "explain/instruction.h"

#include <gtest/gtest.h>

#include "encode.h"

namespace sonde::explain {
namespace {

TEST(InstructionTest, Fields) {
  const Instruction one = One(0x7b, 10, 3, -16, 0);
  EXPECT_EQ(one.cls(), Class::Stx);
  EXPECT_EQ(one.mode(), kMem);
  EXPECT_EQ(one.width(), 8u);
  EXPECT_EQ(one.destination, 10);
  EXPECT_EQ(one.source, 3);
  EXPECT_EQ(one.offset, -16);
  EXPECT_EQ(One(0x61, 0, 1, 0, 0).width(), 4u);
  EXPECT_EQ(One(0x69, 0, 1, 0, 0).width(), 2u);
  EXPECT_EQ(One(0x71, 0, 1, 0, 0).width(), 1u);
}

TEST(InstructionTest, WideOnesAreTwoUnits) {
  const std::string bytes = Bytes(0x18, 1, 0, 0, -1) + Bytes(0, 0, 0, 0, 2) + Bytes(0x95, 0, 0, 0, 0);
  const auto program = Decode(bytes);
  ASSERT_EQ(program.size(), 2u);
  EXPECT_EQ(program[0].length(), 2u);
  EXPECT_EQ(program[0].wide(), 0x2ffffffffu);
  EXPECT_EQ(program[1].index, 2u);
  EXPECT_EQ(program[1].length(), 1u);
}

TEST(InstructionTest, WhatIsCutOffIsLeftOut) {
  EXPECT_TRUE(Decode("").empty());
  EXPECT_TRUE(Decode(std::string(7, '\0')).empty());
  EXPECT_EQ(Decode(Bytes(0x95, 0, 0, 0, 0) + "abc").size(), 1u);
  EXPECT_EQ(Decode(Bytes(0x95, 0, 0, 0, 0) + Bytes(0x18, 1, 0, 0, 1)).size(), 1u);
}

TEST(InstructionTest, Targets) {
  EXPECT_EQ(One(0x05, 0, 0, 4, 0).target(), 5);  // goto
  EXPECT_EQ(One(0x05, 0, 0, -3, 0).target(), -2);
  EXPECT_EQ(One(0x06, 0, 0, 4, 70000).target(), 70001);  // gotol
  EXPECT_EQ(One(0x15, 1, 0, 9, 0).target(), 10);         // if r1 == 0
  EXPECT_EQ(One(0x85, 0, kCallsOwn, 0, 20).target(), 21);
  EXPECT_EQ(One(0x85, 0, kCallsHelper, 0, 1).target(), std::nullopt);
  EXPECT_EQ(One(0x95, 0, 0, 0, 0).target(), std::nullopt);
  EXPECT_EQ(One(0x07, 1, 0, 9, 1).target(), std::nullopt);
}

}  // namespace
}  // namespace sonde::explain
