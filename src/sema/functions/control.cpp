// exit. Leaves: its rule. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

namespace sonde::sema {

// Statements after it are unreachable: statements.cpp.
CallResult RuleExit(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  ExprPtr code = args.values.empty() ? MakeInteger(call.range, Number::Of(0)) : std::move(args.values[0]);
  typed::EventInfo event;
  event.kind = EventKind::Exit;
  std::vector<ExprPtr> values;
  const TypePtr word = IntegerType(8, false);
  if (IsLiteralInteger(*code)) code->type = word;  // exit(-1): the low bits are what counts
  values.push_back(Reinterpret(std::move(code), word));
  return Send(elaborator, call, std::move(event), std::move(values));
}

}  // namespace sonde::sema
