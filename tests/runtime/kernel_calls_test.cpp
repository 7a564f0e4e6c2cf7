// Tests of turning calls in BPF code into calls of a kernel function.
#include "runtime/kernel_calls.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <cstring>

#include "defs/events.h"

namespace sonde::runtime {
namespace {

constexpr size_t kCode = sizeof(Elf64_Ehdr);

bpf_insn Call(uint32_t number) {
  return {BPF_JMP | BPF_CALL, 0, 0, 0, static_cast<int32_t>(number)};
}

// An ELF file with one section of `code` and these flags.
std::string MakeElf(const std::vector<bpf_insn>& code, uint64_t flags) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 1;
  header.e_shoff = kCode + code.size() * sizeof(bpf_insn);
  Elf64_Shdr section{};
  section.sh_type = SHT_PROGBITS;
  section.sh_flags = flags;
  section.sh_offset = kCode;
  section.sh_size = code.size() * sizeof(bpf_insn);
  std::string elf(reinterpret_cast<const char*>(&header), sizeof header);
  elf.append(reinterpret_cast<const char*>(code.data()), section.sh_size);
  elf.append(reinterpret_cast<const char*>(&section), sizeof section);
  return elf;
}

std::vector<size_t> FindCalls(std::string_view elf) {
  return FindKernelCalls(elf, kElementCountCall);
}

TEST(KernelCallsTest, FindsCallsInCodeOnly) {
  const std::vector<bpf_insn> code = {Call(12), Call(kElementCountCall), Call(kElementCountCall)};
  const auto calls = FindCalls(MakeElf(code, SHF_EXECINSTR));
  EXPECT_THAT(calls, testing::ElementsAre(kCode + 8, kCode + 16));
  EXPECT_THAT(FindCalls(MakeElf(code, 0)), testing::IsEmpty());
}

// A constant of 64 bits may look like anything.
TEST(KernelCallsTest, SkipsConstants) {
  const bpf_insn constant = {BPF_LD | BPF_IMM | BPF_DW, 1, 0, 0, 0};
  const auto elf = MakeElf({constant, Call(kElementCountCall), Call(kElementCountCall)}, SHF_EXECINSTR);
  EXPECT_THAT(FindCalls(elf), testing::ElementsAre(kCode + 16));
}

TEST(KernelCallsTest, DamagedFiles) {
  const std::string elf = MakeElf({Call(kElementCountCall)}, SHF_EXECINSTR);
  for (size_t size = 0; size < elf.size(); ++size)
    EXPECT_THAT(FindCalls(elf.substr(0, size)), testing::IsEmpty());
  std::string far = elf;
  Elf64_Shdr section;
  std::memcpy(&section, far.data() + far.size() - sizeof section, sizeof section);
  section.sh_size = UINT64_MAX;
  std::memcpy(far.data() + far.size() - sizeof section, &section, sizeof section);
  EXPECT_THAT(FindCalls(far), testing::Contains(kCode));
  section.sh_offset = UINT64_MAX - 8;
  std::memcpy(far.data() + far.size() - sizeof section, &section, sizeof section);
  EXPECT_THAT(FindCalls(far), testing::IsEmpty());
}

TEST(KernelCallsTest, CallsTheFunction) {
  std::string elf = MakeElf({Call(kElementCountCall)}, SHF_EXECINSTR);
  CallKernelFunction(elf, FindCalls(elf), 4711);
  bpf_insn call{};
  std::memcpy(&call, elf.data() + kCode, sizeof call);
  EXPECT_EQ(call.src_reg, BPF_PSEUDO_KFUNC_CALL);
  EXPECT_EQ(call.imm, 4711);
  EXPECT_THAT(FindCalls(elf), testing::IsEmpty());
}

}  // namespace
}  // namespace sonde::runtime
