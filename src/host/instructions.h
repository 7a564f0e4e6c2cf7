// Where instructions begin in machine code, by the disassembler Capstone. It is a library that is opened when
// it is first asked, so neither sonde's start nor the runner pays for it. Covered by
// tests/host/instructions_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/host_view.h"

namespace sonde {

enum class Machine : uint8_t { X86_64, X86_32, Arm64 };

// The instruction that begins at, or holds, the byte `offset` of `code`, which begins with an instruction.
// `code` must reach behind that instruction (15 bytes are enough). An error when the bytes before are no
// instructions that the disassembler knows, or when there is no disassembler.
Result<InstructionSpan> FindInstruction(Machine machine, std::string_view code, uint64_t offset);

// Tells whether code is what it was.
uint64_t HashCode(std::string_view code);
// HashCode of `size` bytes of a file.
Result<uint64_t> HashCodeInFile(const std::string& path, uint64_t file_offset, uint64_t size);

// As HostView::UserInstruction, of a file that is there.
Result<InstructionSpan> FindInstructionInFile(const std::string& path, const UserFunction& function,
                                              uint64_t offset);

// As HostView::KernelInstruction: from the running kernel's memory.
Result<InstructionSpan> FindInstructionInKernel(uint64_t address, uint64_t offset);

}  // namespace sonde
