// Tests of src/stdlib: each function that it has is what the table says, and the table misses none.
#include "stdlib/stdlib.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "defs/functions.h"
#include "parser/parser.h"
#include "stdlib/embedded.h"

namespace sonde {
namespace {

TEST(Stdlib, ScriptsAreAMacroOfTheFunctionsNameForEachNumberOfArguments) {
  for (const FunctionRow& row : kFunctions) {
    if (row.code != FunctionCode::Script) continue;
    const Source text(std::string(row.name), std::string(StdlibScript(row.name)));
    Diagnostics problems;
    const ast::Program program = ParseProgram(text, problems);
    ASSERT_FALSE(problems.has_errors()) << row.name;
    EXPECT_TRUE(program.probes.empty()) << row.name;
    ASSERT_EQ(program.macros.size(), row.signature.count - row.signature.least + 1) << row.name;
    for (size_t i = 0; i < program.macros.size(); ++i) {
      EXPECT_EQ(program.macros[i].name.text, row.name);
      EXPECT_EQ(program.macros[i].params.size(), row.signature.least + i) << row.name;
    }
  }
}

TEST(Stdlib, EveryFileIsOfARow) {
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    const std::string_view function = file.name.substr(0, file.name.find('.'));
    EXPECT_TRUE(std::any_of(std::begin(kFunctions), std::end(kFunctions), [&](const FunctionRow& row) {
      return row.code == FunctionCode::Script && row.name == function;
    })) << file.name;
  }
}

TEST(Stdlib, OthersHaveNoFile) {
  EXPECT_TRUE(StdlibScript("printf").empty());
  EXPECT_TRUE(StdlibScript("").empty());
}

}  // namespace
}  // namespace sonde
