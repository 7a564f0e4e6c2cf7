// ModuleFunctions: the functions of a module that are no programs: callbacks and other static functions, and
// those of imported objects, which are declared once. Covered by tests/codegen/* and tests/run/cimports.test.
#pragma once

#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <map>

#include "codegen/debug_types.h"
#include "types/imported.h"

namespace sonde::codegen {

class ModuleFunctions {
 public:
  // `imported`: what the script imports; null if nothing. All outlive this.
  ModuleFunctions(llvm::Module& module, DebugTypes& debug, const CImports* imported)
      : module_(module), debug_(debug), imported_(imported) {}

  // A static function with the name of `subprogram`, which LLVM leaves a function of its own.
  llvm::Function* NewCallback(llvm::FunctionType* type, llvm::DISubprogram* subprogram);
  // Numbers the functions that programs hand to kernel helpers.
  uint32_t NextCallbackNumber() { return callbacks_++; }

  // The declaration of CImports::functions[index]: words and pointers in, a word or nothing out.
  llvm::Function* Imported(uint32_t index);
  // The declaration of the function that walks user stacks (unwind.bpf.c).
  llvm::Function* Unwind();
  [[nodiscard]] bool unwinds() const { return unwind_ != nullptr; }

 private:
  llvm::Function* Declare(const ImportedFunction& function);

  llvm::Module& module_;
  DebugTypes& debug_;
  const CImports* imported_;
  std::map<uint32_t, llvm::Function*> declared_;  // by index
  llvm::Function* unwind_ = nullptr;
  uint32_t callbacks_ = 0;
};

}  // namespace sonde::codegen
