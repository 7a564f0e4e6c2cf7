// Golden tests of sema: typed programs (.typed) and diagnostics (.diag), repairs (.fixed).
#include "support/golden.h"
#include "base/fix_its.h"
#include "support/script_options.h"
#include "typed/dump.h"

namespace sonde::test {
namespace {

std::string Rendered(const Diagnostics& diags, const Source& script) {
  return RenderAll(diags, Severity::Error, script) + RenderAll(diags, Severity::Warning, script);
}

// A typed golden must be free of errors; warnings stand below the program.
std::string DumpTyped(const Source& script) {
  Diagnostics diags;
  const typed::Program program = CheckScript(script, diags);
  EXPECT_FALSE(diags.has_errors());
  return Dump(program) + Rendered(diags, script);
}

std::string DumpDiagnostics(const Source& script) {
  Diagnostics diags;
  CheckScript(script, diags);
  return Rendered(diags, script);
}

// The script as its fix-its leave it, and what is wrong with it then.
std::string Repair(const Source& script) {
  Diagnostics diags;
  CheckScript(script, diags);
  const Source repaired(script.name(), ApplyFixes(script.text(), GatherFixes(diags, script).edits));
  Diagnostics left;
  CheckScript(repaired, left);
  return repaired.text() + Rendered(left, repaired);
}

SONDE_GOLDEN_TEST(TypedProgram, "typed", ".typed", DumpTyped);
SONDE_GOLDEN_TEST(SemaDiagnostics, "diag", ".diag", DumpDiagnostics);
SONDE_GOLDEN_TEST(SemaFixes, "fix", ".fixed", Repair);

}  // namespace
}  // namespace sonde::test
