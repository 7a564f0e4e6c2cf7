// Rules of calls: one for each row of functions.def that asks for one, and a handler for each of
// aggregations.def; a row without its own does not link. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#pragma once

#include "sema/elaborator.h"
#include "sema/functions/arguments.h"
#include "sema/functions/results.h"

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
#define AGGREGATION(id, name, castable, adds_up, json_type, words, form, help) \
  AggregateCall Aggregate##id(Elaborator& elaborator, const ast::Call& call, uint32_t map);
#include "defs/aggregations.def"

// Checks `call`, whose name is an aggregation's, as the right side of an assignment to `map`.
AggregateCall CheckAggregate(Elaborator& elaborator, const ast::Call& call, uint32_t map);

}  // namespace sonde::sema
