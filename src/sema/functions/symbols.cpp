// ksym, usym. Leaves: their handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

CallResult CheckSymbol(Checker& checker, const ast::Call& call, const TypePtr& type) {
  ExprPtr address = checker.CheckValue(*call.args[0]);
  if (Unresolved(address)) return {Checker::Unresolvable(address->type, call.range), nullptr};
  if (!IsInteger(*address->type) && !IsPointer(*address->type)) {
    return Value(checker.ReportAndPoison(DiagId::ExpectsAddress, address->range,
                                         {call.name.text, Spell(*address->type)}));
  }
  auto symbol = std::make_unique<typed::Symbol>(type, call.range);
  symbol->address = checker.ToWord(std::move(address));
  return Value(std::move(symbol));
}

}  // namespace

CallResult CheckKsym(Checker& checker, const ast::Call& call) {
  return CheckSymbol(checker, call, LateType(ValueKind::KernelSymbol));
}

CallResult CheckUsym(Checker& checker, const ast::Call& call) {
  return CheckSymbol(checker, call, LateType(ValueKind::UserSymbol));
}

}  // namespace sonde::sema
