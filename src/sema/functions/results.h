// What the checks of calls share: counting arguments, literals, and results. Leaves: CheckArity,
// LiteralNumber, ResultOf, Failed, Value, Send. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#pragma once

#include <optional>
#include <vector>

#include "defs/functions.h"
#include "sema/elaborator.h"

namespace sonde::sema {

struct Arguments;

// Whether the probe has one of `flags` (ProbeFlags), which `call` needs; reports it otherwise, and in a
// function of the script, which any probe may call.
bool CheckPlace(Elaborator& elaborator, const ast::Call& call, uint32_t flags);
// Whether the script may change the system (--unsafe); reports it otherwise.
bool CheckUnsafe(Elaborator& elaborator, const ast::Call& call);
// Whether the kernel has a function of that name by its types, and whether programs of the probe may call it
// on this kernel (comptime.cpp).
bool KernelHas(Context& context, const std::string& function);
bool ProbeMayCall(Context& context, const std::string& function);
// Reports a wrong number of arguments and returns false.
bool CheckArity(Elaborator& elaborator, const ast::Call& call, uint32_t least, uint32_t most);

// A literal integer, or nothing without a report.
std::optional<Number> LiteralNumber(const typed::Expr& expr);

// Results of handlers.
CallResult Failed(const ast::Call& call);
CallResult Value(ExprPtr value);
// The call as it will be executed, with what the arguments have become.
CallResult Value(FunctionId function, TypePtr type, const ast::Call& call, Arguments args);
// The same, where the signature says the type.
CallResult Value(const Context& context, FunctionId function, const ast::Call& call, Arguments args);
// The number of an event; copies of a probe share theirs where nothing differs. `event` has its range.
uint32_t AddEvent(Elaborator& elaborator, typed::EventInfo event);
CallResult Send(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args = {});

}  // namespace sonde::sema
