// Sessions. Leaves: MakeHalf, FinishSession. Covered by tests/codegen/session_test.cpp and
// tests/run/kprobe-session.test.
#include "codegen/session.h"

#include <algorithm>
#include <memory>

#include "types/imported.h"

namespace sonde::codegen {
namespace {

constexpr char kIsReturn[] = "bpf_session_is_return";

// A function of the kernel, bool(void), which libbpf looks up at load.
llvm::Function* IsReturnFunction(ModuleEmitter& module) {
  if (llvm::Function* made = module.module().getFunction(kIsReturn)) return made;
  auto result = std::make_shared<CType>();
  result->kind = CType::Kind::Bool;
  result->name = "_Bool";
  result->size = 1;
  auto prototype = std::make_shared<CType>();
  prototype->kind = CType::Kind::Function;
  prototype->element = std::move(result);
  auto* type = llvm::FunctionType::get(llvm::Type::getInt8Ty(module.context()), {}, false);
  auto* made = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, kIsReturn, module.module());
  made->setSubprogram(module.debug().External({kIsReturn, std::move(prototype), {}}));
  made->setSection(".ksyms");
  return made;
}

// Of the other half, if that has been made; both have the same plan but for their kind.
llvm::Function* HalfOf(ProgramEmitter& program, ProbeKind kind) {
  return program.module().module().getFunction(NameOfSession(program.plan()) + "_" +
                                               std::string(RowOf(kind).name));
}

}  // namespace

llvm::Function* MakeHalf(ProgramEmitter& program) {
  llvm::LLVMContext& context = program.module().context();
  auto* type =
      llvm::FunctionType::get(llvm::Type::getInt32Ty(context), {llvm::PointerType::get(context, 0)}, false);
  return program.module().functions().NewCallback(
      type, program.module().debug().Subprogram(program.name(), program.probe().range, {true}, false));
}

void FinishSession(ProgramEmitter& program) {
  llvm::Function* at_entry = HalfOf(program, ProbeKind::Kprobe);
  llvm::Function* at_return = HalfOf(program, ProbeKind::Kretprobe);
  if (at_entry == nullptr || at_return == nullptr) return;
  ModuleEmitter& module = program.module();
  const std::string name = NameOfSession(program.plan());
  llvm::Function* both = MakeProgram(program, name);
  both->setSubprogram(module.debug().Function(name, program.probe().range));
  llvm::LLVMContext& context = module.context();
  const auto block = [&](const char* label) { return llvm::BasicBlock::Create(context, label, both); };
  Block *start = block("start"), *entered = block("entry"), *returned = block("return"),
        *done = block("done");
  llvm::IRBuilder<> code(start);
  code.SetCurrentDebugLocation(module.debug().Location(program.probe().range, both->getSubprogram()));
  Value* returns = code.CreateCall(IsReturnFunction(module), {});
  code.CreateCondBr(code.CreateICmpNE(returns, code.getInt8(0)), returned, entered);
  for (const auto& [place, half] : {std::pair(entered, at_entry), std::pair(returned, at_return)}) {
    code.SetInsertPoint(place);
    code.CreateCall(half, {both->getArg(0)});
    code.CreateBr(done);
  }
  code.SetInsertPoint(done);
  code.CreateRet(code.getInt32(0));
}

}  // namespace sonde::codegen
