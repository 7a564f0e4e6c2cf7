// Functions of the script as BPF subprograms. Like loop bodies they share variables with their program
// through the scratch slot: arguments are stored there before the call, the result is loaded afterwards.
// Functions of imported objects are called as C calls them.
// Leaves: EmitFunctions, EmitFunctionReturn, and what calls come to. Covered by
// tests/run/script-functions.test and tests/run/cimports.test.
#include "codegen/calls.h"

#include "codegen/callbacks.h"
#include "codegen/expressions.h"
#include "codegen/program.h"
#include "codegen/statements.h"
#include "typed/space.h"

namespace sonde::codegen {
namespace {

// All arguments are evaluated before the first is stored: they may call the same function.
void CallScriptFunction(FunctionEmitter& f, const typed::Call& node) {
  const typed::Function& callee = f.probe().functions[node.function];
  std::vector<Value*> values;
  for (const auto& arg : node.args) {
    if (!InMemory(*arg->type)) {
      values.push_back(EmitScalar(f, *arg));
      continue;
    }
    values.push_back(f.Temporary(SizeOf(*arg->type)));
    EmitInto(f, *arg, values.back());
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const Type& type = *node.args[i]->type;
    Value* slot = f.VariableAt(callee.params[i]);
    if (InMemory(type)) {
      f.Copy(slot, values[i], SizeOf(type));
    } else {
      f.ir.CreateStore(values[i], slot);
    }
  }
  f.SetLocation(node.range);
  const ScriptFunction& made = f.program.functions()[node.function];
  f.ir.CreateCall(made.function, {OwnFrame(f)});
  f.frame.context_used |= made.uses_context;
  // exit() leaves the program from any depth.
  Value* word = f.ScratchAt(f.program.layout().returned);
  Value* left = f.ir.CreateLoad(f.ir.getInt64Ty(), word);
  Block* leave = f.NewBlock("leave_all");
  Block* after = f.NewBlock("after_call");
  f.ir.CreateCondBr(f.ir.CreateICmpEQ(left, f.Constant(kLeftProgram)), leave, after);
  f.ir.SetInsertPoint(leave);
  f.ir.CreateBr(f.exit);
  f.ir.SetInsertPoint(after);
  f.ir.CreateStore(f.Constant(0), word);
}

}  // namespace

// Callees come first. Temporaries of a function keep their scratch memory: it may be called from anywhere.
void EmitFunctions(FunctionEmitter& f) {
  ScratchLayout& scratch = f.program.scratch();
  const bool awake = f.plan().may_sleep() && typed::WalksMaps(f.probe());
  for (const auto& function : f.probe().functions) {
    scratch.Reset(scratch.peak());
    const Callback made = EmitCallback(f, "fn_" + function.name + "_", 0, [&](FunctionEmitter& inner) {
      inner.role.awake = awake;
      EmitBlock(inner, function.body);
    });
    f.program.functions().push_back({made.function, made.uses_context});
  }
  scratch.Reset(scratch.peak());
}

void EmitFunctionReturn(FunctionEmitter& f) {
  f.ir.CreateStore(f.Constant(kLeftFunction), f.ScratchAt(f.program.layout().returned));
  f.ir.CreateBr(f.exit);
  f.StartUnreachable();
}

// Strings and arrays go by address: C may write to them. Bits of the result beyond its type are not defined.
Value* EmitWord(FunctionEmitter& f, const typed::ImportedCall& node) {
  llvm::Function* callee = f.module().functions().Imported(node.function);
  std::vector<Value*> values;
  for (const auto& arg : node.args) {
    llvm::Type* wanted = callee->getFunctionType()->getParamType(static_cast<unsigned>(values.size()));
    if (arg->kind == typed::ExprKind::MapAddress) {
      const uint32_t map = typed::As<typed::MapAddress>(*arg).map;
      f.module().maps().Walk(map);
      values.push_back(f.module().maps().store(map).map);
    } else if (InMemory(*arg->type)) {
      values.push_back(EmitAddress(f, *arg));
    } else {
      Value* value = EmitScalar(f, *arg);
      values.push_back(wanted->isPointerTy() ? f.ir.CreateIntToPtr(value, wanted) : value);
    }
  }
  f.SetLocation(node.range);
  Value* result = f.ir.CreateCall(callee, values);
  return node.type->kind == TypeKind::Void ? f.Constant(0) : f.Narrow(result, *node.type);
}

Value* EmitWord(FunctionEmitter& f, const typed::Call& node) {
  CallScriptFunction(f, node);
  const int32_t result = f.probe().functions[node.function].result;
  if (result < 0) return f.Constant(0);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.VariableAt(static_cast<uint32_t>(result)));
}

void EmitBytes(FunctionEmitter& f, const typed::Call& node, Value* to, Tail /*tail*/) {
  CallScriptFunction(f, node);
  const auto result = static_cast<uint32_t>(f.probe().functions[node.function].result);
  f.Copy(to, f.VariableAt(result), SizeOf(*node.type));
}

Value* EmitWord(FunctionEmitter& f, const typed::MapAddress& node) {
  f.module().maps().Walk(node.map);
  return f.ir.CreatePtrToInt(f.module().maps().store(node.map).map, f.ir.getInt64Ty());
}

}  // namespace sonde::codegen
