// Equality of values in memory. Small ones are compared inline; of larger ones the kernel calls a function
// for each piece: the verifier would follow a loop round by round, and gives up on long strings. Leaves:
// EqualBytes. Covered by the run tests of strings and of large values.
#include "codegen/callbacks.h"
#include "codegen/program.h"
#include "codegen/strings.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kInline = 128;  // bytes
constexpr uint32_t kPiece = 64;    // bytes that one call compares

// Words of CallFrame.
enum EqualFrame : uint32_t { kLeft, kRight, kDifference };

// Compares piece number `index` and returns 1 where the values differ. Made once per size.
llvm::Function* EqualStep(FunctionEmitter& f, uint32_t pieces) {
  llvm::Function*& step = f.program.steps().equal[pieces];
  if (step != nullptr) return step;
  const std::string name = f.NameOf("equal" + std::to_string(f.module().functions().NextCallbackNumber()));
  auto* word = f.ir.getInt64Ty();
  auto* type = llvm::FunctionType::get(word, {word, f.ir.getPtrTy()}, false);
  step = f.module().functions().NewCallback(type, f.module().debug().Callback(name, f.probe().range, 1));
  auto* entry = Block::Create(f.module().context(), "entry", step);
  auto* compare = Block::Create(f.module().context(), "compare", step);
  auto* over = Block::Create(f.module().context(), "over", step);
  llvm::IRBuilder<> code(entry);
  code.SetCurrentDebugLocation(f.module().debug().Location(f.probe().range, step->getSubprogram()));
  Value* index = step->getArg(0);
  Value* frame = step->getArg(1);
  const auto pointer = [&](uint32_t at) {
    return code.CreateLoad(code.getPtrTy(), code.CreateConstGEP1_64(word, frame, at));
  };
  code.CreateCondBr(code.CreateICmpULT(index, code.getInt64(pieces)), compare, over);
  code.SetInsertPoint(compare);
  Value* offset = code.CreateMul(index, code.getInt64(kPiece));
  Value* left = code.CreateGEP(code.getInt8Ty(), pointer(kLeft), {offset});
  Value* right = code.CreateGEP(code.getInt8Ty(), pointer(kRight), {offset});
  Value* difference = code.getInt64(0);
  for (uint32_t i = 0; i < kPiece / 8; ++i) {
    const auto part = [&](Value* base) {
      return code.CreateAlignedLoad(word, code.CreateConstGEP1_64(word, base, i), llvm::Align(8));
    };
    difference = code.CreateOr(difference, code.CreateXor(part(left), part(right)));
  }
  code.CreateStore(difference, code.CreateConstGEP1_64(word, frame, kDifference));
  code.CreateRet(code.CreateZExt(code.CreateICmpNE(difference, code.getInt64(0)), word));
  code.SetInsertPoint(over);
  code.CreateRet(code.getInt64(1));
  return step;
}

Value* EqualInline(FunctionEmitter& f, Value* left, Value* right, uint32_t bytes) {
  Value* difference = f.Constant(0);
  for (const auto [offset, chunk] : f.Chunks(bytes, {left, right})) {
    auto* type = f.ir.getIntNTy(8 * chunk);
    Value* a = f.ir.CreateAlignedLoad(type, f.At(left, offset), llvm::Align(chunk));
    Value* b = f.ir.CreateAlignedLoad(type, f.At(right, offset), llvm::Align(chunk));
    Value* bits = f.ir.CreateZExt(f.ir.CreateXor(a, b), f.ir.getInt64Ty());
    difference = f.ir.CreateOr(difference, bits);
  }
  return f.ir.CreateICmpEQ(difference, f.Constant(0));
}

}  // namespace

Value* EqualBytes(FunctionEmitter& f, Value* left, Value* right, uint32_t bytes) {
  if (bytes <= kInline) return EqualInline(f, left, right, bytes);
  const uint32_t pieces = bytes / kPiece;
  Value* frame = f.CallFrame();
  f.ir.CreateStore(left, f.At(frame, 8ULL * kLeft));
  f.ir.CreateStore(right, f.At(frame, 8ULL * kRight));
  f.ir.CreateStore(f.Constant(0), f.At(frame, 8ULL * kDifference));
  f.CallHelper(Helper::Loop, {f.ir.getInt32(pieces), EqualStep(f, pieces), frame, LoopFlags(f)});
  Value* equal =
      f.ir.CreateICmpEQ(f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(frame, 8ULL * kDifference)), f.Constant(0));
  const uint32_t done = pieces * kPiece;
  if (done == bytes) return equal;
  return f.ir.CreateAnd(equal, EqualInline(f, f.At(left, done), f.At(right, done), bytes - done));
}

}  // namespace sonde::codegen
