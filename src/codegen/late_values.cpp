// Values that get their meaning when they are shown, and the clocks they are made of. Leaves: LowerNsecs,
// LowerStrftime. Layouts: ValueKind. Covered by tests/run/times.test.
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

}  // namespace sonde::codegen
