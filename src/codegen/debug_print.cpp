// debugf: bpf_trace_printk with a format that sema has put into the kernel's words. Leaves: LowerDebugf.
// Covered by tests/run/debugf.test.
#include <array>

#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"

namespace sonde::codegen {

Value* LowerDebugf(FunctionEmitter& f, const typed::Apply& node) {
  constexpr size_t kMostValues = 3;
  const std::string& format = typed::As<typed::String>(*node.args[0]).text;
  const Mark mark = f.MarkTemporaries();
  std::array<Value*, kMostValues> values = {f.Constant(0), f.Constant(0), f.Constant(0)};
  for (size_t i = 1; i < node.args.size(); ++i) {
    const typed::Expr& arg = *node.args[i];
    if (!InMemory(*arg.type)) {
      values[i - 1] = EmitScalar(f, arg);
      continue;
    }
    // With a NUL, which a text that fills its capacity has not: the kernel stops there.
    const uint32_t capacity = SizeOf(*arg.type);
    Value* text = f.ScratchAt(f.ScratchWords(capacity + 1));
    EmitInto(f, arg, text);
    f.StoreInteger(f.At(text, capacity), f.Constant(0), 1);
    values[i - 1] = text;
  }
  f.SetLocation(node.range);
  Value* written = f.CallHelper(Helper::TracePrintk, {f.module().data().Text(format),
                                                      f.ir.getInt32(static_cast<uint32_t>(format.size()) + 1),
                                                      values[0], values[1], values[2]});
  f.ReleaseTemporaries(mark);
  Value* code = f.ir.CreateTrunc(written, f.ir.getInt32Ty());
  f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)),
           [&] { Count(f, bundle::LedgerKind::DebugfFailed, f.LocationIndex(node.range)); });
  return f.Constant(0);
}

}  // namespace sonde::codegen
