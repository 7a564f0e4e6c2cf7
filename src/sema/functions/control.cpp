// exit. Leaves: its handler. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

namespace sonde::sema {

// Statements after it are unreachable: statements.cpp.
CallResult CheckExit(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr code = MakeInteger(call.range, Number::Of(0));
  if (!call.args.empty()) code = elaborator.Value(*call.args[0]);
  if (!Unresolved(code) && !IsInteger(*code->type)) {
    elaborator.context.Report(DiagId::OnlySupports, code->range,
                              {call.name.text, "integer", Spell(*code->type)});
    return Failed(call);
  }
  typed::EventInfo event;
  event.kind = EventKind::Exit;
  std::vector<ExprPtr> args;
  const TypePtr word = IntegerType(8, false);
  if (IsLiteralInteger(*code)) code->type = word;  // exit(-1): the low bits are what counts
  args.push_back(Unresolved(code) ? std::move(code) : Reinterpret(std::move(code), word));
  return Emit(elaborator, call, std::move(event), std::move(args));
}

}  // namespace sonde::sema
