// A walk over a probe for what reads registers. Leaves: FindRegisterUse. Covered by the tests of
// register_use.h.
#include "typed/register_use.h"

#include <algorithm>

#include "typed/children.h"

namespace sonde::typed {
namespace {

class Reads {
 public:
  void Look(const Expr& expr) {
    if (expr.kind == ExprKind::Builtin) {
      const auto& builtin = As<Builtin>(expr);
      if (builtin.id == BuiltinId::Arg) use_.arguments = std::max(use_.arguments, builtin.argument + 1);
      use_.context = use_.context || builtin.id == BuiltinId::Ctx;
      use_.any = use_.any || builtin.id == BuiltinId::Ctx || builtin.id == BuiltinId::Usermode;
    }
    // override() leaves the function by way of its registers.
    if (expr.kind == ExprKind::Apply) {
      const FunctionId function = As<Apply>(expr).function;
      use_.any = use_.any || function == FunctionId::Reg || function == FunctionId::Override;
    }
    LookInto(expr);
  }
  void Look(const Block& block) {
    for (const auto& stmt : block.statements)
      LookInto(*stmt);
    if (block.value) Look(*block.value);
  }
  [[nodiscard]] const RegisterUse& use() const { return use_; }

 private:
  template <typename Node>
  void LookInto(const Node& node) {
    VisitParts(node, [this](const Expr& part) { Look(part); }, [this](const Block& block) { Look(block); });
  }

  RegisterUse use_;
};

}  // namespace

RegisterUse FindRegisterUse(const Probe& probe) {
  Reads reads;
  if (probe.predicate) reads.Look(*probe.predicate);
  reads.Look(probe.body);
  for (const Function& called : probe.functions)
    reads.Look(called.body);
  return reads.use();
}

}  // namespace sonde::typed
