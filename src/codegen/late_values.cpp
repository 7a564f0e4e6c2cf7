// Values that get their meaning when they are shown, and the clocks they are made of. Leaves: LowerNsecs,
// LowerStrftime, LowerNtop, LowerMacaddr, LowerCgroupPath. Layouts: ValueKind. Covered by
// tests/run/times.test, network.test and processes.test.
#include <cstddef>

#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"

namespace sonde::codegen {

Value* LowerNsecs(FunctionEmitter& f, const typed::Apply& node) {
  switch (static_cast<Clock>(typed::As<typed::Integer>(*node.args[0]).bits)) {
    case Clock::Monotonic:
      return f.CallHelper(Helper::KtimeNs, {});
    case Clock::Tai:
      return f.CallHelper(Helper::KtimeTaiNs, {});
    case Clock::SwTai: {
      Value* distance = f.ir.CreateLoad(
          f.ir.getInt64Ty(), f.module().data().ReadOnlyField(offsetof(ReadOnlyData, tai_distance_ns)), true);
      return f.ir.CreateAdd(f.CallHelper(Helper::KtimeBootNs, {}), distance);
    }
    case Clock::None:
    case Clock::Boot:
    case Clock::Several:
      break;
  }
  return f.CallHelper(Helper::KtimeBootNs, {});
}

void LowerStrftime(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const uint32_t format = f.module().metadata().TextIndex(typed::As<typed::String>(*node.args[0]).text);
  const auto origin = static_cast<uint64_t>(OriginOf(node.args[1]->type->meaning.clock));
  Value* time = EmitScalar(f, *node.args[1]);
  f.ir.CreateStore(f.Constant(origin << 32U | format), to);
  f.ir.CreateStore(time, f.At(to, 8));
}

// What the address has not is zero.
void LowerNtop(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const typed::Expr& address = *node.args[1];
  f.ir.CreateStore(EmitScalar(f, *node.args[0]), to);
  Value* const bytes = f.At(to, 8);
  const bool number = !InMemory(*address.type);
  const uint32_t size = number ? 4 : SizeOf(*address.type);
  if (number) {
    f.StoreInteger(bytes, EmitScalar(f, address), size);
  } else {
    EmitInto(f, address, bytes);
  }
  constexpr uint32_t kAddressBytes = 16;
  f.Zero(f.At(bytes, size), kAddressBytes - size);
}

void LowerMacaddr(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const typed::Expr& address = *node.args[0];
  const uint32_t bytes = SizeOf(*node.type);
  if (!InMemory(*address.type)) {
    return ReadMemory(f, to, bytes, EmitScalar(f, address), node.space, node.range);
  }
  const Mark mark = f.MarkTemporaries();
  f.Copy(to, EmitAddress(f, address), bytes);
  f.ReleaseTemporaries(mark);
}

void LowerCgroupPath(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const uint32_t filter = f.module().metadata().TextIndex(typed::As<typed::String>(*node.args[1]).text);
  Value* id = EmitScalar(f, *node.args[0]);
  f.ir.CreateStore(f.Constant(filter), to);
  f.ir.CreateStore(id, f.At(to, 8));
}

}  // namespace sonde::codegen
