// Tables of files: what they say of places that are known, and what becomes of damaged ones.
#include "unwind/table.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "symbols/elf_image.h"
#include "symbols/process_maps.h"
#include "symbols/symbols.h"
#include "unwind/call_frames.h"

namespace sonde::unwind {
namespace {

constexpr const char* kSelf = "/proc/self/exe";
// The C library that this process has mapped.
std::string Libc() {
  for (const Mapping& mapping : ReadMappings(getpid())) {
    if (mapping.path.find("/libc.so") != std::string::npos) return mapping.path;
  }
  return {};
}

// A section made by hand: one CIE (code 1, data -8, return address 16) and functions behind it.
class Frames {
 public:
  explicit Frames(std::string cie_program = "\x0c\x07\x08\x90\x01", std::string augmentation = "zR")
      : augmentation_(std::move(augmentation)) {
    std::string body("\x01", 1);
    body += augmentation_;
    body += '\0';
    body += "\x01\x78\x10";
    if (!augmentation_.empty()) body += std::string("\x01\x04", 2);  // 8-byte absolute addresses
    Entry(0, body + cie_program);
  }

  Frames& Add(uint64_t begin, uint64_t size, const std::string& program) {
    std::string body(reinterpret_cast<const char*>(&begin), 8);
    body.append(reinterpret_cast<const char*>(&size), 8);
    if (!augmentation_.empty()) body += '\0';
    Entry(static_cast<uint32_t>(bytes_.size()) + 4, body + program);
    return *this;
  }

  [[nodiscard]] std::vector<Row> Rows() const {
    auto rows = ReadCallFrames({bytes_, 0, false}, kX86Registers);
    EXPECT_TRUE(rows) << rows.error().Text();
    return rows ? *rows : std::vector<Row>{};
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void Entry(uint32_t id, std::string body) {
    while ((body.size() + 4) % 8 != 4)
      body += '\0';
    const auto size = static_cast<uint32_t>(body.size() + 4);
    bytes_.append(reinterpret_cast<const char*>(&size), 4);
    bytes_.append(reinterpret_cast<const char*>(&id), 4);
    bytes_ += body;
  }

  std::string augmentation_;
  std::string bytes_;
};

// Rows as text: "10: r7+8 ra-8 fp=".
std::string Text(const std::vector<Row>& rows) {
  std::ostringstream out;
  for (const Row& row : rows) {
    const UnwindRule& rule = row.rule;
    out << row.address << ":";
    switch (rule.cfa & UNWIND_CFA_KIND) {
      case UNWIND_CFA_NONE:
        out << " none;";
        continue;
      case UNWIND_CFA_END:
        out << " end;";
        continue;
      case UNWIND_CFA_PLT:
        out << " plt" << int{rule.cfa_register};
        break;
      case UNWIND_CFA_LOADED:
        out << " *(r" << int{rule.cfa_register} << "+" << rule.cfa_offset << ")+" << rule.cfa_added;
        break;
      default:
        out << " r" << int{rule.cfa_register} << "+" << rule.cfa_offset;
    }
    if ((rule.cfa & UNWIND_SIGNAL) != 0) out << " signal";
    if (rule.ra != UNWIND_AT_CFA || rule.ra_offset != -8)
      out << " ra" << int{rule.ra} << ":" << rule.ra_offset;
    if (rule.fp != UNWIND_SAME) out << " fp" << int{rule.fp} << ":" << rule.fp_offset;
    out << ";";
  }
  return out.str();
}

TEST(CallFramesTest, RowsOfOneFunction) {
  // push rbp; mov rbp, rsp; ...; leave
  const std::string program("\x41\x0e\x10\x86\x02\x43\x0d\x06\x4a\x0c\x07\x08", 12);
  EXPECT_EQ(Text(Frames().Add(100, 20, program).Rows()),
            "100: r7+8;101: r7+16 fp1:-16;104: r6+16 fp1:-16;114: r7+8 fp1:-16;120: none;");
}

TEST(CallFramesTest, GapsAndOverlaps) {
  EXPECT_EQ(Text(Frames().Add(300, 10, "").Add(100, 20, "").Add(120, 5, "").Add(110, 50, "").Rows()),
            "100: r7+8;120: r7+8;125: none;300: r7+8;310: none;");
}

TEST(CallFramesTest, RememberedStates) {
  const std::string program("\x0e\x20\x41\x0a\x0e\x30\x42\x0b\x41\x0e\x40", 11);
  EXPECT_EQ(Text(Frames().Add(10, 20, program).Rows()), "10: r7+32;11: r7+48;13: r7+32;14: r7+64;30: none;");
  EXPECT_EQ(Text(Frames().Add(10, 20, "\x41\x0b").Rows()), "10: r7+8;11: none;30: none;");
}

TEST(CallFramesTest, Expressions) {
  // *(rsp + 40) + 8 with plus_uconst; *(rbp - 8) and the frame pointer at rbp.
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x0f\x05\x77\x28\x06\x23\x08", 7)).Rows()),
            "10: *(r7+40)+8;14: none;");
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x0f\x03\x76\x78\x06\x10\x06\x02\x76\x00", 10)).Rows()),
            "10: *(r6+-8)+0 fp2:0;14: none;");
  // The entries of a linkage table.
  EXPECT_EQ(Text(Frames()
                     .Add(10, 4, std::string("\x0f\x0b\x77\x08\x80\x00\x3f\x1a\x3b\x2a\x33\x24\x22", 13))
                     .Rows()),
            "10: plt11;14: none;");
  // A product is more than a rule can say.
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x0f\x04\x77\x08\x38\x1e", 6)).Rows()),
            "10: none;14: none;");
}

TEST(CallFramesTest, ReturnAddresses) {
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x07\x10", 2)).Rows()), "10: end;14: none;");
  // In a register (x86-64): not followed.
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x09\x10\x01", 3)).Rows()), "10: none;14: none;");
  // A frame pointer that is lost, saved as a value, kept in another register.
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x07\x06", 2)).Rows()), "10: r7+8 fp3:0;14: none;");
  EXPECT_EQ(Text(Frames().Add(10, 4, std::string("\x09\x06\x09", 3)).Rows()), "10: r7+8 fp3:0;14: none;");
}

// Offsets whose product with the factor of -8 has more than 64 bits, in every instruction that has one:
// nothing is known from there on, whatever the low bits of the product say.
TEST(CallFramesTest, OffsetsBeyondAnyStack) {
  const std::string huge("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
      unsigned_huge = "\x80" + huge.substr(0, 8) + "\x7f";
  const std::string huge_signed("\x80\x80\x80\x80\x80\x80\x80\x80\xc0", 9);
  const std::string signed_huge = huge_signed + std::string(1, '\0');
  for (const std::string& program :
       {"\x90" + unsigned_huge, "\x05\x10" + unsigned_huge, "\x11\x10" + signed_huge,
        "\x2f\x10" + unsigned_huge, "\x13" + signed_huge, "\x12\x07" + signed_huge}) {
    EXPECT_EQ(Text(Frames().Add(10, 4, "\x41" + program).Rows()), "10: r7+8;11: none;14: none;");
  }
}

TEST(CallFramesTest, NothingInNothing) {
  auto rows = ReadCallFrames({"", 0, false}, kX86Registers);
  ASSERT_TRUE(rows);
  EXPECT_TRUE(rows->empty());
}

TEST(CallFramesTest, CutOffAnywhereIsAnErrorOrLess) {
  const std::string whole = Frames().Add(100, 20, "\x41\x0e\x10").Add(200, 9, "\x42\x0e\x20").bytes();
  for (size_t size = 1; size < whole.size(); ++size) {
    auto rows = ReadCallFrames({std::string_view(whole).substr(0, size), 0, false}, kX86Registers);
    if (rows) {
      EXPECT_LE(rows->size(), 4U);
    }
  }
}

// Whatever the bytes: rows ascend.
TEST(CallFramesTest, DamagedBytesGiveRowsInOrder) {
  Frames frames;
  for (uint64_t i = 0; i < 40; ++i)
    frames.Add(100 * i, 60 + i, "\x41\x0e\x10\x86\x02\x43\x0d\x06");
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = frames.bytes();
    for (int i = 0; i < 3; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    auto rows = ReadCallFrames({bytes, 0, false}, kX86Registers);
    if (!rows) continue;
    for (size_t i = 1; i < rows->size(); ++i)
      ASSERT_LT((*rows)[i - 1].address, (*rows)[i].address) << round;
  }
}

TEST(UnwindTableTest, OfThisProgram) {
  auto table = ReadUnwindTable(kSelf);
  ASSERT_TRUE(table) << table.error().Text();
  ASSERT_GT(table->offsets.size(), 1000U);
  EXPECT_LT(table->rule_list.size(), table->offsets.size());
  // At the start of each function the return address lies on top of the stack.
  auto functions = ReadElfFunctions(kSelf);
  ASSERT_TRUE(functions);
  size_t checked = 0;
  for (const ElfFunction& function : *functions) {
    if (!function.name.starts_with("_ZN5sonde")) continue;
    const UnwindRule& rule = table->At(static_cast<uint32_t>(function.file_offset));
    EXPECT_EQ(rule.cfa, UNWIND_CFA_REGISTER) << function.name;
    EXPECT_EQ(rule.cfa_register, kX86Registers.stack_pointer) << function.name;
    EXPECT_EQ(rule.cfa_offset, 8) << function.name;
    EXPECT_EQ(rule.ra_offset, -8) << function.name;
    ++checked;
  }
  EXPECT_GT(checked, 50U);
  EXPECT_EQ(table->At(0).cfa, UNWIND_CFA_NONE);
}

TEST(UnwindTableTest, WhereThreadsBegin) {
  auto table = ReadUnwindTable(Libc());
  ASSERT_TRUE(table) << table.error().Text();
  size_t ends = 0, signals = 0;
  for (const UnwindRule& rule : table->rule_list) {
    ends += (rule.cfa & UNWIND_CFA_KIND) == UNWIND_CFA_END ? 1 : 0;
    signals += (rule.cfa & UNWIND_SIGNAL) != 0 ? 1 : 0;
  }
  EXPECT_EQ(ends, 1U);
  EXPECT_EQ(signals, 1U);
}

TEST(UnwindTableTest, WhatIsNoProgram) {
  EXPECT_FALSE(ReadUnwindTable("/nonexistent"));
  EXPECT_FALSE(ReadUnwindTable("/proc/self/maps"));
  EXPECT_FALSE(ReadUnwindTable("/"));
}

}  // namespace
}  // namespace sonde::unwind
