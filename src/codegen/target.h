// The LLVM side: target machine, pass list, object emission. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/Module.h>

#include <functional>
#include <string>

#include "base/result.h"
#include "codegen/refusal.h"

namespace sonde::codegen {

// What LLVM reports as an error (a stack frame too large) goes to `refusal`, the first one, and nothing is
// printed. `refusal` must outlive the context.
void CollectRefusals(llvm::LLVMContext& context, Refusal& refusal);

// Sets triple and data layout of a new module; must come before any layout question.
void PrepareModule(llvm::Module& module);

// Runs the pass list (docs/design/codegen.md says why these) in place. `expand` makes code of values that
// stand for calls (task_values.h), once those of one path are one.
void RunPasses(llvm::Module& module, const std::function<void(llvm::Function&)>& expand);

// The relocatable BPF ELF of an optimised module.
Result<std::string> EmitObject(llvm::Module& module);
// The same as text.
Result<std::string> EmitAssembly(const llvm::Module& module);

std::string PrintModule(const llvm::Module& module);
// Empty when the module is well formed.
std::string VerifyModule(const llvm::Module& module);

}  // namespace sonde::codegen
