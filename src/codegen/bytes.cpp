// Bytes and text: buf(), strlen(), strstr(), clearing what lies behind a NUL. Leaves: ProgramEmitter's
// EmitReadBufferInto, EmitStringLength, EmitFindText, ClearTail. Covered by tests/run/values.test.
#include <algorithm>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;

namespace {

constexpr uint64_t kMaxSteps = 1ULL << 23U;  // the kernel's limit for bpf_loop

// Words of the state of a search.
enum FindState : uint32_t { kStart, kMatched, kResult, kFindWords };

}  // namespace

// A string in memory is zero behind its NUL; an array of characters in the kernel need not be. The loop has
// no branch that depends on the text, so the verifier walks it once.
void ProgramEmitter::ClearTail(Value* text, uint32_t bytes) {
  Value* index = StackSlot(8);
  Value* mask = StackSlot(8);
  builder_.CreateStore(Constant(0), index);
  builder_.CreateStore(Constant(0xff), mask);
  Block* loop = NewBlock("clear");
  Block* done = NewBlock("cleared");
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  Value* i = builder_.CreateLoad(builder_.getInt64Ty(), index);
  Value* at = builder_.CreateGEP(builder_.getInt8Ty(), text, {i});
  Value* byte = builder_.CreateZExt(builder_.CreateLoad(builder_.getInt8Ty(), at), builder_.getInt64Ty());
  // -1 for a NUL, else 0: (byte - 1) >> 63.
  Value* is_nul = builder_.CreateAShr(builder_.CreateSub(byte, Constant(1)), 63);
  Value* left = builder_.CreateAnd(builder_.CreateLoad(builder_.getInt64Ty(), mask),
                                   builder_.CreateNot(Opaque(is_nul)));
  builder_.CreateStore(left, mask);
  builder_.CreateStore(builder_.CreateTrunc(builder_.CreateAnd(byte, left), builder_.getInt8Ty()), at);
  Value* next = builder_.CreateAdd(i, Constant(1));
  builder_.CreateStore(next, index);
  builder_.CreateCondBr(builder_.CreateICmpULT(next, Constant(bytes)), loop, done);
  builder_.SetInsertPoint(done);
}

void ProgramEmitter::EmitReadBufferInto(const typed::ReadBuffer& node, Value* to) {
  const uint32_t capacity = SizeOf(*node.type) - 4;
  const bool in_bpf = InMemory(*node.address->type);
  const Mark mark = MarkTemporaries();
  Value* address = in_bpf ? EmitAddress(*node.address) : EmitScalar(*node.address);
  Value* length = nullptr;
  const bool whole = node.length->kind == typed::ExprKind::Integer;
  if (whole) {
    length = builder_.getInt32(capacity);
  } else {
    length = BoundedLength(*node.length, capacity, &node.range);
  }
  SetLocation(node.range);
  if (!whole) Zero(to, SizeOf(*node.type));
  StoreInteger(to, builder_.CreateZExt(length, builder_.getInt64Ty()), 4);
  const AddressSpace space = in_bpf ? AddressSpace::Kernel : node.space;
  ReadBytes(At(to, 4), length, address, space, node.range);
  ReleaseTemporaries(mark);
}

// The helper copies up to the NUL and says how much that was. A string that fills its capacity has no NUL.
llvm::Value* ProgramEmitter::EmitStringLength(const typed::StringLength& node) {
  const uint32_t capacity = SizeOf(*node.operand->type);
  const Mark mark = MarkTemporaries();
  Value* text = EmitAddress(*node.operand);
  Value* copy = Temporary(capacity);
  SetLocation(node.range);
  Value* copied = Call(Helper::ProbeReadKernelStr, {copy, builder_.getInt32(capacity), text});
  Value* last = builder_.CreateLoad(builder_.getInt8Ty(), At(text, capacity - 1));
  ReleaseTemporaries(mark);
  return builder_.CreateSelect(builder_.CreateICmpNE(last, builder_.getInt8(0)), Constant(capacity),
                               builder_.CreateSub(copied, Constant(1)));
}

// One comparison of a search, called by bpf_loop until it returns 1. `frame` points to the text, the needle
// and the state; all three lie in scratch memory.
llvm::Function* ProgramEmitter::EmitFindStep(uint32_t text_size, uint32_t needle_size, SourceRange range) {
  const std::string name =
      function_->getName().str() + "_find" + std::to_string(module_.NextHelperFunction());
  auto* word = builder_.getInt64Ty();
  auto* type = llvm::FunctionType::get(word, {word, builder_.getPtrTy()}, false);
  auto* step = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module_.module());
  step->addFnAttr(llvm::Attribute::NoUnwind);
  step->addFnAttr(llvm::Attribute::NoInline);
  step->addFnAttr("target-cpu", "v3");
  step->setSubprogram(module_.debug().Callback(name, range, 1));
  llvm::IRBuilder<> code(module_.context());
  const auto block = [&](const char* label) { return Block::Create(module_.context(), label, step); };
  Block* entry = block("entry");
  Block* in_needle = block("in_needle");
  Block* in_text = block("in_text");
  Block* compare = block("compare");
  Block* same = block("same");
  Block* differs = block("differs");
  Block* restart = block("restart");
  Block* found = block("found");
  Block* over = block("over");
  code.SetInsertPoint(entry);
  code.SetCurrentDebugLocation(module_.debug().Location(range, step->getSubprogram()));
  const auto pointer = [&](uint32_t index) {
    return code.CreateLoad(code.getPtrTy(), code.CreateConstGEP1_64(word, step->getArg(1), index));
  };
  const auto character = [&](Value* base, Value* index) {
    return code.CreateLoad(code.getInt8Ty(), code.CreateGEP(code.getInt8Ty(), base, {index}));
  };
  Value* text = pointer(0);
  Value* needle = pointer(1);
  Value* state = pointer(2);
  const auto slot = [&](uint32_t index) { return code.CreateConstGEP1_64(word, state, index); };
  Value* start = code.CreateLoad(word, slot(kStart));
  Value* matched = code.CreateLoad(word, slot(kMatched));
  code.CreateCondBr(code.CreateICmpULT(matched, code.getInt64(needle_size)), in_needle, found);
  code.SetInsertPoint(in_needle);
  Value* wanted = character(needle, matched);
  code.CreateCondBr(code.CreateICmpEQ(wanted, code.getInt8(0)), found, in_text);
  code.SetInsertPoint(in_text);
  Value* at = code.CreateAdd(start, matched);
  code.CreateCondBr(code.CreateICmpULT(at, code.getInt64(text_size)), compare, over);
  code.SetInsertPoint(compare);
  Value* have = character(text, at);
  code.CreateCondBr(code.CreateICmpEQ(have, wanted), same, differs);
  code.SetInsertPoint(same);
  code.CreateStore(code.CreateAdd(matched, code.getInt64(1)), slot(kMatched));
  code.CreateRet(code.getInt64(0));
  code.SetInsertPoint(differs);
  code.CreateCondBr(code.CreateICmpEQ(have, code.getInt8(0)), over, restart);
  code.SetInsertPoint(restart);
  code.CreateStore(code.CreateAdd(start, code.getInt64(1)), slot(kStart));
  code.CreateStore(code.getInt64(0), slot(kMatched));
  code.CreateRet(code.getInt64(0));
  code.SetInsertPoint(found);
  code.CreateStore(start, slot(kResult));
  code.CreateBr(over);
  code.SetInsertPoint(over);
  code.CreateRet(code.getInt64(1));
  return step;
}

// Split programs have one for all texts of the same sizes: functions are few.
llvm::Function* ProgramEmitter::FindStep(uint32_t text_size, uint32_t needle_size, SourceRange range) {
  if (!weights_) return EmitFindStep(text_size, needle_size, range);
  llvm::Function*& step = find_steps_[{text_size, needle_size}];
  if (step == nullptr) step = EmitFindStep(text_size, needle_size, range);
  return step;
}

// Everything lies in scratch memory, where the verifier does not follow values: it looks at one step only.
llvm::Value* ProgramEmitter::EmitFindText(const typed::FindText& node) {
  const uint32_t text_size = SizeOf(*node.text->type);
  const uint32_t needle_size = SizeOf(*node.needle->type);
  const Mark mark = MarkTemporaries();
  Value* text = ScratchAt(ScratchWords(text_size));
  EmitInto(*node.text, text);
  Value* needle = ScratchAt(ScratchWords(needle_size));
  EmitInto(*node.needle, needle);
  Value* state = ScratchAt(ScratchWords(8 * kFindWords));
  SetLocation(node.range);
  builder_.CreateStore(Constant(0), At(state, 8ULL * kStart));
  builder_.CreateStore(Constant(0), At(state, 8ULL * kMatched));
  builder_.CreateStore(Constant(UINT64_MAX), At(state, 8ULL * kResult));
  Value* frame = CallFrame();
  builder_.CreateStore(text, frame);
  builder_.CreateStore(needle, At(frame, 8));
  builder_.CreateStore(state, At(frame, 16));
  const uint64_t steps = std::min(uint64_t{text_size} * needle_size + 1, kMaxSteps);
  llvm::Function* step = FindStep(text_size, needle_size, node.range);
  Call(Helper::Loop, {builder_.getInt32(static_cast<uint32_t>(steps)), step, frame, LoopFlags()});
  Value* result = builder_.CreateLoad(builder_.getInt64Ty(), At(state, 8ULL * kResult));
  ReleaseTemporaries(mark);
  return result;
}

}  // namespace sonde::codegen
