// Trampolines. Leaves: what trampoline.h declares. Covered by tests/codegen/golden_test.cpp and
// tests/run/fentry.test.
#include "codegen/trampoline.h"

#include "codegen/context.h"
#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// A load from the context would give a pointer the type that the kernel knows: the verifier would forbid to
// compute with it, and refuses pointers to anything but structs and integers. What a helper gives is a
// number; the verifier puts a load in its place.
template <typename Call>
Value* WordOf(FunctionEmitter& f, const Call& call) {
  Value* word = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), word);
  call(word);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), word);
}

}  // namespace

Value* ParameterWord(FunctionEmitter& f, uint32_t number) {
  if (f.plan().context == ContextKind::TypedArguments) {  // whose programs have no such helper
    Value* address = f.ir.CreateIntToPtr(ContextAddress(f, 8 * number), f.ir.getPtrTy());
    return WordOf(
        f, [&](Value* word) { f.CallHelper(Helper::ProbeReadKernel, {word, f.ir.getInt32(8), address}); });
  }
  return WordOf(f, [&](Value* word) {
    f.CallHelper(Helper::FuncArg, {f.handles.context, f.ir.getInt32(number), word});
  });
}

Value* ResultWord(FunctionEmitter& f) {
  return WordOf(f, [&](Value* word) { f.CallHelper(Helper::FuncRet, {f.handles.context, word}); });
}

}  // namespace sonde::codegen
