// ksym, usym. Leaves: their handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

CallResult CheckSymbol(Elaborator& elaborator, const ast::Call& call, const TypePtr& type) {
  ExprPtr address = elaborator.Value(*call.args[0]);
  if (Unresolved(address)) return {Unresolvable(address->type, call.range), nullptr};
  if (!IsInteger(*address->type) && !IsPointer(*address->type)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsAddress, address->range,
                                                    {call.name.text, Spell(*address->type)}));
  }
  auto symbol = std::make_unique<typed::Symbol>(type, call.range);
  symbol->address = ToWord(elaborator.context, std::move(address));
  return Value(std::move(symbol));
}

}  // namespace

CallResult CheckKsym(Elaborator& elaborator, const ast::Call& call) {
  return CheckSymbol(elaborator, call, LateType(ValueKind::KernelSymbol));
}

CallResult CheckUsym(Elaborator& elaborator, const ast::Call& call) {
  return CheckSymbol(elaborator, call, LateType(ValueKind::UserSymbol));
}

}  // namespace sonde::sema
