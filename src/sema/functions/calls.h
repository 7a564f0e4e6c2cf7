// Rules of calls: one for each row of functions.def that asks for one, and a handler for each of
// map_functions.def; a row without its own does not link. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#pragma once

#include "sema/elaborator.h"
#include "sema/functions/arguments.h"

namespace sonde::sema {

// The arguments have been checked by the row's signature and are resolved. A rule gives a value or a
// statement, and after an error a poisoned value.
#define SONDE_RULE_Generic(id)
#define SONDE_RULE_Rule(id) \
  CallResult Rule##id(Elaborator& elaborator, const ast::Call& call, Arguments args);
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) SONDE_RULE_##rule(id)
#include "defs/functions.def"
#undef SONDE_RULE_Generic
#undef SONDE_RULE_Rule

// What an aggregation adds to its map. `operand` is a 64-bit integer, null for count.
struct AggregateCall {
  TypePtr type;
  ExprPtr operand;
};
#define MAP_FUNCTION(id, name, castable, json_type, words, form, help) \
  AggregateCall Aggregate##id(Elaborator& elaborator, const ast::Call& call, uint32_t map);
#include "defs/map_functions.def"

// Checks `call`, whose name is a map function, as the right side of an assignment to `map`.
AggregateCall CheckAggregate(Elaborator& elaborator, const ast::Call& call, uint32_t map);

// Reports a wrong number of arguments and returns false.
bool CheckArity(Elaborator& elaborator, const ast::Call& call, uint32_t least, uint32_t most);

// A literal integer, or nothing without a report.
std::optional<Number> LiteralNumber(const typed::Expr& expr);

// The type of what a signature says without its rule.
TypePtr ResultOf(const Context& context, ResultKind result);

// Results of handlers.
CallResult Failed(const ast::Call& call);
CallResult Value(ExprPtr value);
// The call as it will be executed, with what the arguments have become.
CallResult Value(FunctionId function, TypePtr type, const ast::Call& call, Arguments args);
// The call of a function that the standard library has in C: sonde_NAME gets a text as its address and its
// capacity in bytes, other arguments as words.
CallResult CallHelper(Elaborator& elaborator, FunctionId function, const ast::Call& call, Arguments args);
CallResult Emit(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args = {});

}  // namespace sonde::sema
