// Tests of src/stdlib: each function that it has is what the table says, and the table misses none.
#include "stdlib/stdlib.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "cimports/object.h"
#include "defs/functions.h"
#include "parser/parser.h"
#include "stdlib/embedded.h"

namespace sonde {
namespace {

TEST(Stdlib, ScriptsAreOneMacroOfTheFunctionsName) {
  for (const FunctionRow& row : kFunctions) {
    if (row.code != FunctionCode::Script) continue;
    const Source text(std::string(row.name), std::string(StdlibScript(row.name)));
    Diagnostics problems;
    const ast::Program program = ParseProgram(text, problems);
    ASSERT_FALSE(problems.has_errors()) << row.name;
    ASSERT_EQ(program.macros.size(), 1u) << row.name;
    EXPECT_TRUE(program.probes.empty()) << row.name;
    EXPECT_EQ(program.macros[0].name.text, row.name);
    EXPECT_EQ(program.macros[0].params.size(), row.signature.count) << row.name;
  }
}

// A text is passed as its address and its capacity.
TEST(Stdlib, ObjectsHaveAFunctionThatTakesTheArguments) {
  for (const FunctionRow& row : kFunctions) {
    if (row.code != FunctionCode::Helper) continue;
    const auto object = ReadBpfObject("test", std::string(StdlibObject(row.name)));
    ASSERT_TRUE(object) << row.name;
    const auto function =
        std::find_if(object->functions.begin(), object->functions.end(),
                     [&](const auto& f) { return f.name == "sonde_" + std::string(row.name); });
    ASSERT_NE(function, object->functions.end()) << row.name;
    std::vector<CType::Kind> wanted;
    for (uint32_t i = 0; i < row.signature.count; ++i) {
      if (row.signature.params[i].kind == ParamKind::Text) wanted.push_back(CType::Kind::Pointer);
      wanted.push_back(CType::Kind::Integer);
    }
    std::vector<CType::Kind> takes;
    for (const CTypePtr& parameter : function->type->parameters)
      takes.push_back(parameter->kind);
    if (takes.size() == wanted.size() + 1) wanted.push_back(CType::Kind::Pointer);  // memory to work in
    EXPECT_EQ(takes, wanted) << row.name;
    EXPECT_LE(takes.size(), 5u) << row.name << ": there are five registers for arguments";
  }
}

TEST(Stdlib, EveryFileIsOfARow) {
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    const std::string_view function = file.name.substr(0, file.name.find('.'));
    EXPECT_TRUE(std::any_of(std::begin(kFunctions), std::end(kFunctions), [&](const FunctionRow& row) {
      const bool here = row.code == FunctionCode::Script || row.code == FunctionCode::Helper;
      return here && row.name == function;
    })) << file.name;
  }
}

TEST(Stdlib, OthersHaveNoFile) {
  EXPECT_TRUE(StdlibScript("printf").empty());
  EXPECT_TRUE(StdlibObject("").empty());
}

}  // namespace
}  // namespace sonde
