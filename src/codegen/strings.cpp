// Strings: literals, reading from memory, equality. Leaves: EmitBytes of String,
// LowerStr, LowerStrConcat, EmitMemoryEquality.
// Invariant: a string in memory is zero after its NUL, so that equal strings are equal bytes.
// Covered by the run tests of strings.
#include "codegen/strings.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/faults.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "codegen/reads.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// Counts a string that goes on behind its capacity. `result` is what the helper returned: all that it could
// take when it was cut, but also when it just fits. `detected`: one byte more was asked for, so it does not
// fit. Otherwise the byte that the helper replaced by a NUL is read once more; if it is none, it is kept,
// which is how strings that were cut are told from others.
void CountCut(FunctionEmitter& f, const typed::Apply& node, Value* result, Value* to, Value* address,
              bool detected) {
  const uint32_t capacity = SizeOf(*node.type);
  const uint32_t most = detected ? capacity + 1 : capacity;
  const auto count = [&] {
    Count(f, bundle::LedgerKind::Truncated, f.module().metadata().LocationIndex(node.range));
  };
  // Up to 6.3 the kernel's function returns an int: the upper half says nothing.
  Value* code = f.ir.CreateTrunc(result, f.ir.getInt32Ty());
  f.Branch(f.ir.CreateICmpSGE(code, f.ir.getInt32(most)), [&] {
    if (detected) return count();
    Value* last = f.At(to, capacity - 1);
    const Helper helper = node.space == AddressSpace::User     ? Helper::ProbeReadUser
                          : node.space == AddressSpace::Kernel ? Helper::ProbeReadKernel
                                                               : Helper::ProbeRead;
    f.CallHelper(helper, {last, f.ir.getInt32(1), f.ir.CreateAdd(address, f.Constant(capacity - 1))});
    f.Branch(f.ir.CreateICmpNE(f.ir.CreateLoad(f.ir.getInt8Ty(), last), f.ir.getInt8(0)), count);
  });
}

Value* EqualToLiteral(FunctionEmitter& f, Value* memory, uint32_t capacity, const std::string& text) {
  // Up to and with the NUL, or as far as the other string reaches.
  const auto bytes = std::min<uint32_t>(static_cast<uint32_t>(text.size()) + 1, capacity);
  Value* difference = f.Constant(0);
  for (const auto [offset, chunk] : f.Chunks(bytes, {memory})) {
    uint64_t word = 0;
    std::memcpy(&word, text.c_str() + offset, chunk);
    auto* type = f.ir.getIntNTy(8 * chunk);
    Value* part = f.ir.CreateAlignedLoad(type, f.At(memory, offset), llvm::Align(chunk));
    Value* bits = f.ir.CreateXor(f.ir.CreateZExt(part, f.ir.getInt64Ty()), f.Constant(word));
    difference = f.ir.CreateOr(difference, bits);
  }
  return f.ir.CreateICmpEQ(difference, f.Constant(0));
}

}  // namespace

void EmitBytes(FunctionEmitter& f, const typed::String& node, Value* to, Tail /*tail*/) {
  const uint32_t capacity = SizeOf(*node.type);
  std::string bytes = node.text.substr(0, capacity);
  const auto used = std::min<uint32_t>((static_cast<uint32_t>(bytes.size()) + 8) & ~7U, capacity);
  bytes.resize(used);
  for (const auto [offset, chunk] : f.Chunks(used, {to})) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + offset, chunk);
    f.StoreInteger(f.At(to, offset), f.Constant(word), chunk);
  }
  if (capacity > used) f.Zero(f.At(to, used), capacity - used);
}

// The most bytes a read may take, as a register whose bound the verifier can see.
// A length beyond the capacity is counted as a cut at `cut`, if given.
Value* BoundedLength(FunctionEmitter& f, const typed::Expr& length, uint32_t capacity,
                     const SourceRange* cut) {
  Value* limit = f.Constant(capacity);
  Value* wanted = EmitScalar(f, length);
  if (cut != nullptr) {
    f.Branch(f.ir.CreateICmpUGT(wanted, limit),
             [&] { Count(f, bundle::LedgerKind::Truncated, f.module().metadata().LocationIndex(*cut)); });
  }
  Value* bounded = f.ir.CreateSelect(f.ir.CreateICmpULT(wanted, limit), wanted, limit);
  // Once more on a value that LLVM knows nothing about, all 64 bits of it: what is compared is then what is
  // passed.
  bounded = f.Opaque(bounded);
  bounded = f.ir.CreateSelect(f.ir.CreateICmpULT(bounded, limit), bounded, limit);
  return f.ir.CreateTrunc(bounded, f.ir.getInt32Ty());
}

void LowerStr(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail tail) {
  const typed::Expr& data = *node.args[0];
  const typed::Expr* length = node.args.size() > 1 ? node.args[1].get() : nullptr;
  const bool in_bpf = InMemory(*data.type);
  // Of a text that is cut, no more is read than it has.
  const uint32_t own = SizeOf(*node.type);
  const uint32_t capacity = in_bpf ? std::min(own, SizeOf(*data.type)) : own;
  Value* address = in_bpf ? EmitAddress(f, data) : EmitScalar(f, data);
  // With a small max_strlen one more byte is read: a string without a NUL in its capacity is then known to be
  // cut, and printed with the trailer.
  const bool detect_cut = length == nullptr && capacity < 1024;
  const Mark mark = f.MarkTemporaries();
  Value* target = detect_cut ? f.Temporary(capacity + 1) : to;
  const uint32_t read_size = detect_cut ? capacity + 1 : capacity;
  Value* size = length != nullptr ? BoundedLength(f, *length, capacity) : f.ir.getInt32(read_size);
  f.SetLocation(node.range);
  if (tail == Tail::Clear) f.Zero(target, std::max(read_size, own));
  const Helper helper = node.space == AddressSpace::User     ? Helper::ProbeReadUserStr
                        : node.space == AddressSpace::Kernel ? Helper::ProbeReadKernelStr
                                                             : Helper::ProbeReadStr;
  Value* result = f.CallHelper(helper, {target, size, address});
  if (MayWait(f, node.space)) result = ReadTextAgain(f, result, target, size, address, read_size);
  f.Branch(f.ir.CreateICmpSLT(result, f.Constant(0)), [&] { CountFailedRead(f, node.space, node.range); });
  if (detect_cut) f.Copy(to, target, capacity);
  // A length in the script is what its author wants, and a string of the program's own was read before.
  if (length == nullptr && !in_bpf) CountCut(f, node, result, to, address, detect_cut);
  f.ReleaseTemporaries(mark);
}

// The strings of an array, each at a place of its own, up to the first that is not there. What could not be
// read and what is longer or more than there is room for is counted.
void LowerJoin(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const Helper helper = node.space == AddressSpace::User     ? Helper::ProbeReadUserStr
                        : node.space == AddressSpace::Kernel ? Helper::ProbeReadKernelStr
                                                             : Helper::ProbeReadStr;
  Value* array = EmitScalar(f, *node.args[0]);
  f.SetLocation(node.range);
  const Mark mark = f.MarkTemporaries();
  Value* slot = f.Temporary(8);
  const auto count_cut = [&] { Count(f, bundle::LedgerKind::Truncated, f.LocationIndex(node.range)); };
  const auto address_of = [&](uint32_t number) -> Value* {
    f.ir.CreateStore(f.Constant(0), slot);
    ReadMemory(f, slot, 8, f.ir.CreateAdd(array, f.Constant(8ULL * number)), node.space, node.range);
    return f.ir.CreateLoad(f.ir.getInt64Ty(), slot);
  };
  Block* done = f.NewBlock("joined");
  Value* size = f.ir.getInt32(kJoinedSize);
  for (uint32_t i = 0; i < kJoinedStrings; ++i) {
    Value* string = f.At(to, uint64_t{i} * kJoinedSize);
    f.StoreInteger(string, f.Constant(0), 1);
    Value* address = address_of(i);
    Block* there = f.NewBlock("string");
    f.ir.CreateCondBr(f.ir.CreateICmpEQ(address, f.Constant(0)), done, there);
    f.ir.SetInsertPoint(there);
    Value* result = f.CallHelper(helper, {string, size, address});
    if (MayWait(f, node.space)) result = ReadTextAgain(f, result, string, size, address, kJoinedSize);
    Value* code = f.ir.CreateTrunc(result, f.ir.getInt32Ty());
    f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)), [&] { CountFailedRead(f, node.space, node.range); });
    f.Branch(f.ir.CreateICmpSGE(code, size), count_cut);
  }
  f.Branch(f.ir.CreateICmpNE(address_of(kJoinedStrings), f.Constant(0)), count_cut);
  f.ir.CreateBr(done);
  f.ir.SetInsertPoint(done);
  f.ReleaseTemporaries(mark);
}

// The second text is written behind the first, wherever that ends, in memory with room for both.
void LowerStrConcat(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const uint32_t capacity = SizeOf(*node.type);
  const uint32_t first = SizeOf(*node.args[0]->type);
  const uint32_t second = SizeOf(*node.args[1]->type);
  const Mark mark = f.MarkTemporaries();
  // A copy: what makes the second may change what the first was made of.
  Value* front = f.ScratchAt(f.ScratchWords(first));
  EmitInto(f, *node.args[0], front);
  Value* behind = EmitAddress(f, *node.args[1]);
  Value* both = f.ScratchAt(f.ScratchWords(first + second + 1));
  f.SetLocation(node.range);
  f.Zero(both, first + second + 1);
  // What is copied, with a NUL; a text that fills its capacity has room for one here.
  Value* copied = f.CallHelper(Helper::ProbeReadKernelStr, {both, f.ir.getInt32(first + 1), front});
  Value* length = f.Opaque(f.ir.CreateSub(
      f.ir.CreateZExt(f.ir.CreateTrunc(copied, f.ir.getInt32Ty()), f.ir.getInt64Ty()), f.Constant(1)));
  Value* end = f.ir.CreateSelect(f.ir.CreateICmpULT(length, f.Constant(first)), length, f.Constant(first));
  f.CallHelper(Helper::ProbeReadKernel,
               {f.ir.CreateGEP(f.ir.getInt8Ty(), both, {end}), f.ir.getInt32(second), behind});
  if (capacity <= first + second) {  // without room for its NUL it is cut
    Value* last = f.ir.CreateLoad(f.ir.getInt8Ty(), f.At(both, capacity - 1));
    f.Branch(f.ir.CreateICmpNE(last, f.ir.getInt8(0)), [&] {
      Count(f, bundle::LedgerKind::Truncated, f.module().metadata().LocationIndex(node.range));
    });
  }
  const uint32_t kept = std::min(capacity, first + second);
  if (kept < capacity) f.Zero(to, capacity);
  f.Copy(to, both, kept);
  f.ReleaseTemporaries(mark);
}

Value* EmitMemoryEquality(FunctionEmitter& f, const typed::Binary& node) {
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
    return EqualToLiteral(f, EmitAddress(f, *node.left), limited(SizeOf(*node.left->type)), text->text);
  }
  if (const auto* text = literal(*node.left)) {
    return EqualToLiteral(f, EmitAddress(f, *node.right), limited(SizeOf(*node.right->type)), text->text);
  }
  Value* left = EmitAddress(f, *node.left);
  Value* right = EmitAddress(f, *node.right);
  f.SetLocation(node.range);
  return EqualBytes(f, left, right, limited(std::min(SizeOf(*node.left->type), SizeOf(*node.right->type))));
}

Value* ZeroBytes(FunctionEmitter& f, Value* word) {
  constexpr uint64_t kOnes = 0x0101010101010101, kTops = 0x8080808080808080;
  Value* borrowed = f.ir.CreateAnd(f.ir.CreateSub(word, f.Constant(kOnes)), f.ir.CreateNot(word));
  return f.ir.CreateAnd(borrowed, f.Constant(kTops));
}

}  // namespace sonde::codegen
