// Whether a function of a module is too large for BPF: its jumps reach 32,767 instructions, and the way out
// of a program is a jump over all of it. Large probes are split before (pieces.h), so this is about what
// cannot be: one expression. Covered by tests/codegen/size_check_test.cpp.
#pragma once

#include <optional>

#include "codegen/refusal.h"

namespace llvm {
class Module;
}

namespace sonde::codegen {

// The first function of an optimised module that is too large.
std::optional<Refusal> FindTooLarge(const llvm::Module& module);

}  // namespace sonde::codegen
