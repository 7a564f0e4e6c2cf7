// The LLVM side: target machine, pass list, object emission. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/Module.h>

#include <string>

#include "base/result.h"

namespace sonde::codegen {

// Sets triple and data layout of a new module; must come before any layout question.
void PrepareModule(llvm::Module& module);

// Runs the pass list (docs/design/codegen.md says why these) in place.
Status Optimize(llvm::Module& module);

// The relocatable BPF ELF of an optimised module; with `assembly` the text form instead.
Result<std::string> EmitObject(llvm::Module& module, bool assembly);

std::string PrintModule(const llvm::Module& module);
// Empty when the module is well formed.
std::string VerifyModule(const llvm::Module& module);

}  // namespace sonde::codegen
