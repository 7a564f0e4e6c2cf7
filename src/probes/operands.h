// Reading what the notes of static probes (USDT) say of arguments: "-4@%edi 8@16(%rsp)". Each is N@OPERAND:
// its size in bytes, negative where it is signed, and an operand as the compiler wrote it for the assembler.
// Covered by tests/probes/operands_test.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "types/operand.h"

namespace sonde {

enum class OperandSyntax : uint8_t { X86, Arm64 };

#if defined(__aarch64__)
inline constexpr OperandSyntax kNativeSyntax = OperandSyntax::Arm64;
#else
inline constexpr OperandSyntax kNativeSyntax = OperandSyntax::X86;
#endif

// The arguments in a note, in their order. (Operands of arm64 hold spaces in brackets.)
std::vector<std::string_view> SplitArguments(std::string_view arguments);

// One of them. The error says what it is that programs of the kernel cannot read: "it is a floating-point
// number". An operand of a symbol (`counter(%rip)`) has its name; its address is not known here.
Result<Operand> ParseOperand(std::string_view argument, OperandSyntax syntax);

}  // namespace sonde
