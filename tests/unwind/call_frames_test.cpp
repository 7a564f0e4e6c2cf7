// What our reader makes of call frame information against what libdw makes of it, for every place in the
// files of this machine; forms that they do not have are made by hand.
#include "unwind/call_frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "symbols/elf_reader.h"
#include "unwind/table.h"

namespace sonde::unwind {
namespace {

constexpr int kFramePointer = 6, kReturnAddress = 16;

class Oracle {
 public:
  explicit Oracle(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    elf_version(EV_CURRENT);
    elf_ = elf_begin(fd_, ELF_C_READ_MMAP, nullptr);
    cfi_ = dwarf_getcfi_elf(elf_);
  }
  ~Oracle() {
    dwarf_cfi_end(cfi_);
    elf_end(elf_);
    close(fd_);
  }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  [[nodiscard]] bool ok() const { return cfi_ != nullptr; }

  // The rule at an address as far as our rules can say it, and until where it holds.
  bool At(uint64_t address, UnwindRule& rule, uint64_t& end) {
    Dwarf_Frame* frame = nullptr;
    if (dwarf_cfi_addrframe(cfi_, address, &frame) != 0) return false;
    Dwarf_Addr start = 0, behind = 0;
    bool is_signal = false;
    dwarf_frame_info(frame, &start, &behind, &is_signal);
    end = behind;
    rule = Rule(frame, is_signal);
    free(frame);  // NOLINT: as libdw says
    return true;
  }

 private:
  static UnwindRule Rule(Dwarf_Frame* frame, bool is_signal) {
    UnwindRule rule{};
    Dwarf_Op ra_memory[3], fp_memory[3];
    Dwarf_Op *cfa = nullptr, *ra = nullptr, *fp = nullptr;
    size_t cfa_count = 0, ra_count = 0, fp_count = 0;
    EXPECT_EQ(dwarf_frame_cfa(frame, &cfa, &cfa_count), 0);
    EXPECT_EQ(dwarf_frame_register(frame, kReturnAddress, ra_memory, &ra, &ra_count), 0);
    EXPECT_EQ(dwarf_frame_register(frame, kFramePointer, fp_memory, &fp, &fp_count), 0);
    const bool undefined = ra_count == 0 && ra == ra_memory;
    if (undefined && cfa_count != 0) {
      rule.cfa = UNWIND_CFA_END;
      return rule;
    }
    if (!Cfa(cfa, cfa_count, rule)) return {};
    if (!Place(ra, ra_count, rule.cfa_register, rule.ra, rule.ra_offset)) return {};
    if (fp_count == 0) {
      rule.fp = fp == nullptr ? UNWIND_SAME : UNWIND_LOST;
    } else if (!Place(fp, fp_count, rule.cfa_register, rule.fp, rule.fp_offset)) {
      rule.fp = UNWIND_LOST;
      rule.fp_offset = 0;
    }
    if (is_signal) rule.cfa |= UNWIND_SIGNAL;
    return rule;
  }

  static bool Register(const Dwarf_Op& op, uint64_t& number, int64_t& offset) {
    if (op.atom == DW_OP_bregx) {
      number = op.number;
      offset = static_cast<int64_t>(op.number2);
      return true;
    }
    number = op.atom - DW_OP_breg0;
    offset = static_cast<int64_t>(op.number);
    return op.atom >= DW_OP_breg0 && op.atom <= DW_OP_breg31;
  }

  static bool Cfa(const Dwarf_Op* ops, size_t count, UnwindRule& rule) {
    uint64_t number = 0;
    int64_t offset = 0;
    if (count == 0 || !Register(ops[0], number, offset)) return false;
    if (count == 9 && ops[3].atom == DW_OP_and) {
      rule.cfa = UNWIND_CFA_PLT;
      rule.cfa_register = ops[4].atom - DW_OP_lit0;
      return true;
    }
    rule.cfa_register = static_cast<uint8_t>(number);
    rule.cfa_offset = static_cast<int32_t>(offset);
    rule.cfa = count == 1 ? UNWIND_CFA_REGISTER : UNWIND_CFA_LOADED;
    if (count == 1) return true;
    if (ops[1].atom != DW_OP_deref || count > 3) return false;
    if (count == 3) {
      if (ops[2].atom != DW_OP_plus_uconst) return false;
      rule.cfa_added = static_cast<int32_t>(ops[2].number);
    }
    return true;
  }

  // A register saved at CFA + offset, or at another register + offset.
  static bool Place(const Dwarf_Op* ops, size_t count, uint8_t cfa_register, uint8_t& kind, int32_t& offset) {
    // An expression finds the CFA on its stack, and does not need it.
    if (count == 2 && ops[0].atom == DW_OP_call_frame_cfa && ops[1].atom != DW_OP_plus_uconst) {
      ++ops;
      count = 1;
    } else if (count >= 1 && ops[0].atom == DW_OP_call_frame_cfa) {
      if (count > 2 || (count == 2 && ops[1].atom != DW_OP_plus_uconst)) return false;
      kind = UNWIND_AT_CFA;
      offset = count == 2 ? static_cast<int32_t>(ops[1].number) : 0;
      return true;
    }
    uint64_t number = 0;
    int64_t at = 0;
    if (count != 1 || !Register(ops[0], number, at) || number != cfa_register) return false;
    kind = UNWIND_AT_REGISTER;
    offset = static_cast<int32_t>(at);
    return true;
  }

  int fd_;
  Elf* elf_ = nullptr;
  Dwarf_CFI* cfi_ = nullptr;
};

std::string Text(const UnwindRule& rule) {
  return "cfa " + std::to_string(rule.cfa) + " r" + std::to_string(rule.cfa_register) + " " +
         std::to_string(rule.cfa_offset) + "+" + std::to_string(rule.cfa_added) + " ra " +
         std::to_string(rule.ra) + " " + std::to_string(rule.ra_offset) + " fp " + std::to_string(rule.fp) +
         " " + std::to_string(rule.fp_offset);
}

// How many places were compared.
size_t Compare(const std::string& path) {
  ElfReader reader;
  EXPECT_TRUE(reader.Open(path));
  std::vector<Row> rows;
  reader.ForEachNamed(".eh_frame", uint64_t{1} << 30U, [&](const GElf_Shdr& header, std::string_view bytes) {
    auto read = ReadCallFrames({bytes, header.sh_addr, false}, kX86Registers);
    ASSERT_TRUE(read) << path << ": " << read.error().Text();
    rows = std::move(*read);
  });
  Oracle oracle(path);
  if (!oracle.ok()) return 0;
  size_t compared = 0, wrong = 0;
  for (size_t i = 0; i + 1 < rows.size() && wrong < 5; ++i) {
    for (uint64_t at = rows[i].address; at < rows[i + 1].address;) {
      UnwindRule expected{};
      uint64_t end = 0;
      if (!oracle.At(at, expected, end)) {
        // It has no function there; it finds them by a table of the linker's.
        if (rows[i].rule.cfa == UNWIND_CFA_NONE) break;
        expected = {};
        end = rows[i + 1].address;
      }
      if (!Equal(expected, rows[i].rule)) {
        ADD_FAILURE() << path << " at 0x" << std::hex << at << std::dec << ": libdw " << Text(expected)
                      << ", we " << Text(rows[i].rule);
        if (++wrong >= 5) break;
      }
      ++compared;
      if (end <= at) break;
      at = end;
    }
  }
  return compared;
}

TEST(CallFramesTest, SaysWhatLibdwSays) {
  size_t compared = 0;
  for (const char* path :
       {"/bin/bash", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libcrypto.so.3",
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/lib64/ld-linux-x86-64.so.2",
        "/lib/x86_64-linux-gnu/libm.so.6", "/usr/bin/python3"}) {
    if (std::filesystem::exists(path)) compared += Compare(path);
  }
  EXPECT_GT(compared, 20000U);
}

}  // namespace
}  // namespace sonde::unwind
