// Equality of values in memory. Small ones are compared inline; of larger ones the kernel calls a function
// for each piece: the verifier would follow a loop round by round, and gives up on long strings. Leaves:
// ProgramEmitter::EqualBytes. Covered by the run tests of strings and of large values.
#include "codegen/program.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kInline = 128;  // bytes
constexpr uint32_t kPiece = 64;    // bytes that one call compares

// Words of CallFrame.
enum EqualFrame : uint32_t { kLeft, kRight, kDifference };

}  // namespace

// Compares piece number `index` and returns 1 where the values differ. Made once per size.
llvm::Function* ProgramEmitter::EqualStep(uint32_t pieces) {
  llvm::Function*& step = equal_steps_[pieces];
  if (step != nullptr) return step;
  const std::string name = std::string(row_.name) + "_" + std::to_string(index_) + "_equal" +
                           std::to_string(module_.NextHelperFunction());
  auto* word = builder_.getInt64Ty();
  auto* type = llvm::FunctionType::get(word, {word, builder_.getPtrTy()}, false);
  step = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module_.module());
  step->addFnAttr(llvm::Attribute::NoUnwind);
  step->addFnAttr(llvm::Attribute::NoInline);
  step->addFnAttr("target-cpu", "v3");
  step->setSubprogram(module_.debug().Callback(name, probe_.range, 1));
  auto* entry = Block::Create(module_.context(), "entry", step);
  auto* compare = Block::Create(module_.context(), "compare", step);
  auto* over = Block::Create(module_.context(), "over", step);
  llvm::IRBuilder<> code(entry);
  code.SetCurrentDebugLocation(module_.debug().Location(probe_.range, step->getSubprogram()));
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

llvm::Value* ProgramEmitter::EqualBytes(Value* left, Value* right, uint32_t bytes) {
  if (bytes <= kInline) return EqualInline(left, right, bytes);
  const uint32_t pieces = bytes / kPiece;
  Value* frame = CallFrame();
  builder_.CreateStore(left, At(frame, 8ULL * kLeft));
  builder_.CreateStore(right, At(frame, 8ULL * kRight));
  builder_.CreateStore(Constant(0), At(frame, 8ULL * kDifference));
  Call(Helper::Loop, {builder_.getInt32(pieces), EqualStep(pieces), frame, LoopFlags()});
  Value* equal = builder_.CreateICmpEQ(
      builder_.CreateLoad(builder_.getInt64Ty(), At(frame, 8ULL * kDifference)), Constant(0));
  const uint32_t done = pieces * kPiece;
  if (done == bytes) return equal;
  return builder_.CreateAnd(equal, EqualInline(At(left, done), At(right, done), bytes - done));
}

llvm::Value* ProgramEmitter::EqualInline(Value* left, Value* right, uint32_t bytes) {
  Value* difference = Constant(0);
  for (const auto [offset, chunk] : Chunks(bytes, {left, right})) {
    auto* type = builder_.getIntNTy(8 * chunk);
    Value* a = builder_.CreateAlignedLoad(type, At(left, offset), llvm::Align(chunk));
    Value* b = builder_.CreateAlignedLoad(type, At(right, offset), llvm::Align(chunk));
    Value* bits = builder_.CreateZExt(builder_.CreateXor(a, b), builder_.getInt64Ty());
    difference = builder_.CreateOr(difference, bits);
  }
  return builder_.CreateICmpEQ(difference, Constant(0));
}

}  // namespace sonde::codegen
