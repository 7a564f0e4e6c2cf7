// Families of processes: the runtime keeps a map of all their tasks (process_families.h there), programs look
// the current one up. Leaves: EmitIsInFamily, LowerProgenyof. Covered by tests/codegen/* and
// tests/run/follow.test.
#include "codegen/families.h"

#include "codegen/functions.h"
#include "codegen/task_values.h"

namespace sonde::codegen {

Value* EmitIsInFamily(FunctionEmitter& f, Value* task, uint32_t family) {
  Value* key = f.StackSlot(8);
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(task, key);
  f.ir.CreateStore(f.Constant(0), result);
  Value* families = f.ir.CreateIntToPtr(
      f.CallHelper(Helper::MapLookup, {f.module().runtime_maps().NeedFamilies(), key}), f.ir.getPtrTy());
  f.Branch(f.ir.CreateIsNotNull(families), [&] {
    Value* bits = f.ir.CreateLShr(f.ir.CreateLoad(f.ir.getInt64Ty(), families), family);
    f.ir.CreateStore(f.ir.CreateAnd(bits, f.Constant(1)), result);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

Value* LowerProgenyof(FunctionEmitter& f, const typed::Apply& node) {
  const auto number = static_cast<uint32_t>(typed::As<typed::Integer>(*node.args[0]).bits);
  f.SetLocation(node.range);
  return EmitIsInFamily(f, TaskAddress(f), kFirstFamilyOfScript + number);
}

}  // namespace sonde::codegen
