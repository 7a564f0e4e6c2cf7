// Functions of the script as BPF subprograms. Like loop bodies they share variables with their program
// through the scratch slot: arguments are stored there before the call, the result is loaded afterwards.
// Functions of imported objects are called as C calls them.
// Leaves: ProgramEmitter's EmitFunctions, EmitCall, EmitImportedCall. Covered by
// tests/run/script-functions.test and tests/run/cimports.test.
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {

// Callees come first. Temporaries of a function keep their scratch memory: it may be called from anywhere.
void ProgramEmitter::EmitFunctions() {
  for (const auto& function : probe_.functions) {
    scratch_used_ = scratch_peak_;
    const std::string name = "fn_" + function.name + "_";
    const bool used = std::exchange(frame_context_used_, false);
    functions_.push_back(EmitCallback(name.c_str(), 0, [&](llvm::Function&) { EmitBlock(function.body); }));
    functions_use_context_.push_back(frame_context_used_);
    frame_context_used_ |= used;
  }
  scratch_used_ = scratch_peak_;
}

void ProgramEmitter::EmitFunctionReturn() {
  builder_.CreateStore(Constant(kLeftFunction), ScratchAt(returned_offset_));
  builder_.CreateBr(exit_);
  StartUnreachable();
}

// All arguments are evaluated before the first is stored: they may call the same function.
void ProgramEmitter::EmitCall(const typed::Call& node) {
  const typed::Function& callee = probe_.functions[node.function];
  std::vector<Value*> values;
  for (const auto& arg : node.args) {
    if (!InMemory(*arg->type)) {
      values.push_back(EmitScalar(*arg));
      continue;
    }
    values.push_back(Temporary(SizeOf(*arg->type)));
    EmitInto(*arg, values.back());
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const Type& type = *node.args[i]->type;
    Value* slot = VariableAt(callee.params[i]);
    if (InMemory(type)) {
      Copy(slot, values[i], SizeOf(type));
    } else {
      builder_.CreateStore(values[i], slot);
    }
  }
  SetLocation(node.range);
  builder_.CreateCall(functions_[node.function], {OwnFrame()});
  frame_context_used_ |= functions_use_context_[node.function];
  // exit() leaves the program from any depth.
  Value* word = ScratchAt(returned_offset_);
  Value* left = builder_.CreateLoad(builder_.getInt64Ty(), word);
  Block* leave = NewBlock("leave_all");
  Block* after = NewBlock("after_call");
  builder_.CreateCondBr(builder_.CreateICmpEQ(left, Constant(kLeftProgram)), leave, after);
  builder_.SetInsertPoint(leave);
  builder_.CreateBr(exit_);
  builder_.SetInsertPoint(after);
  builder_.CreateStore(Constant(0), word);
}

// Strings and arrays go by address: C may write to them. Bits of the result beyond its type are not defined.
llvm::Value* ProgramEmitter::EmitImportedCall(const typed::ImportedCall& node) {
  llvm::Function* callee = module_.Imported(node.function);
  std::vector<Value*> values;
  for (const auto& arg : node.args) {
    llvm::Type* wanted = callee->getFunctionType()->getParamType(static_cast<unsigned>(values.size()));
    if (arg->kind == typed::ExprKind::MapAddress) {
      const uint32_t map = typed::As<typed::MapAddress>(*arg).map;
      module_.Walk(map);
      values.push_back(module_.store(map).map);
    } else if (InMemory(*arg->type)) {
      values.push_back(EmitAddress(*arg));
    } else {
      Value* value = EmitScalar(*arg);
      values.push_back(wanted->isPointerTy() ? builder_.CreateIntToPtr(value, wanted) : value);
    }
  }
  SetLocation(node.range);
  Value* result = builder_.CreateCall(callee, values);
  return node.type->kind == TypeKind::Void ? Constant(0) : Narrow(result, *node.type);
}

}  // namespace sonde::codegen
