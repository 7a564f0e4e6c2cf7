// Callbacks and declarations of imported functions. Leaves: ModuleFunctions. Covered by tests/codegen/* and
// tests/run/cimports.test.
#include "codegen/module_functions.h"

#include <vector>

#include "codegen/helpers.h"
#include "codegen/unwind.h"

namespace sonde::codegen {

llvm::Function* ModuleFunctions::NewCallback(llvm::FunctionType* type, llvm::DISubprogram* subprogram) {
  auto* function =
      llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, subprogram->getName(), module_);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  function->addFnAttr(llvm::Attribute::NoInline);
  function->addFnAttr("target-cpu", kTargetCpu);
  function->setSubprogram(subprogram);
  return function;
}

llvm::Function* ModuleFunctions::Imported(uint32_t index) {
  llvm::Function*& made = declared_[index];
  if (made == nullptr) made = Declare(imported_->functions[index]);
  return made;
}

llvm::Function* ModuleFunctions::Unwind() {
  if (unwind_ == nullptr) unwind_ = Declare(UnwindFunction());
  return unwind_;
}

llvm::Function* ModuleFunctions::Declare(const ImportedFunction& function) {
  auto& context = module_.getContext();
  llvm::Type* word = llvm::Type::getInt64Ty(context);
  std::vector<llvm::Type*> parameters;
  for (const auto& parameter : function.type->parameters) {
    const bool pointer = parameter->kind == CType::Kind::Pointer;
    parameters.push_back(pointer ? llvm::PointerType::get(context, 0) : word);
  }
  const bool is_void = function.type->element->kind == CType::Kind::Void;
  auto* type = llvm::FunctionType::get(is_void ? llvm::Type::getVoidTy(context) : word, parameters, false);
  auto* made = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, function.name, module_);
  made->setSubprogram(debug_.External(function));
  return made;
}

}  // namespace sonde::codegen
