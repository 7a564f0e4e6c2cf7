// Calls of a kernel function in BPF code. Leaves: FindKernelCalls, CallKernelFunction. libbpf could do
// it, but it would parse all of the kernel's type information for it, and that of every module on kernels
// that lack the function. Covered by tests/runtime/kernel_calls_test.cpp.
#include "runtime/kernel_calls.h"

#include <elf.h>
#include <linux/bpf.h>

#include <cstring>

namespace sonde::runtime {
namespace {

template <typename T>
bool Read(std::string_view bytes, uint64_t offset, T& value) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return true;
}

bool IsCall(const bpf_insn& instruction, uint32_t number) {
  return instruction.code == (BPF_JMP | BPF_CALL) && instruction.src_reg == 0 && instruction.dst_reg == 0 &&
         static_cast<uint32_t>(instruction.imm) == number;
}

void FindCalls(std::string_view elf, const Elf64_Shdr& section, uint32_t number, std::vector<size_t>& calls) {
  bpf_insn instruction{};
  for (uint64_t at = 0; at + sizeof instruction <= section.sh_size; at += sizeof instruction) {
    if (!Read(elf, section.sh_offset + at, instruction)) return;
    if (IsCall(instruction, number)) calls.push_back(section.sh_offset + at);
    if (instruction.code == (BPF_LD | BPF_IMM | BPF_DW))
      at += sizeof instruction;  // its second half is a constant
  }
}

}  // namespace

std::vector<size_t> FindKernelCalls(std::string_view elf, uint32_t number) {
  std::vector<size_t> calls;
  Elf64_Ehdr header;
  if (!elf.starts_with(ELFMAG) || !Read(elf, 0, header) || header.e_shentsize != sizeof(Elf64_Shdr))
    return calls;
  for (uint64_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    if (!Read(elf, header.e_shoff + i * sizeof section, section)) break;
    if (section.sh_offset > elf.size()) continue;
    if (section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_EXECINSTR) != 0)
      FindCalls(elf, section, number, calls);
  }
  return calls;
}

void CallKernelFunction(std::string& elf, const std::vector<size_t>& calls, uint32_t function) {
  for (const size_t at : calls) {
    bpf_insn instruction{};
    if (!Read(elf, at, instruction)) continue;
    instruction.src_reg = BPF_PSEUDO_KFUNC_CALL;
    instruction.imm = static_cast<int32_t>(function);
    std::memcpy(elf.data() + at, &instruction, sizeof instruction);
  }
}

}  // namespace sonde::runtime
