// Runs the phases of the parser: text -> tokens (splitter, lexer) -> refined tokens -> tree (grammar,
// builder). Leaves: ParseProgram. Covered by tests/parser/robustness_test.cpp and the golden tests.
#include "parser/parser.h"

#include <utility>

#include "parser/refine.h"
#include "parser/splitter.h"

namespace sonde {

void SetHighestTree(uint32_t nodes) {
  ExprBuilder::highest_tree = nodes;
}

ast::Program ParseProgram(const Source& source, Diagnostics& diags, size_t file) {
  ast::Program program;
  Errors errors(diags);
  TokenStream stream(Refine(Split(source, file, program, errors), source));
  Builder build(source, program, errors);
  grammar::Parser parser(stream, build);
  parser.parse();
  return program;
}

}  // namespace sonde
