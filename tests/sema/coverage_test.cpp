// Every diagnostic of sema has a golden case that shows it: tests/golden/diag/TOPIC/err.ID.CASE.bt
// (warn.ID.CASE.bt for warnings), and such a case reports the id in its name.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "support/golden.h"
#include "support/script_options.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

std::string IdOf(const GoldenCase& golden) {
  const std::string file = golden.script.filename().string();
  const size_t begin = file.find('.') + 1;
  return file.substr(begin, file.find('.', begin) - begin);
}

// The rows between the headings of sema's and cdecl's sections and the next ones, but for what depends on the
// machine (tests/cdecl/libclang_test.cpp).
std::set<std::string> SemaIds() {
  std::ifstream table(SONDE_TEST_DIR "/../src/defs/diagnostics.def");
  std::set<std::string> ids;
  bool inside = false;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with("// ----"))
      inside = line.find("(src/sema)") != std::string::npos || line.find("(src/cdecl)") != std::string::npos;
    if (inside && line.starts_with("DIAG(")) ids.insert(line.substr(5, line.find(',') - 5));
  }
  ids.erase("CLibraryMissing");
  return ids;
}

TEST(Coverage, EveryDiagnosticHasACase) {
  std::set<std::string> missing = SemaIds();
  ASSERT_GT(missing.size(), 100U);
  for (const auto& golden : FindGoldens("diag"))
    missing.erase(IdOf(golden));
  EXPECT_EQ(missing, std::set<std::string>{});
}

TEST(Coverage, CasesReportTheIdInTheirName) {
  for (const auto& golden : FindGoldens("diag")) {
    const Source script = LoadGolden(golden);
    Diagnostics diags;
    CheckScript(script, diags);
    const bool found = std::any_of(diags.all().begin(), diags.all().end(),
                                   [&](const auto& d) { return DiagName(d.id) == IdOf(golden); });
    EXPECT_TRUE(found) << golden.script;
  }
}

}  // namespace
}  // namespace sonde::test
