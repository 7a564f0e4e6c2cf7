// Parameters and where they lie at entry, on x86-64: registers 5 4 1 2 8 9 are di si dx cx r8 r9, 7 is sp.
#include "samples.h"

namespace sonde::test {
namespace {

class FunctionsTest : public ::testing::TestWithParam<std::string> {
 protected:
  static std::string PlacesIn(const std::string& sample, const std::string& function) {
    const std::string path = Sample(GetParam(), sample);
    const auto info = MakeDwarf(path);
    const auto found = FunctionIn(*info, path, function);
    return found ? Places(*found) : found.error().Text();
  }
};

#if defined(__x86_64__)
TEST_P(FunctionsTest, ParametersOfC) {
  for (const char* sample : {"args", "args0"}) {
    EXPECT_EQ(PlacesIn(sample, "widths"), "a:5 b:4 c:1 d:2 e:8 f:9");
    EXPECT_EQ(PlacesIn(sample, "many"), "a:5 b:4 c:1 d:2 e:8 f:9 g:7+8 h:7+16 i:7+24 j:7+32");
    EXPECT_EQ(PlacesIn(sample, "small"), "pair:5 two:4,1 after:2");
    EXPECT_EQ(PlacesIn(sample, "big"), "before:5 large:7+8 after:4");
    EXPECT_EQ(PlacesIn(sample, "made"), "number:4");
    EXPECT_EQ(PlacesIn(sample, "reals"), "real:- whole:5 mixed:- last:1");
    EXPECT_EQ(PlacesIn(sample, "unions"), "either:5 outer:4");
    EXPECT_EQ(PlacesIn(sample, "nothing"), "");
  }
}

TEST_P(FunctionsTest, ParametersOfCpp) {
  EXPECT_EQ(PlacesIn("shapes", "_ZN6shapes4take"), "circle:5 kind:4 plain:1 counted:2+0 last:8");
  EXPECT_EQ(PlacesIn("shapes", "_ZNK6shapes6Circle4areaEi"), "this:5 scale:4");
  EXPECT_EQ(PlacesIn("shapes", "_Z10overloadedPKc"), "text:5");
}
#endif

TEST_P(FunctionsTest, TypesOfParameters) {
  const std::string path = Sample(GetParam(), "args");
  const auto info = MakeDwarf(path);
  const auto widths = FunctionIn(*info, path, "widths");
  ASSERT_TRUE(widths.ok()) << widths.error().Text();
  std::string types;
  for (const auto& parameter : widths->parameters)
    types += sonde::Spell(*parameter.type) + " ";
  EXPECT_EQ(types, "int8 uint8 int16 uint16 int32 uint32 ");
  const auto follow = FunctionIn(*info, path, "follow");
  ASSERT_TRUE(follow.ok());
  EXPECT_EQ(sonde::Spell(*follow->parameters.at(0).type), "struct node *");
  EXPECT_EQ(follow->parameters[0].c_type, "struct node*");
  EXPECT_EQ(follow->parameters.at(1).c_type, "const char*");
}

TEST_P(FunctionsTest, NotAFunctionsBeginning) {
  const std::string path = Sample(GetParam(), "args");
  const auto info = MakeDwarf(path);
  const ElfFunction symbol = SymbolOf(path, "widths");
  EXPECT_FALSE(info->FunctionAt(symbol.address + 1, "widths").ok());
  EXPECT_FALSE(info->FunctionAt(0, "none").ok());
  EXPECT_FALSE(info->FunctionAt(~uint64_t{0}, "none").ok());
}

TEST_P(FunctionsTest, InlinedCalls) {
  const auto info = MakeDwarf(Sample(GetParam(), "shapes"));
  const auto places = info->InlinedAt("only_inlined", 10);
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].function, "around");
  EXPECT_NE(places[0].line, 0U);
  EXPECT_NE(places[0].file.find("shapes.cpp"), std::string::npos);
  EXPECT_TRUE(info->InlinedAt("around", 10).empty());
  EXPECT_EQ(info->InlinedAt("only_inlined", 1).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Forms, FunctionsTest, ::testing::ValuesIn(Forms()));

#if defined(__x86_64__)
TEST(RustFunctions, Parameters) {
  const std::string path = Sample("rust", "small");
  const auto info = MakeDwarf(path);
  if (SymbolOf(path, "rust_scalars").name.empty()) GTEST_SKIP() << "no rustc";
  const auto places = [&](const char* name) {
    const auto found = FunctionIn(*info, path, name);
    return found ? Places(*found) : found.error().Text();
  };
  EXPECT_EQ(places("rust_scalars"), "a:5 b:4 c:1 d:2 e:8");
  EXPECT_EQ(places("rust_text"), "text:5,4 point:1 last:2");
  EXPECT_EQ(places("rust_values"), "point:5,4 pair:1,2 big:8+0 last:9");
  EXPECT_EQ(places("rust_unused"), "point:- last:1");
  EXPECT_EQ(places("rust_shape"), "shape:5 last:4");
}
#endif

}  // namespace
}  // namespace sonde::test
