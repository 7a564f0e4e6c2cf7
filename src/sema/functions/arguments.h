// Arguments of calls as the function's signature asks for them (defs/signature.h). Leaves: Arguments,
// CheckArguments, CheckCountLiteral, CheckKey, CheckKeyed, ReadText, ByteCount. Covered by
// tests/golden/typed/functions/* and tests/golden/diag/functions/*.
#pragma once

#include <vector>

#include "defs/functions.h"
#include "sema/elaborator.h"

namespace sonde::sema {

struct Arguments {
  // One for each argument of the call. Null: of kind Any, for the rule to elaborate, and maps.
  std::vector<ExprPtr> values;
  uint32_t map = typed::Apply::kNoMap;  // that the last argument of kind Map or KeyedMap names
  // Set after an error, and when an argument waits for inference: so does the call.
  TypePtr unresolved;
};

// Checks the number of arguments and each of them.
Arguments CheckArguments(Elaborator& elaborator, const FunctionRow& row, const ast::Call& call);

// A number below 2^32 that is known while compiling; poisoned after a report.
ExprPtr CheckCountLiteral(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg);
ExprPtr CheckCountLiteral(Elaborator& elaborator, const ast::Call& call, ExprPtr value);
// `arg` as a key of `map`, which has keys; null after a report.
ExprPtr CheckKey(Elaborator& elaborator, uint32_t map, const ast::Expr& arg);
// Reports a map without keys and returns false. `what` is the call, for the message.
bool CheckKeyed(Elaborator& elaborator, uint32_t map, SourceRange range, const std::string& what);
// Text up to `capacity` bytes, NUL included, from `address` in `space`.
std::unique_ptr<typed::Apply> ReadText(SourceRange range, uint32_t capacity, AddressSpace space,
                                       ExprPtr address);
// An integer as the 64-bit unsigned number of bytes that str and buf take.
ExprPtr ByteCount(Context& context, ExprPtr length);

}  // namespace sonde::sema
