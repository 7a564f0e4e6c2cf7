// Accesses to maps as functions that the statements of a split probe share (shared.h). Covered by
// tests/codegen/pieces_test.cpp and tests/run/large.test.
#pragma once

#include <functional>
#include <string>

#include "codegen/function.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// The key of a map as an argument of a shared function: the key itself when that is a register, null when
// there is none.
struct SharedKey {
  Value* value = nullptr;
  bool may_point = false;  // the verifier may take it for a pointer
};
SharedKey KeyArgument(FunctionEmitter& f, uint32_t map, const typed::Expr* key);

// Emits what is done with an element, from the address of its key and the operand, and gives the result.
using ElementBody = std::function<Value*(FunctionEmitter&, Value* key, Value* operand)>;
// Calls the function `name` of a map with the key and `operand`, the value of `source` (null: none). `name`
// must tell apart whatever `body` depends on beside the map.
Value* CallShared(FunctionEmitter& f, const std::string& name, uint32_t map, const SharedKey& key,
                  const typed::Expr* source, Value* operand, const ElementBody& body);

// Whether the verifier may take the value for a pointer, which a global function cannot be given. `expr` may
// be null.
bool MayPoint(const typed::Expr* expr);

}  // namespace sonde::codegen
