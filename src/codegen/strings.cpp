// Strings: literals, reading from memory, equality. Leaves: ProgramEmitter's string members.
// Invariant: a string in memory is zero after its NUL, so that equal strings are equal bytes.
// Covered by the run tests of strings.
#include <algorithm>
#include <cstring>
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

void ProgramEmitter::EmitStringInto(const typed::String& node, Value* to) {
  const uint32_t capacity = SizeOf(*node.type);
  std::string bytes = node.text.substr(0, capacity);
  const auto used = std::min<uint32_t>((static_cast<uint32_t>(bytes.size()) + 8) & ~7U, capacity);
  bytes.resize(used);
  for (const auto [offset, chunk] : Chunks(used, {to})) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + offset, chunk);
    StoreInteger(At(to, offset), Constant(word), chunk);
  }
  if (capacity > used) Zero(At(to, used), capacity - used);
}

// The most bytes a read may take, as a register whose bound the verifier can see.
// A length beyond the capacity is counted as a cut at `cut`, if given.
llvm::Value* ProgramEmitter::BoundedLength(const typed::Expr& length, uint32_t capacity,
                                           const SourceRange* cut) {
  Value* limit = Constant(capacity);
  Value* wanted = EmitScalar(length);
  if (cut != nullptr) {
    Branch(builder_.CreateICmpUGT(wanted, limit),
           [&] { Count(bundle::LedgerKind::Truncated, module_.LocationIndex(*cut)); });
  }
  Value* bounded = builder_.CreateSelect(builder_.CreateICmpULT(wanted, limit), wanted, limit);
  // Once more on a value that LLVM knows nothing about, all 64 bits of it: what is compared is then what is
  // passed.
  bounded = Opaque(bounded);
  bounded = builder_.CreateSelect(builder_.CreateICmpULT(bounded, limit), bounded, limit);
  return builder_.CreateTrunc(bounded, builder_.getInt32Ty());
}

void ProgramEmitter::EmitReadStringInto(const typed::ReadString& node, Value* to) {
  const bool clear = std::exchange(zero_tails_, true);
  const bool in_bpf = InMemory(*node.address->type);
  // Of a text that is cut, no more is read than it has.
  const uint32_t own = SizeOf(*node.type);
  const uint32_t capacity = in_bpf ? std::min(own, SizeOf(*node.address->type)) : own;
  Value* address = in_bpf ? EmitAddress(*node.address) : EmitScalar(*node.address);
  // With a small max_strlen one more byte is read: a string without a NUL in its capacity is then known to be
  // cut, and printed with the trailer.
  const bool detect_cut = node.length == nullptr && capacity < 1024;
  const Mark mark = MarkTemporaries();
  Value* target = detect_cut ? Temporary(capacity + 1) : to;
  const uint32_t read_size = detect_cut ? capacity + 1 : capacity;
  Value* size = node.length ? BoundedLength(*node.length, capacity) : builder_.getInt32(read_size);
  SetLocation(node.range);
  if (clear) Zero(target, std::max(read_size, own));
  const Helper helper = node.space == AddressSpace::User     ? Helper::ProbeReadUserStr
                        : node.space == AddressSpace::Kernel ? Helper::ProbeReadKernelStr
                                                             : Helper::ProbeReadStr;
  Value* result = Call(helper, {target, size, address});
  Branch(builder_.CreateICmpSLT(result, Constant(0)), [&] { CountFailedRead(node.space, node.range); });
  if (detect_cut) Copy(to, target, capacity);
  // A length in the script is what its author wants, and a string of the program's own was read before.
  if (node.length == nullptr && !in_bpf) CountCut(node, result, to, address, detect_cut);
  ReleaseTemporaries(mark);
}

// Counts a string that goes on behind its capacity. `result` is what the helper returned: all that it could
// take when it was cut, but also when it just fits. `detected`: one byte more was asked for, so it does not
// fit. Otherwise the byte that the helper replaced by a NUL is read once more; if it is none, it is kept,
// which is how strings that were cut are told from others.
void ProgramEmitter::CountCut(const typed::ReadString& node, Value* result, Value* to, Value* address,
                              bool detected) {
  const uint32_t capacity = SizeOf(*node.type);
  const uint32_t most = detected ? capacity + 1 : capacity;
  const auto count = [&] { Count(bundle::LedgerKind::Truncated, module_.LocationIndex(node.range)); };
  // Up to 6.3 the kernel's function returns an int: the upper half says nothing.
  Value* code = builder_.CreateTrunc(result, builder_.getInt32Ty());
  Branch(builder_.CreateICmpSGE(code, builder_.getInt32(most)), [&] {
    if (detected) return count();
    Value* last = At(to, capacity - 1);
    const Helper helper = node.space == AddressSpace::User     ? Helper::ProbeReadUser
                          : node.space == AddressSpace::Kernel ? Helper::ProbeReadKernel
                                                               : Helper::ProbeRead;
    Call(helper, {last, builder_.getInt32(1), builder_.CreateAdd(address, Constant(capacity - 1))});
    Branch(builder_.CreateICmpNE(builder_.CreateLoad(builder_.getInt8Ty(), last), builder_.getInt8(0)),
           count);
  });
}

llvm::Value* ProgramEmitter::EqualToLiteral(Value* memory, uint32_t capacity, const std::string& text) {
  // Up to and with the NUL, or as far as the other string reaches.
  const auto bytes = std::min<uint32_t>(static_cast<uint32_t>(text.size()) + 1, capacity);
  Value* difference = Constant(0);
  for (const auto [offset, chunk] : Chunks(bytes, {memory})) {
    uint64_t word = 0;
    std::memcpy(&word, text.c_str() + offset, chunk);
    auto* type = builder_.getIntNTy(8 * chunk);
    Value* part = builder_.CreateAlignedLoad(type, At(memory, offset), llvm::Align(chunk));
    Value* bits = builder_.CreateXor(builder_.CreateZExt(part, builder_.getInt64Ty()), Constant(word));
    difference = builder_.CreateOr(difference, bits);
  }
  return builder_.CreateICmpEQ(difference, Constant(0));
}

llvm::Value* ProgramEmitter::EmitMemoryEquality(const typed::Binary& node) {
  // Sema may have widened a literal to the other side's capacity: compare with the literal itself.
  const auto literal = [](const typed::Expr& expr) -> const typed::String* {
    const typed::Expr* inner = &expr;
    while (inner->kind == ExprKind::Convert && inner->type->kind == TypeKind::String) {
      inner = As<typed::Convert>(*inner).operand.get();
    }
    return inner->kind == ExprKind::String ? &As<typed::String>(*inner) : nullptr;
  };
  const auto limited = [&](uint32_t bytes) { return node.limit == 0 ? bytes : std::min(bytes, node.limit); };
  if (const auto* text = literal(*node.right)) {
    return EqualToLiteral(EmitAddress(*node.left), limited(SizeOf(*node.left->type)), text->text);
  }
  if (const auto* text = literal(*node.left)) {
    return EqualToLiteral(EmitAddress(*node.right), limited(SizeOf(*node.right->type)), text->text);
  }
  Value* left = EmitAddress(*node.left);
  Value* right = EmitAddress(*node.right);
  SetLocation(node.range);
  return EqualBytes(left, right, limited(std::min(SizeOf(*node.left->type), SizeOf(*node.right->type))));
}

}  // namespace sonde::codegen
