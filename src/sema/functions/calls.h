// Handlers of calls: one per row of functions.def and of map_functions.def; a row without a handler does not
// link. Covered by tests/golden/typed/functions/* and tests/golden/diag/functions/*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// The number of arguments has been checked. A handler gives a value or a statement, and after an error a
// poisoned value.
#define FUNCTION(id, name, min_args, max_args, help) \
  CallResult Check##id(Elaborator& elaborator, const ast::Call& call);
#include "defs/functions.def"

// What an aggregation adds to its map. `operand` is a 64-bit integer, null for count.
struct AggregateCall {
  TypePtr type;
  ExprPtr operand;
};
#define MAP_FUNCTION(id, name, castable, json_type, words) \
  AggregateCall Aggregate##id(Elaborator& elaborator, const ast::Call& call, uint32_t map);
#include "defs/map_functions.def"

// Checks `call`, whose name is a map function, as the right side of an assignment to `map`.
AggregateCall CheckAggregate(Elaborator& elaborator, const ast::Call& call, uint32_t map);

// Reports a wrong number of arguments and returns false.
bool CheckArity(Elaborator& elaborator, const ast::Call& call, uint32_t least, uint32_t most);

// A literal integer, or nothing without a report.
std::optional<Number> LiteralNumber(const typed::Expr& expr);

// Results of handlers.
CallResult Failed(const ast::Call& call);
CallResult Value(ExprPtr value);
CallResult Emit(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args = {});

}  // namespace sonde::sema
