// Calls that take typed pointers. Leaves: what handed.h declares. Covered by the tests of handed.h.
#include "typed/handed.h"

#include "typed/children.h"

namespace sonde::typed {

bool TakesHanded(FunctionId function) {
  return function == FunctionId::SocketCookie || function == FunctionId::Path ||
         function == FunctionId::Skboutput;
}

bool NeedsTypedArguments(const Probe& probe) {
  bool found = false;
  ForEachOf(probe, [&found](const Expr& expr) {
    found = found || (expr.kind == ExprKind::Apply && TakesHanded(As<Apply>(expr).function));
  });
  return found;
}

}  // namespace sonde::typed
