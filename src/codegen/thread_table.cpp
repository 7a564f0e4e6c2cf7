// Tables by thread. Leaves: FindElement, AssignThreadElement, DeleteThreadElement, AssignElement,
// DeleteElement. Covered by tests/codegen/thread_table_test.cpp.
#include "codegen/thread_table.h"

#include <bit>

#include "codegen/counters.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "defs/thread_table.h"

namespace sonde::codegen {
namespace {

constexpr auto kOrder = llvm::AtomicOrdering::SequentiallyConsistent;

// What a thread has in the table.
class Place {
 public:
  // Emits the look-up.
  Place(FunctionEmitter& f, uint32_t map, Value* key) : f_(f) {
    // Threads that were made one after the other come to lie far apart.
    constexpr uint32_t kSpread = 0x9e3779b1;
    constexpr uint32_t kShift = 32 - std::countr_zero(kThreadPlaces);
    thread_ = f.ir.CreateAlignedLoad(f.ir.getInt32Ty(), key, llvm::Align(4));
    Value* index = f.ir.CreateLShr(f.ir.CreateMul(thread_, f.ir.getInt32(kSpread)), kShift);
    const Mark mark = f.MarkTemporaries();
    Value* slot = f.Temporary(4);
    f.ir.CreateStore(index, slot);
    place_ = f.ir.CreateIntToPtr(Lookup(f, f.module().maps().store(map).threads, slot), f.ir.getPtrTy());
    f.ReleaseTemporaries(mark);
    owns_ = f.ir.CreateOr(f.ir.CreateZExt(thread_, f.ir.getInt64Ty()), f.Constant(kThreadOwns));
  }

  Value* address() { return place_; }
  Value* value() { return f_.At(place_, offsetof(ThreadPlace, value)); }
  // The number of idle tasks and of those outside of a namespace, which many have at once.
  Value* IsThread() { return f_.ir.CreateICmpNE(thread_, f_.ir.getInt32(0)); }
  Value* IsOwn() { return f_.ir.CreateICmpEQ(Word(offsetof(ThreadPlace, owner)), owns_); }
  Value* IsFree() { return f_.ir.CreateICmpEQ(Word(offsetof(ThreadPlace, owner)), f_.Constant(0)); }
  Value* HasSpilled() { return f_.ir.CreateICmpNE(Word(offsetof(ThreadPlace, spilled)), f_.Constant(0)); }
  // Another thread that comes at the same moment finds the place taken.
  Value* Claim() {
    Value* was = f_.ir.CreateExtractValue(
        f_.ir.CreateAtomicCmpXchg(place_, f_.Constant(0), f_.Constant(kThreadClaimed), llvm::Align(8), kOrder,
                                  kOrder),
        0);
    return f_.ir.CreateICmpEQ(was, f_.Constant(0));
  }
  void Own() { f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, place_, owns_, llvm::Align(8), kOrder); }
  void Free() { f_.ir.CreateStore(f_.Constant(0), place_, true); }
  void Spill() { f_.ir.CreateStore(f_.Constant(1), f_.At(place_, offsetof(ThreadPlace, spilled)), true); }

 private:
  Value* Word(uint64_t offset) { return f_.ir.CreateLoad(f_.ir.getInt64Ty(), f_.At(place_, offset), true); }

  FunctionEmitter& f_;
  Value* thread_ = nullptr;
  Value* place_ = nullptr;
  Value* owns_ = nullptr;
};

Value* LookupInMap(FunctionEmitter& f, uint32_t map, Value* key) {
  return f.ir.CreateIntToPtr(Lookup(f, f.module().maps().store(map).map, key), f.ir.getPtrTy());
}

uint32_t ValueBytes(FunctionEmitter& f, uint32_t map) {
  return f.module().maps().store(map).value_size;
}

}  // namespace

Value* FindElement(FunctionEmitter& f, uint32_t map, Value* key) {
  if (f.module().maps().store(map).threads == nullptr) return LookupInMap(f, map, key);
  Value* result = f.StackSlot(8);
  Place place(f, map, key);
  f.ir.CreateStore(llvm::ConstantPointerNull::get(f.ir.getPtrTy()), result);
  f.Branch(f.ir.CreateIsNotNull(place.address()), [&] {
    f.Branch(
        place.IsOwn(), [&] { f.ir.CreateStore(place.value(), result); },
        [&] { f.Branch(place.HasSpilled(), [&] { f.ir.CreateStore(LookupInMap(f, map, key), result); }); });
  });
  return f.ir.CreateLoad(f.ir.getPtrTy(), result);
}

void AssignThreadElement(FunctionEmitter& f, uint32_t map, Value* key, Value* value) {
  const uint32_t bytes = ValueBytes(f, map);
  Place place(f, map, key);
  const auto spill = [&] {
    place.Spill();
    AssignElement(f, map, key, value);
  };
  const auto take = [&] {
    f.Copy(place.value(), value, bytes);
    place.Own();
    // What the thread may have left in the map while its place was another's.
    f.Branch(place.HasSpilled(), [&] { DeleteElement(f, map, key); });
  };
  f.Branch(f.ir.CreateIsNotNull(place.address()), [&] {
    f.Branch(
        place.IsOwn(), [&] { f.Copy(place.value(), value, bytes); },
        [&] {
          f.Branch(
              f.ir.CreateAnd(place.IsThread(), place.IsFree()), [&] { f.Branch(place.Claim(), take, spill); },
              spill);
        });
  });
}

Value* DeleteThreadElement(FunctionEmitter& f, uint32_t map, Value* key) {
  Value* existed = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), existed);
  Place place(f, map, key);
  f.Branch(f.ir.CreateIsNotNull(place.address()), [&] {
    f.Branch(
        place.IsOwn(),
        [&] {
          place.Free();
          f.ir.CreateStore(f.Constant(1), existed);
        },
        [&] {
          f.Branch(place.HasSpilled(), [&] { f.ir.CreateStore(DeleteElement(f, map, key), existed); });
        });
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), existed);
}

void AssignElement(FunctionEmitter& f, uint32_t map, Value* key, Value* value) {
  Value* result =
      f.CallHelper(Helper::MapUpdate, {f.module().maps().store(map).map, key, value, f.Constant(kUpdateAny)});
  // Up to 6.3 the kernel's function returns an int: the upper half says nothing.
  Value* code = f.ir.CreateTrunc(result, f.ir.getInt32Ty());
  f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)),
           [&] { Count(f, bundle::LedgerKind::UpdateFailed, map); });
}

Value* DeleteElement(FunctionEmitter& f, uint32_t map, Value* key) {
  Value* result = f.CallHelper(Helper::MapDelete, {f.module().maps().store(map).map, key});
  Value* existed = f.ir.CreateICmpEQ(f.ir.CreateTrunc(result, f.ir.getInt32Ty()), f.ir.getInt32(0));
  return f.ir.CreateZExt(existed, f.ir.getInt64Ty());
}

}  // namespace sonde::codegen
