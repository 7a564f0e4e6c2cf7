// Calls of the language's functions: from the row to what makes its code. Leaves: EmitWord and EmitBytes of
// Apply. Covered by the run tests of functions.
#include "codegen/functions.h"

#include "codegen/expressions.h"

namespace sonde::codegen {
namespace {

using WordLowering = Value* (*)(FunctionEmitter&, const typed::Apply&);
using BytesLowering = void (*)(FunctionEmitter&, const typed::Apply&, Value*, Tail);

struct Lowering {
  WordLowering word = nullptr;
  BytesLowering bytes = nullptr;
};

constexpr Lowering kLowerings[] = {
#define SONDE_LOWERING_Word(id) {Lower##id, nullptr},
#define SONDE_LOWERING_Memory(id) {nullptr, Lower##id},
#define SONDE_LOWERING_Either(id) {Lower##id, Lower##id},
#define SONDE_LOWERING_Event(id) {},
#define SONDE_LOWERING_Constant(id) {},
#define SONDE_LOWERING_Node(id) {},
#define SONDE_LOWERING_Script(id) {},
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) SONDE_LOWERING_##code(id)
#include "defs/functions.def"
};

const Lowering& LoweringOf(const typed::Apply& node) {
  return kLowerings[static_cast<size_t>(node.function)];
}

}  // namespace

Value* EmitWord(FunctionEmitter& f, const typed::Apply& node) {
  assert(LoweringOf(node).word != nullptr);
  return LoweringOf(node).word(f, node);
}

void EmitBytes(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail tail) {
  assert(LoweringOf(node).bytes != nullptr);
  LoweringOf(node).bytes(f, node, to, tail);
}

}  // namespace sonde::codegen
