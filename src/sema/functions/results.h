// What the checks of calls share: counting arguments, literals, and results. Leaves: CheckArity,
// LiteralNumber, ResultOf, Failed, Value, Emit. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#pragma once

#include <optional>
#include <vector>

#include "defs/functions.h"
#include "sema/elaborator.h"

namespace sonde::sema {

struct Arguments;

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
CallResult Emit(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args = {});

}  // namespace sonde::sema
