// Tests of instructions in words.
#include "explain/words.h"

#include <gtest/gtest.h>

#include "encode.h"

namespace sonde::explain {
namespace {

TEST(WordsTest, WhatItDoes) {
  EXPECT_EQ(WordsFor(One(0x79, 1, 10, -16, 0)), "loads 8 bytes from r10 - 16 into r1");
  EXPECT_EQ(WordsFor(One(0x71, 1, 2, 0, 0)), "loads 1 byte from r2 into r1");
  EXPECT_EQ(WordsFor(One(0x63, 10, 1, -4, 0)), "stores r1 into 4 bytes at r10 - 4");
  EXPECT_EQ(WordsFor(One(0x07, 1, 0, 0, -8)), "adds -8 to r1");
  EXPECT_EQ(WordsFor(One(0xb4, 1, 0, 0, 7)), "sets r1 to 7, in 32 bits");
  EXPECT_EQ(WordsFor(One(0x1f, 1, 2, 0, 0)), "subtracts r2 from r1");
  EXPECT_EQ(WordsFor(One(0xdc, 1, 0, 0, 32)), "makes the lowest 32 bits of r1 big endian");
  EXPECT_EQ(WordsFor(One(0x25, 1, 0, 5, 9)), "goes on at 6 if r1 is greater than 9");
  EXPECT_EQ(WordsFor(One(0x4d, 1, 2, 5, 0)), "goes on at 6 if r1 and r2 have a bit in common");
  EXPECT_EQ(WordsFor(One(0x85, 0, 0, 0, 14)), "calls bpf_get_current_pid_tgid");
  EXPECT_EQ(WordsFor(One(0x85, 0, 0, 0, 999999)), "calls the helper 999999");
  EXPECT_EQ(WordsFor(One(0x85, 0, kCallsOwn, 0, 41)), "calls the program's own function at 42");
  EXPECT_EQ(WordsFor(One(0x95, 0, 0, 0, 0)), "returns r0");
  EXPECT_EQ(WordsFor(One(0xdb, 1, 2, 8, kFetch)),
            "adds r2 to 8 bytes at r1 + 8, and sets r2 to what was there, atomically");
  EXPECT_EQ(WordsFor(One(0x18, 1, 0, 0, -1)), "sets r1 to 0x7ffffffff");
}

TEST(WordsTest, WhereItIsDefined) {
  EXPECT_EQ(DefinedIn(One(0x07, 1, 0, 0, 1)), "RFC 9669, 4.1");
  EXPECT_EQ(DefinedIn(One(0xdc, 1, 0, 0, 32)), "RFC 9669, 4.2");
  EXPECT_EQ(DefinedIn(One(0x05, 0, 0, 1, 0)), "RFC 9669, 4.3");
  EXPECT_EQ(DefinedIn(One(0x85, 0, 0, 0, 1)), "RFC 9669, 4.3.1");
  EXPECT_EQ(DefinedIn(One(0x85, 0, kCallsOwn, 0, 1)), "RFC 9669, 4.3.2");
  EXPECT_EQ(DefinedIn(One(0x79, 1, 2, 0, 0)), "RFC 9669, 5.1");
  EXPECT_EQ(DefinedIn(One(0x81, 1, 2, 0, 0)), "RFC 9669, 5.2");
  EXPECT_EQ(DefinedIn(One(0xdb, 1, 2, 0, 0)), "RFC 9669, 5.3");
  EXPECT_EQ(DefinedIn(One(0x18, 1, 0, 0, 1)), "RFC 9669, 5.4");
  EXPECT_EQ(DefinedIn(One(0x20, 1, 0, 0, 1)), "RFC 9669, 5.5");
}

TEST(WordsTest, FieldByField) {
  const auto fields = FieldsOf(One(0x7b, 10, 3, -16, 0));
  ASSERT_EQ(fields.size(), 8u);
  const char* expected[][3] = {
      {"opcode", "0x7b", ""},         {"class", "0x3", "STX: store of a register into memory"},
      {"mode", "0x60", "MEM: plain"}, {"width", "0x18", "8 bytes"},
      {"destination", "0xa", "r10"},  {"source", "0x3", "r3"},
      {"offset", "0xfff0", "-16"},    {"immediate", "0x00000000", "0"}};
  for (size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(fields[i].name, expected[i][0]);
    EXPECT_EQ(fields[i].hex, expected[i][1]);
    EXPECT_EQ(fields[i].words, expected[i][2]);
  }
  EXPECT_EQ(FieldsOf(One(0x18, 1, 0, 0, 1)).back().name, "next immediate");
  EXPECT_EQ(FieldsOf(One(0x0f, 1, 2, 0, 0))[3].words, "X: a register");
}

// No encoding, however wrong, is without words, a place or fields.
TEST(WordsTest, EveryOpcode) {
  for (int opcode = 0; opcode < 256; ++opcode) {
    for (const int immediate : {0, 1, 0x41, 0xe1, 0x110, -1}) {
      const Instruction one = One(static_cast<uint8_t>(opcode), 1, 2, 3, immediate);
      EXPECT_FALSE(WordsFor(one).empty()) << opcode;
      EXPECT_FALSE(DefinedIn(one).empty()) << opcode;
      EXPECT_GE(FieldsOf(one).size(), 8u) << opcode;
    }
  }
}

}  // namespace
}  // namespace sonde::explain
