// A walk over a probe for calls that take typed pointers. Leaves: what handed.h declares. Covered by the
// tests of handed.h.
#include "typed/handed.h"

#include "typed/children.h"

namespace sonde::typed {
namespace {

class Calls {
 public:
  void Look(const Expr& expr) {
    found_ = found_ || (expr.kind == ExprKind::Apply && TakesHanded(As<Apply>(expr).function));
    LookInto(expr);
  }
  void Look(const Block& block) {
    for (const auto& stmt : block.statements)
      LookInto(*stmt);
    if (block.value) Look(*block.value);
  }
  [[nodiscard]] bool found() const { return found_; }

 private:
  template <typename Node>
  void LookInto(const Node& node) {
    VisitParts(node, [this](const Expr& part) { Look(part); }, [this](const Block& block) { Look(block); });
  }

  bool found_ = false;
};

}  // namespace

bool TakesHanded(FunctionId function) {
  return function == FunctionId::SocketCookie || function == FunctionId::Path ||
         function == FunctionId::Skboutput;
}

bool NeedsTypedArguments(const Probe& probe) {
  Calls calls;
  if (probe.predicate) calls.Look(*probe.predicate);
  calls.Look(probe.body);
  for (const Function& called : probe.functions)
    calls.Look(called.body);
  return calls.found();
}

}  // namespace sonde::typed
