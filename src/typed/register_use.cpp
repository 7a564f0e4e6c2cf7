// What of a probe reads registers. Leaves: FindRegisterUse. Covered by the tests of register_use.h.
#include "typed/register_use.h"

#include <algorithm>

#include "typed/children.h"

namespace sonde::typed {
namespace {

void Note(const Expr& expr, RegisterUse& use) {
  if (expr.kind == ExprKind::Builtin) {
    const auto& builtin = As<Builtin>(expr);
    if (builtin.id == BuiltinId::Arg) use.arguments = std::max(use.arguments, builtin.argument + 1);
    use.context = use.context || builtin.id == BuiltinId::Ctx;
    use.any = use.any || builtin.id == BuiltinId::Ctx || builtin.id == BuiltinId::Usermode;
  }
  // override() leaves the function by way of its registers.
  use.any = use.any || IsCallOf(expr, FunctionId::Reg) || IsCallOf(expr, FunctionId::Override);
}

}  // namespace

RegisterUse FindRegisterUse(const Probe& probe) {
  RegisterUse use;
  ForEachOf(probe, [&use](const Expr& expr) { Note(expr, use); });
  return use;
}

}  // namespace sonde::typed
