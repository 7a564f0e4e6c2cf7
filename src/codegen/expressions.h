// Expressions: the entry points, and a function for each kind of node in the file of its family. Covered by
// the run tests of expressions.
#pragma once

#include "codegen/function.h"
#include "codegen/reads.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// The value of a register-typed expression.
Value* EmitScalar(FunctionEmitter& f, const typed::Expr& expr);
// The address of a memory-typed expression; the memory may be shared (a variable), so do not write it.
Value* EmitAddress(FunctionEmitter& f, const typed::Expr& expr);
// Writes the bytes of any expression to `to`, all SizeOf(type) of them, padding zeroed.
void EmitInto(FunctionEmitter& f, const typed::Expr& expr, Value* to, Tail tail = Tail::Clear);
Value* EmitCondition(FunctionEmitter& f, const typed::Expr& expr);  // i1
// A value in memory as one of another type: strings are widened with zeroes, arrays of characters seen as
// strings end at their NUL; tuples are converted element by element, records by name.
void ConvertMemory(FunctionEmitter& f, Value* from, const Type& from_type, Value* to, const Type& to_type);
// The value of a block or an if, in a register; with `to`, in memory there.
Value* EmitIfValue(FunctionEmitter& f, const typed::IfValue& node, Value* to);

// EmitWord is EmitScalar of one kind of node, EmitBytes what EmitInto does for one whose type is in memory.
#define SONDE_EMITS_Word(name) Value* EmitWord(FunctionEmitter& f, const typed::name& node);
#define SONDE_EMITS_Memory(name) \
  void EmitBytes(FunctionEmitter& f, const typed::name& node, Value* to, Tail tail);
#define SONDE_EMITS_Either(name) SONDE_EMITS_Word(name) SONDE_EMITS_Memory(name)
#define EXPR(name, result, effect, fault, weight) SONDE_EMITS_##result(name)
#include "typed/nodes.def"
#undef SONDE_EMITS_Word
#undef SONDE_EMITS_Memory
#undef SONDE_EMITS_Either

}  // namespace sonde::codegen
