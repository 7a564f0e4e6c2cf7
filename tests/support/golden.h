// Golden tests: every tests/golden/<phase>/<topic>/<case>.bt is a test that turns the script into text and
// compares it with the file beside it. With SONDE_UPDATE=1 in the environment the expectations are written
// instead, and the test passes; read the diff.
//
//   std::string DumpTree(const Source& script) { ... }
//   SONDE_GOLDEN_TEST(Ast, "ast", ".ast", DumpTree)   // tests Golden/Ast.Case/<topic>_<case>
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/source.h"

namespace sonde::test {

struct GoldenCase {
  std::filesystem::path script;
  std::string name;  // topic and case, fit for a test name
};

// All cases of a phase, sorted by name. Fails the program if there is none: a phase without cases is a typo.
std::vector<GoldenCase> FindGoldens(const std::string& phase);

// The script of a case. Diagnostics call it by its file name, so that they do not depend on the folder.
Source LoadGolden(const GoldenCase& golden);

// Compares `actual` with the case's file of this extension, or writes that file.
void CheckGolden(const GoldenCase& golden, const std::string& extension, const std::string& actual);

// How GoogleTest shows a parameter, and names its test.
void PrintTo(const GoldenCase& golden, std::ostream* out);
std::string GoldenName(const ::testing::TestParamInfo<GoldenCase>& info);

}  // namespace sonde::test

// `function` takes a const Source& and returns what the expectation holds.
#define SONDE_GOLDEN_TEST(suite, phase, extension, function)                                      \
  class suite : public ::testing::TestWithParam<::sonde::test::GoldenCase> {};                    \
  TEST_P(suite, Case) {                                                                           \
    const ::sonde::Source script = ::sonde::test::LoadGolden(GetParam());                         \
    ::sonde::test::CheckGolden(GetParam(), extension, function(script));                          \
  }                                                                                               \
  INSTANTIATE_TEST_SUITE_P(Golden, suite, ::testing::ValuesIn(::sonde::test::FindGoldens(phase)), \
                           ::sonde::test::GoldenName)
