// Tests of src/probes/operands.cpp: every form of operand of both architectures, and what is none.
#include "probes/operands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string RegisterText(const OperandRegister& reg) {
  std::string text = std::to_string(reg.number) + "." + std::to_string(reg.bytes);
  if (reg.shift != 0) text += ">>" + std::to_string(reg.shift);
  return reg.is_signed ? text + "s" : text;
}

// "i4 = -5", "u8 reg 5.8", "u8 [-8 + 6.8 + 0.8<<2]", "... @4" for addresses of four bytes, "table:" for
// symbols; or why it cannot be read.
std::string Text(std::string_view argument, OperandSyntax syntax = OperandSyntax::X86) {
  const auto operand = ParseOperand(argument, syntax);
  if (!operand) return operand.error().Text();
  std::string text = (operand->is_signed ? "i" : "u") + std::to_string(operand->size);
  const std::string number = std::to_string(static_cast<int64_t>(operand->number));
  if (operand->kind == Operand::Kind::Constant) return text + " = " + number;
  if (operand->kind == Operand::Kind::Register) return text + " reg " + RegisterText(*operand->base);
  text += " [" + (operand->symbol.empty() ? "" : operand->symbol + ":") + number;
  EXPECT_EQ(operand->relative, !operand->symbol.empty());
  if (operand->base) text += " + " + RegisterText(*operand->base);
  if (operand->index) text += " + " + RegisterText(*operand->index) + "<<" + std::to_string(operand->scale);
  text += "]";
  return operand->address_size == 8 ? text : text + " @" + std::to_string(operand->address_size);
}

std::string Arm(std::string_view argument) {
  return Text(argument, OperandSyntax::Arm64);
}

TEST(Operands, SplitAtSpacesOutsideOfBrackets) {
  EXPECT_THAT(SplitArguments("-4@%edi 8@16(%rsp)"), ElementsAre("-4@%edi", "8@16(%rsp)"));
  EXPECT_THAT(SplitArguments("  8@[sp, 16]\t-4@w1  8@[x0, x1, lsl 3] "),
              ElementsAre("8@[sp, 16]", "-4@w1", "8@[x0, x1, lsl 3]"));
  EXPECT_THAT(SplitArguments(""), IsEmpty());
  EXPECT_THAT(SplitArguments("   "), IsEmpty());
  EXPECT_THAT(SplitArguments("8@[sp, 16"), ElementsAre("8@[sp, 16"));
  EXPECT_THAT(SplitArguments("]] 8@x0"), ElementsAre("]]", "8@x0"));
}

TEST(Operands, SizesAndSigns) {
  for (const int size : {1, 2, 4, 8}) {
    const std::string n = std::to_string(size);
    EXPECT_EQ(Text(n + "@$1"), "u" + n + " = 1");
    EXPECT_EQ(Text("-" + n + "@$1"), "i" + n + " = 1");
  }
  EXPECT_EQ(Text("$1"), "u8 = 1");
  for (const char* size : {"0", "3", "5", "6", "7", "9", "16", "32", "-16", "-3"})
    EXPECT_THAT(Text(std::string(size) + "@$1"), ::testing::StartsWith("it has ")) << size;
  for (const char* size : {"8f", "-8f", "4f", "16f"})
    EXPECT_EQ(Text(std::string(size) + "@%xmm0"), "it is a floating-point number") << size;
  for (const char* size : {"", "-", "x", "--4", "4 ", "18446744073709551617"})
    EXPECT_EQ(Text(std::string(size) + "@$1"), "its size is not a number") << size;
}

// Every register of x86-64 by every name: DWARF number, bytes, shift.
TEST(Operands, RegistersOfX86) {
  const std::vector<std::vector<std::string>> named = {
      {"rax", "eax", "ax", "al", "ah"}, {"rdx", "edx", "dx", "dl", "dh"}, {"rcx", "ecx", "cx", "cl", "ch"},
      {"rbx", "ebx", "bx", "bl", "bh"}, {"rsi", "esi", "si", "sil"},      {"rdi", "edi", "di", "dil"},
      {"rbp", "ebp", "bp", "bpl"},      {"rsp", "esp", "sp", "spl"}};
  const std::vector<std::string> forms = {".8", ".4", ".2", ".1", ".1>>8"};
  for (size_t number = 0; number < named.size(); ++number) {
    for (size_t form = 0; form < named[number].size(); ++form)
      EXPECT_EQ(Text("8@%" + named[number][form]), "u8 reg " + std::to_string(number) + forms[form]);
  }
  const std::vector<std::string> behind = {"", "d", "w", "b"};
  for (int number = 8; number < 16; ++number) {
    for (size_t form = 0; form < behind.size(); ++form) {
      EXPECT_EQ(Text("-4@%r" + std::to_string(number) + behind[form]),
                "i4 reg " + std::to_string(number) + forms[form]);
    }
  }
}

TEST(Operands, NumbersOfX86) {
  EXPECT_EQ(Text("-4@$-5"), "i4 = -5");
  EXPECT_EQ(Text("4@$+5"), "u4 = 5");
  EXPECT_EQ(Text("8@$0x10"), "u8 = 16");
  EXPECT_EQ(Text("8@$-0X10"), "u8 = -16");
  EXPECT_EQ(Text("8@$18446744073709551615"), "u8 = -1");
  EXPECT_EQ(Text("-8@$-9223372036854775808"), "i8 = -9223372036854775808");
}

TEST(Operands, MemoryOfX86) {
  const std::string rbp = "6.8", rax = "0.8";
  EXPECT_EQ(Text("8@8(%rbp)"), "u8 [8 + 6.8]");
  EXPECT_EQ(Text("-4@-20(%rbp)"), "i4 [-20 + 6.8]");
  EXPECT_EQ(Text("8@(%rax)"), "u8 [0 + 0.8]");
  EXPECT_EQ(Text("8@0x10(%r12)"), "u8 [16 + 12.8]");
  EXPECT_EQ(Text("8@8+16-4(%rax)"), "u8 [20 + 0.8]");
  EXPECT_EQ(Text("8@(%rbp,%rax)"), "u8 [0 + 6.8 + 0.8<<0]");
  for (int scale = 0; scale < 4; ++scale) {
    const std::string factor = std::to_string(1 << scale), bits = std::to_string(scale);
    EXPECT_EQ(Text("8@-4(%rbp,%rax," + factor + ")"), "u8 [-4 + 6.8 + 0.8<<" + bits + "]");
    EXPECT_EQ(Text("8@(,%rax," + factor + ")"), "u8 [0 + 0.8<<" + bits + "]");
  }
  EXPECT_EQ(Text("4@4(%esp)"), "u4 [4 + 7.4] @4");
  EXPECT_EQ(Text("4@(%ebx,%ecx,4)"), "u4 [0 + 3.4 + 2.4<<2] @4");
}

TEST(Operands, SymbolsOfX86) {
  EXPECT_EQ(Text("8@counter(%rip)"), "u8 [counter:0]");
  EXPECT_EQ(Text("8@counter+8(%rip)"), "u8 [counter:8]");
  EXPECT_EQ(Text("8@8+counter(%rip)"), "u8 [counter:8]");
  EXPECT_EQ(Text("8@4+counter-16(%rip)"), "u8 [counter:-12]");
  EXPECT_EQ(Text("8@counter"), "u8 [counter:0]");
  EXPECT_EQ(Text("1@_ZL5table.0+1(,%rax,8)"), "u1 [_ZL5table.0:1 + 0.8<<3]");
  EXPECT_EQ(Text("1@table(%rbx,%rcx,2)"), "u1 [table:0 + 3.8 + 2.8<<1]");
}

TEST(Operands, WhatX86DoesNotHave) {
  const std::string unknown = "it lies where sonde cannot read it";
  for (const char* text : {"8@",
                           "8@$",
                           "8@$counter",
                           "8@$1x",
                           "8@$1 ",
                           "8@%rax ",
                           "8@%",
                           "8@%r",
                           "8@%r7",
                           "8@%r16",
                           "8@%r08",
                           "8@%r8q",
                           "8@%rip",
                           "8@(%rip)",
                           "8@8(%rip)",
                           "8@5",
                           "8@-4",
                           "8@(",
                           "8@()",
                           "8@(%rax",
                           "8@(%rax)x",
                           "8@(%rax,)",
                           "8@(%rax,%rbx,)",
                           "8@(%rax,%rbx,3)",
                           "8@(%rax,%rbx,16)",
                           "8@(%rax,4)",
                           "8@(%ax)",
                           "8@(%al,%rax)",
                           "8@(,%ax,2)",
                           "8@(%rax)(%rbx)",
                           "8@a+b(%rip)",
                           "8@-a(%rip)",
                           "8@a+(%rip)",
                           "8@4a(%rip)",
                           "8@counter@GOTPCREL(%rip)",
                           "8@*8(%rax)",
                           "8@#5",
                           "8@[sp, 16]",
                           "8@-4(%rbp,%rax,4",
                           "8@-(%rax)",
                           "8@99999999999999999999(%rax)",
                           "8@%rax,%rbx",
                           ""}) {
    EXPECT_EQ(Text(text), unknown) << text;
  }
  EXPECT_EQ(Text("8@%fs:16"), "it is thread-local");
  EXPECT_EQ(Text("8@%gs:value@tpoff"), "it is thread-local");
  EXPECT_EQ(Text("4@%xmm3"), "it is in a register of floating-point numbers, %xmm3");
  EXPECT_EQ(Text("8@%ymm15"), "it is in a register of floating-point numbers, %ymm15");
  EXPECT_EQ(Text("8@%st"), "it is in a register of floating-point numbers, %st");
}

TEST(Operands, RegistersOfArm64) {
  for (int number = 0; number <= 30; ++number) {
    const std::string n = std::to_string(number);
    EXPECT_EQ(Arm("8@x" + n), "u8 reg " + n + ".8");
    EXPECT_EQ(Arm("-4@w" + n), "i4 reg " + n + ".4");
  }
  EXPECT_EQ(Arm("8@sp"), "u8 reg 31.8");
  EXPECT_EQ(Arm("4@wsp"), "u4 reg 31.4");
  EXPECT_EQ(Arm("8@fp"), "u8 reg 29.8");
  EXPECT_EQ(Arm("8@lr"), "u8 reg 30.8");
  EXPECT_EQ(Arm("8@xzr"), "u8 = 0");
  EXPECT_EQ(Arm("-4@wzr"), "i4 = 0");
}

TEST(Operands, NumbersAndMemoryOfArm64) {
  EXPECT_EQ(Arm("-4@5"), "i4 = 5");
  EXPECT_EQ(Arm("-4@-5"), "i4 = -5");
  EXPECT_EQ(Arm("8@#0x20"), "u8 = 32");
  EXPECT_EQ(Arm("-4@[sp, 60]"), "i4 [60 + 31.8]");
  EXPECT_EQ(Arm("8@[x0]"), "u8 [0 + 0.8]");
  EXPECT_EQ(Arm("8@[x29,-16]"), "u8 [-16 + 29.8]");
  EXPECT_EQ(Arm("8@[ x1 , #8 ]"), "u8 [8 + 1.8]");
  EXPECT_EQ(Arm("8@[x0, x1]"), "u8 [0 + 0.8 + 1.8<<0]");
  EXPECT_EQ(Arm("8@[x0, x1, lsl 3]"), "u8 [0 + 0.8 + 1.8<<3]");
  EXPECT_EQ(Arm("8@[x0, x1, lsl #3]"), "u8 [0 + 0.8 + 1.8<<3]");
  EXPECT_EQ(Arm("4@[x0, w1, sxtw 2]"), "u4 [0 + 0.8 + 1.4s<<2]");
  EXPECT_EQ(Arm("4@[x0, w1, sxtw]"), "u4 [0 + 0.8 + 1.4s<<0]");
  EXPECT_EQ(Arm("4@[x0, w1, uxtw 2]"), "u4 [0 + 0.8 + 1.4<<2]");
}

TEST(Operands, WhatArm64DoesNotHave) {
  for (const char* text : {"8@",
                           "8@x31",
                           "8@x",
                           "8@y1",
                           "8@x1 ",
                           "8@#",
                           "8@5x",
                           "8@[",
                           "8@[]",
                           "8@[x0",
                           "8@[w0]",
                           "8@[x0,]",
                           "8@[x0, w1]",
                           "8@[x0, x1, sxtw]",
                           "8@[x0, w1, lsl 2]",
                           "8@[x0, x1, lsl]",
                           "8@[x0, x1, lsl 5]",
                           "8@[x0, x1, ror 2]",
                           "8@[x0], 8",
                           "8@[x0, 8]!",
                           "8@[x0, #:lo12:table]",
                           "8@%rax",
                           "8@$5",
                           "8@table"}) {
    EXPECT_EQ(Arm(text), "it lies where sonde cannot read it") << text;
  }
  EXPECT_EQ(Arm("8@d0"), "it is in a register of floating-point numbers, d0");
  EXPECT_EQ(Arm("4@s31"), "it is in a register of floating-point numbers, s31");
}

}  // namespace
}  // namespace sonde
