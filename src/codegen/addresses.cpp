// Addresses of the kernel's symbols, which the runtime writes into the read-only data before programs are
// loaded. Leaves: LowerKaddr, LowerPercpuKaddr. Covered by tests/golden/codegen/value/* and
// tests/run/kernel-addresses.test.
#include <cstddef>

#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/task_values.h"

namespace sonde::codegen {
namespace {

// A constant of the run, which LLVM must not take for the zero that it is in the bundle.
Value* ReadOnlyWord(FunctionEmitter& f, uint32_t offset) {
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.module().data().ReadOnlyField(offset), true);
}

Value* AddressOfSymbol(FunctionEmitter& f, const typed::Expr& number) {
  return ReadOnlyWord(f,
                      f.module().AddressWord(static_cast<uint32_t>(typed::As<typed::Integer>(number).bits)));
}

}  // namespace

Value* LowerKaddr(FunctionEmitter& f, const typed::Apply& node) {
  return AddressOfSymbol(f, *node.args[0]);
}

// The kernel's SHIFT_PERCPU_PTR(symbol, __per_cpu_offset[cpu]). The array has something for CPUs that cannot
// be, too.
Value* LowerPercpuKaddr(FunctionEmitter& f, const typed::Apply& node) {
  constexpr uint32_t kWord = 8;
  const auto& numbers = typed::As<typed::Tuple>(*node.args[0]);
  const bool given = node.args.size() > 1;
  Value* cpu = given ? EmitScalar(f, *node.args[1]) : CurrentCpu(f);
  f.SetLocation(node.range);
  if (!given) cpu = f.ir.CreateAnd(cpu, f.Constant(0xffffffffU));
  Value* result = f.StackSlot(kWord);
  f.ir.CreateStore(f.Constant(0), result);
  Value* possible = ReadOnlyWord(f, offsetof(ReadOnlyData, cpu_count));
  f.Branch(f.ir.CreateICmpULT(cpu, possible), [&] {
    const Mark mark = f.MarkTemporaries();
    Value* distance = f.Temporary(kWord);
    Value* place = f.ir.CreateAdd(AddressOfSymbol(f, *numbers.elements[1]), f.ir.CreateShl(cpu, 3));
    Value* failed = f.CallHelper(Helper::ProbeReadKernel, {distance, f.ir.getInt32(kWord), place});
    f.Branch(
        f.ir.CreateICmpSLT(failed, f.Constant(0)),
        [&] { CountFailedRead(f, AddressSpace::Kernel, node.range); },
        [&] {
          Value* offset = f.ir.CreateLoad(f.ir.getInt64Ty(), distance);
          f.ir.CreateStore(f.ir.CreateAdd(AddressOfSymbol(f, *numbers.elements[0]), offset), result);
        });
    f.ReleaseTemporaries(mark);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

}  // namespace sonde::codegen
