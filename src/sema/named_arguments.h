// Arguments that are given by the names of their parameters, in the order of the parameters. Covered by
// tests/golden/typed/functions/named_arguments.bt and tests/golden/diag/functions/err.Named*.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "base/diagnostics.h"

namespace sonde::sema {

using DiagnosticReporter = std::function<Diagnostic&(DiagId, SourceRange, std::vector<std::string>)>;

bool HasNamedArguments(const ast::Call& call);

// The arguments of a call that has such; `own`: the script has a macro or function of that name, which has no
// named parameters. Empty after a report.
std::vector<const ast::Expr*> InOrder(const ast::Call& call, bool own, const DiagnosticReporter& report);

}  // namespace sonde::sema
