// Bytes and text: buf(), strlen(), strstr(). Leaves: LowerBuf, LowerStrlen,
// LowerStrstr and LowerLen. Covered by tests/run/values.test.
#include <algorithm>

#include "codegen/callbacks.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/maps.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/strings.h"

namespace sonde::codegen {

namespace {

constexpr uint64_t kMaxSteps = 1ULL << 23U;  // the kernel's limit for bpf_loop

// Words of the state of a search.
enum FindState : uint32_t { kStart, kMatched, kResult, kFindWords };

// One comparison of a search, called by bpf_loop until it returns 1. `frame` points to the text, the needle
// and the state; all three lie in scratch memory.
llvm::Function* EmitFindStep(FunctionEmitter& f, uint32_t text_size, uint32_t needle_size,
                             SourceRange range) {
  const std::string name =
      f.function.getName().str() + "_find" + std::to_string(f.module().functions().NextCallbackNumber());
  auto* word = f.ir.getInt64Ty();
  auto* type = llvm::FunctionType::get(word, {word, f.ir.getPtrTy()}, false);
  llvm::Function* step =
      f.module().functions().NewCallback(type, f.module().debug().Callback(name, range, 1));
  llvm::IRBuilder<> code(f.module().context());
  const auto block = [&](const char* label) { return Block::Create(f.module().context(), label, step); };
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
  code.SetCurrentDebugLocation(f.module().debug().Location(range, step->getSubprogram()));
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
llvm::Function* FindStep(FunctionEmitter& f, uint32_t text_size, uint32_t needle_size, SourceRange range) {
  if (!f.split()) return EmitFindStep(f, text_size, needle_size, range);
  llvm::Function*& step = f.program.steps().search[{text_size, needle_size}];
  if (step == nullptr) step = EmitFindStep(f, text_size, needle_size, range);
  return step;
}

}  // namespace

void LowerBuf(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const typed::Expr& data = *node.args[0];
  const typed::Expr& wanted = *node.args[1];
  const uint32_t capacity = SizeOf(*node.type) - 4;
  const bool in_bpf = InMemory(*data.type);
  const Mark mark = f.MarkTemporaries();
  Value* address = in_bpf ? EmitAddress(f, data) : EmitScalar(f, data);
  Value* length = nullptr;
  const bool whole = wanted.kind == typed::ExprKind::Integer;
  if (whole) {
    length = f.ir.getInt32(capacity);
  } else {
    length = BoundedLength(f, wanted, capacity, &node.range);
  }
  f.SetLocation(node.range);
  if (!whole) f.Zero(to, SizeOf(*node.type));
  f.StoreInteger(to, f.ir.CreateZExt(length, f.ir.getInt64Ty()), 4);
  const AddressSpace space = in_bpf ? AddressSpace::Kernel : node.space;
  ReadBytes(f, f.At(to, 4), length, address, space, node.range);
  f.ReleaseTemporaries(mark);
}

// The helper copies up to the NUL and says how much that was. A string that fills its capacity has no NUL.
Value* LowerStrlen(FunctionEmitter& f, const typed::Apply& node) {
  const Mark mark = f.MarkTemporaries();
  Value* text = EmitAddress(f, *node.args[0]);
  f.SetLocation(node.range);
  Value* length = TextLength(f, text, SizeOf(*node.args[0]->type));
  f.ReleaseTemporaries(mark);
  return length;
}

Value* TextLength(FunctionEmitter& f, Value* text, uint32_t capacity) {
  const Mark mark = f.MarkTemporaries();
  Value* copy = f.Temporary(capacity);
  Value* copied = f.CallHelper(Helper::ProbeReadKernelStr, {copy, f.ir.getInt32(capacity), text});
  Value* last = f.ir.CreateLoad(f.ir.getInt8Ty(), f.At(text, capacity - 1));
  f.ReleaseTemporaries(mark);
  return f.ir.CreateSelect(f.ir.CreateICmpNE(last, f.ir.getInt8(0)), f.Constant(capacity),
                           f.ir.CreateSub(copied, f.Constant(1)));
}

// Everything lies in scratch memory, where the verifier does not follow values: it looks at one step only.
Value* LowerStrstr(FunctionEmitter& f, const typed::Apply& node) {
  const uint32_t text_size = SizeOf(*node.args[0]->type);
  const uint32_t needle_size = SizeOf(*node.args[1]->type);
  const Mark mark = f.MarkTemporaries();
  Value* text = f.ScratchAt(f.ScratchWords(text_size));
  EmitInto(f, *node.args[0], text);
  Value* needle = f.ScratchAt(f.ScratchWords(needle_size));
  EmitInto(f, *node.args[1], needle);
  Value* state = f.ScratchAt(f.ScratchWords(8 * kFindWords));
  f.SetLocation(node.range);
  f.ir.CreateStore(f.Constant(0), f.At(state, 8ULL * kStart));
  f.ir.CreateStore(f.Constant(0), f.At(state, 8ULL * kMatched));
  f.ir.CreateStore(f.Constant(UINT64_MAX), f.At(state, 8ULL * kResult));
  Value* frame = f.CallFrame();
  f.ir.CreateStore(text, frame);
  f.ir.CreateStore(needle, f.At(frame, 8));
  f.ir.CreateStore(state, f.At(frame, 16));
  const uint64_t steps = std::min(uint64_t{text_size} * needle_size + 1, kMaxSteps);
  llvm::Function* step = FindStep(f, text_size, needle_size, node.range);
  f.CallHelper(Helper::Loop, {f.ir.getInt32(static_cast<uint32_t>(steps)), step, frame, LoopFlags(f)});
  Value* result = f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(state, 8ULL * kResult));
  f.ReleaseTemporaries(mark);
  return result;
}

Value* LowerLen(FunctionEmitter& f, const typed::Apply& node) {
  if (node.map != typed::Apply::kNoMap) return EmitMapLength(f, node.map);
  const typed::Expr& stack = *node.args[0];
  const bool user = stack.type->kind == TypeKind::UserStack;  // its count is behind the process
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(EmitAddress(f, stack), user ? 8 : 0));
}

}  // namespace sonde::codegen
