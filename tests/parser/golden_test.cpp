// tests/golden/ast: the tree of each script, and its errors if it has any. tests/golden/diag-syntax: the
// diagnostics of scripts with errors of syntax.
#include "support/golden.h"
#include "ast/printer.h"
#include "parser/parser.h"

namespace sonde {
namespace {

std::string Tree(const Source& script) {
  Diagnostics diags;
  const ast::Program program = ParseProgram(script, diags);
  return ast::Dump(program) + RenderAll(diags, Severity::Error, script);
}

std::string SyntaxErrors(const Source& script) {
  Diagnostics diags;
  ParseProgram(script, diags);
  EXPECT_TRUE(diags.has_errors());
  return RenderAll(diags, Severity::Error, script);
}

SONDE_GOLDEN_TEST(Ast, "ast", ".ast", Tree);
SONDE_GOLDEN_TEST(SyntaxDiagnostics, "diag-syntax", ".diag", SyntaxErrors);

}  // namespace
}  // namespace sonde
