// A function of a BPF program: control flow, values, counters. Leaves: FunctionEmitter, but for its memory
// (memory.cpp). Covered by tests/codegen/*.
#include "codegen/function.h"

#include <llvm/IR/InlineAsm.h>

#include "codegen/program.h"

namespace sonde::codegen {

FunctionEmitter::FunctionEmitter(ProgramEmitter& made_for, llvm::Function& made,
                                 llvm::DISubprogram* described)
    : program(made_for), ir(made_for.module().context()), function(made), subprogram(described) {
  Begin();
}

FunctionEmitter::FunctionEmitter(FunctionEmitter& parent, llvm::FunctionType* type,
                                 llvm::DISubprogram* described)
    : program(parent.program),
      ir(parent.module().context()),
      function(*parent.module().functions().NewCallback(type, described)),
      subprogram(described),
      role(parent.role) {
  role.callback = true;
  Begin();
  Block* start = NewBlock("start");
  ir.CreateBr(start);
  ir.SetInsertPoint(start);
}

void FunctionEmitter::Begin() {
  entry = NewBlock("entry");
  ir.SetInsertPoint(entry);
  SetLocation(probe().range);
  handles.scratch = ir.CreateAlloca(ir.getPtrTy(), nullptr, "scratch");
  if (split() != nullptr) handles.scratch_index = ir.CreateAlloca(ir.getInt64Ty(), nullptr, "slot");
}

ModuleEmitter& FunctionEmitter::module() {
  return program.module();
}
const typed::Probe& FunctionEmitter::probe() {
  return program.probe();
}
const ProbeTypeRow& FunctionEmitter::row() {
  return program.row();
}

const ProbePlan& FunctionEmitter::plan() {
  return program.plan();
}
Split* FunctionEmitter::split() {
  return program.split();
}
uint32_t FunctionEmitter::LocationIndex(SourceRange range) {
  return module().metadata().LocationIndex(range, program.blocks());
}
std::string FunctionEmitter::NameOf(const std::string& name) {
  return program.name() + "_" + name;
}

void FunctionEmitter::SetLocation(SourceRange range) {
  ir.SetCurrentDebugLocation(module().debug().Location(range, subprogram));
}

Value* FunctionEmitter::CallHelper(Helper helper, std::initializer_list<Value*> args) {
  std::vector<llvm::Type*> types;
  for (const Value* arg : args)
    types.push_back(arg->getType());
  auto* type = llvm::FunctionType::get(ir.getInt64Ty(), types, false);
  Value* address = llvm::ConstantExpr::getIntToPtr(Constant(static_cast<uint64_t>(helper)), ir.getPtrTy());
  return ir.CreateCall(type, address, llvm::ArrayRef<Value*>(args.begin(), args.size()));
}

llvm::BasicBlock* FunctionEmitter::NewBlock(const char* name) {
  return llvm::BasicBlock::Create(module().context(), name, &function);
}

void FunctionEmitter::Branch(Value* condition, const std::function<void()>& then,
                             const std::function<void()>& otherwise) {
  Block* yes = NewBlock("then");
  Block* after = NewBlock("after");
  Block* no = otherwise ? NewBlock("else") : after;
  ir.CreateCondBr(condition, yes, no);
  ir.SetInsertPoint(yes);
  then();
  ir.CreateBr(after);
  if (otherwise) {
    ir.SetInsertPoint(no);
    otherwise();
    ir.CreateBr(after);
  }
  ir.SetInsertPoint(after);
}

Value* FunctionEmitter::Opaque(Value* value) {
  auto* type = llvm::FunctionType::get(ir.getInt64Ty(), {ir.getInt64Ty()}, false);
  auto* barrier = llvm::InlineAsm::get(type, "", "=r,0", /*hasSideEffects=*/true);
  return ir.CreateCall(type, barrier, {value});
}

void FunctionEmitter::Fence() {
  auto* type = llvm::FunctionType::get(ir.getVoidTy(), false);
  ir.CreateCall(type, llvm::InlineAsm::get(type, "", "~{memory}", /*hasSideEffects=*/true));
}

// The pointer is the destination of the addition, which LLVM would be free to exchange: where a stack pointer
// of a subprogram is added to a number, the verifier takes the result for one into the stack of the main
// program.
Value* FunctionEmitter::AddToPointer(Value* pointer, Value* offset) {
  llvm::Type* address = pointer->getType();
  auto* type = llvm::FunctionType::get(address, {address, ir.getInt64Ty()}, false);
  auto* add = llvm::InlineAsm::get(type, "$0 += $2", "=r,0,r", /*hasSideEffects=*/true);
  return ir.CreateCall(type, add, {pointer, offset});
}

Value* FunctionEmitter::At(Value* pointer, uint64_t offset) {
  if (offset == 0) return pointer;
  return ir.CreateConstInBoundsGEP1_64(ir.getInt8Ty(), pointer, offset);
}

Value* FunctionEmitter::Extend(Value* value, const Type& type) {
  const bool sign = type.is_signed && (type.kind == TypeKind::Integer || type.kind == TypeKind::Enum);
  return sign ? ir.CreateSExt(value, ir.getInt64Ty()) : ir.CreateZExt(value, ir.getInt64Ty());
}

Value* FunctionEmitter::LoadInteger(Value* pointer, const Type& type, bool is_volatile) {
  const uint32_t bytes = SizeOf(type);
  auto* word = ir.getIntNTy(8 * bytes);
  Value* value = ir.CreateAlignedLoad(word, pointer, llvm::Align(bytes), is_volatile);
  return Extend(value, type);
}

void FunctionEmitter::StoreInteger(Value* pointer, Value* value, uint32_t bytes) {
  ir.CreateAlignedStore(ir.CreateTrunc(value, ir.getIntNTy(8 * bytes)), pointer, llvm::Align(bytes));
}

Value* FunctionEmitter::Narrow(Value* word, const Type& type) {
  const uint32_t bytes = SizeOf(type);
  return bytes >= 8 ? word : Extend(ir.CreateTrunc(word, ir.getIntNTy(8 * bytes)), type);
}

void FunctionEmitter::StartUnreachable() {
  ir.SetInsertPoint(NewBlock("unreachable"));
}

}  // namespace sonde::codegen
