// An instruction of BPF as assembly, spelled as LLVM's disassembler does. Covered by
// tests/explain/disassembly_test.cpp, and compared with llvm-objdump in tests/run/explain.test.
#pragma once

#include <string>

#include "explain/instruction.h"

namespace sonde::explain {

// "r1 = *(u64 *)(r1 + 0x8)". What no kernel knows either is "<unknown>".
std::string Disassemble(const Instruction& one);

}  // namespace sonde::explain
