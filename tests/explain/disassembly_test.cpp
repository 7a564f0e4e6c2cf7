// Tests of assembly. tests/run/explain.test compares the instructions of all tools with LLVM's disassembler.
#include "explain/disassembly.h"

#include <gtest/gtest.h>

#include "encode.h"

namespace sonde::explain {
namespace {

TEST(DisassemblyTest, Arithmetic) {
  EXPECT_EQ(Disassemble(One(0x07, 1, 0, 0, -8)), "r1 += -0x8");
  EXPECT_EQ(Disassemble(One(0x0c, 1, 2, 0, 0)), "w1 += w2");
  EXPECT_EQ(Disassemble(One(0xb7, 1, 0, 0, INT32_MIN)), "r1 = -0x80000000");
  EXPECT_EQ(Disassemble(One(0xbf, 1, 2, 16, 0)), "r1 = (s16)r2");
  EXPECT_EQ(Disassemble(One(0x3f, 1, 2, 1, 0)), "r1 s/= r2");
  EXPECT_EQ(Disassemble(One(0xdc, 1, 0, 0, 32)), "r1 = be32 r1");
  EXPECT_EQ(Disassemble(One(0xd7, 1, 0, 0, 16)), "r1 = bswap16 r1");
  EXPECT_EQ(Disassemble(One(0x87, 1, 0, 0, 0)), "r1 = -r1");
}

TEST(DisassemblyTest, Jumps) {
  EXPECT_EQ(Disassemble(One(0x05, 0, 0, -2, 0)), "goto -0x2");
  EXPECT_EQ(Disassemble(One(0x5e, 1, 2, 16, 0)), "if w1 != w2 goto +0x10");
  EXPECT_EQ(Disassemble(One(0x65, 1, 0, 0, -1)), "if r1 s> -0x1 goto +0x0");
  EXPECT_EQ(Disassemble(One(0x85, 0, 0, 0, 158)), "call 0x9e");
  EXPECT_EQ(Disassemble(One(0x95, 0, 0, 0, 0)), "exit");
}

TEST(DisassemblyTest, Memory) {
  EXPECT_EQ(Disassemble(One(0x79, 1, 10, -16, 0)), "r1 = *(u64 *)(r10 - 0x10)");
  EXPECT_EQ(Disassemble(One(0x71, 1, 2, 0, 0)), "w1 = *(u8 *)(r2 + 0x0)");
  EXPECT_EQ(Disassemble(One(0x81, 1, 2, 4, 0)), "r1 = *(s32 *)(r2 + 0x4)");
  EXPECT_EQ(Disassemble(One(0x7a, 10, 0, -8, 5)), "*(u64 *)(r10 - 0x8) = 0x5");
  EXPECT_EQ(Disassemble(One(0xdb, 1, 2, 8, 0)), "lock *(u64 *)(r1 + 0x8) += r2");
  EXPECT_EQ(Disassemble(One(0xdb, 1, 2, 0, kCmpXchg)), "r0 = cmpxchg_64(r1 + 0x0, r0, r2)");
  EXPECT_EQ(Disassemble(One(0x18, 1, 0, 0, -1)), "r1 = 0x7ffffffff ll");
}

// Fields that an operation does not use are zero; else it is another one, which nobody has defined.
TEST(DisassemblyTest, WhatIsNoInstruction) {
  for (const Instruction& one :
       {One(0x00, 0, 0, 0, 0), One(0xff, 0, 0, 0, 0), One(0x07, 1, 0, 8, 1), One(0xbf, 1, 2, 24, 0),
        One(0xdc, 1, 0, 0, 8), One(0x95, 0, 0, 0, 1), One(0xd3, 1, 2, 0, 0), One(0x99, 1, 2, 0, 0)})
    EXPECT_EQ(Disassemble(one), "<unknown>") << int{one.opcode};
}

}  // namespace
}  // namespace sonde::explain
