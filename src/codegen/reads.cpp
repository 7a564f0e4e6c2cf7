// Reading traced memory. Leaves: ReadMemory, ReadValue, ReadBytes. Covered by tests/run/values.test and
// tests/run/access.test.
#include "codegen/reads.h"

#include "codegen/counters.h"
#include "codegen/faults.h"

namespace sonde::codegen {

void CountFailedRead(FunctionEmitter& f, AddressSpace space, SourceRange range) {
  const bool user = space == AddressSpace::User;
  Count(f, user ? bundle::LedgerKind::UserReadFailed : bundle::LedgerKind::ReadFailed,
        f.LocationIndex(range));
}

void ReadBytes(FunctionEmitter& f, Value* to, Value* length, Value* address, AddressSpace space,
               SourceRange range) {
  const Helper helper = space == AddressSpace::User     ? Helper::ProbeReadUser
                        : space == AddressSpace::Kernel ? Helper::ProbeReadKernel
                                                        : Helper::ProbeRead;
  Value* result = f.CallHelper(helper, {to, length, address});
  if (MayWait(f, space)) result = ReadBytesAgain(f, result, to, length, address);
  f.Branch(f.ir.CreateICmpSLT(result, f.Constant(0)), [&] { CountFailedRead(f, space, range); });
}

void ReadMemory(FunctionEmitter& f, Value* to, uint32_t bytes, Value* address, AddressSpace space,
                SourceRange range) {
  ReadBytes(f, to, f.ir.getInt32(bytes), address, space, range);
}

void ReadValue(FunctionEmitter& f, Value* to, const Type& type, Value* address, AddressSpace space,
               SourceRange range, Tail tail) {
  f.module().metadata().UseLayout(type, range);
  const bool clear = tail == Tail::Clear && type.kind == TypeKind::String && SizeOf(type) > 0;
  ReadMemory(f, to, SizeOf(type), address, space, range);
  if (clear) ClearTail(f, to, SizeOf(type));
}

// A string in memory is zero behind its NUL; an array of characters in the kernel need not be. The loop has
// no branch that depends on the text, so the verifier walks it once.
void ClearTail(FunctionEmitter& f, Value* text, uint32_t bytes) {
  Value* index = f.StackSlot(8);
  Value* mask = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), index);
  f.ir.CreateStore(f.Constant(0xff), mask);
  Block* loop = f.NewBlock("clear");
  Block* done = f.NewBlock("cleared");
  f.ir.CreateBr(loop);
  f.ir.SetInsertPoint(loop);
  Value* i = f.ir.CreateLoad(f.ir.getInt64Ty(), index);
  Value* at = f.ir.CreateGEP(f.ir.getInt8Ty(), text, {i});
  Value* byte = f.ir.CreateZExt(f.ir.CreateLoad(f.ir.getInt8Ty(), at), f.ir.getInt64Ty());
  // -1 for a NUL, else 0: (byte - 1) >> 63.
  Value* is_nul = f.ir.CreateAShr(f.ir.CreateSub(byte, f.Constant(1)), 63);
  Value* left = f.ir.CreateAnd(f.ir.CreateLoad(f.ir.getInt64Ty(), mask), f.ir.CreateNot(f.Opaque(is_nul)));
  f.ir.CreateStore(left, mask);
  f.ir.CreateStore(f.ir.CreateTrunc(f.ir.CreateAnd(byte, left), f.ir.getInt8Ty()), at);
  Value* next = f.ir.CreateAdd(i, f.Constant(1));
  f.ir.CreateStore(next, index);
  f.ir.CreateCondBr(f.ir.CreateICmpULT(next, f.Constant(bytes)), loop, done);
  f.ir.SetInsertPoint(done);
}

}  // namespace sonde::codegen
