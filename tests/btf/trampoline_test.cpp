// Tests of what trampolines make of functions.
#include "btf/trampoline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

BtfFunction Function(std::vector<TypePtr> parameters, TypePtr result = IntegerType(4, true)) {
  BtfFunction function;
  function.name = "f";
  for (TypePtr& type : parameters) {
    std::string name(1, static_cast<char>('a' + function.parameters.size()));
    function.parameters.push_back({std::move(name), std::move(type), "struct x"});
  }
  function.result = std::move(result);
  function.c_result = "struct y";
  return function;
}

TypePtr Struct(uint32_t size) {
  return StructType("struct x", size);
}

const TypePtr kLong = IntegerType(8, true);

std::vector<uint32_t> WordsOf(const BtfFunction& function) {
  std::vector<uint32_t> words;
  for (const auto& argument : TrampolineArguments(function)) {
    EXPECT_EQ(argument.place.kind, Place::Kind::Trampoline);
    words.push_back(argument.place.offset);
  }
  return words;
}

TEST(Trampoline, EveryParameterHasAWord) {
  const BtfFunction function = Function({IntegerType(1, true), kLong, BoolType(), PointerType(kLong, {})});
  EXPECT_EQ(WhyNoTrampoline(function), "");
  EXPECT_THAT(WordsOf(function), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(ParameterWords(function), 4U);
}

TEST(Trampoline, LargeStructsHaveTwo) {
  const BtfFunction function = Function({Struct(4), Struct(8), Struct(12), kLong, Struct(16)});
  EXPECT_THAT(WordsOf(function), ElementsAre(0, 1, 2, 4, 5));
  EXPECT_EQ(ParameterWords(function), 7U);
}

TEST(Trampoline, NamelessParametersAreNumbered) {
  BtfFunction function = Function({kLong, kLong});
  function.parameters[1].name.clear();
  EXPECT_EQ(TrampolineArguments(function)[1].name, "arg1");
}

TEST(Trampoline, SaysWhyThereIsNone) {
  EXPECT_EQ(WhyNoTrampoline(Function({Struct(17)})),
            "takes a struct of 17 bytes, which is not passed in registers");
  EXPECT_EQ(WhyNoTrampoline(Function({FloatType(8)})), "has a parameter of the type struct x");
  EXPECT_EQ(WhyNoTrampoline(Function({kLong}, Struct(4))), "returns a value of the type struct y");
  EXPECT_EQ(WhyNoTrampoline(Function({kLong}, VoidType())), "");
  BtfFunction variadic = Function({kLong});
  variadic.variadic = true;
  EXPECT_EQ(WhyNoTrampoline(variadic), "takes a variable number of arguments");
}

// A struct can be what is too much.
TEST(Trampoline, RegistersAreFew) {
  const size_t most = ParameterWords(Function(std::vector<TypePtr>(
#if defined(__aarch64__)
      8,
#else
      6,
#endif
      kLong)));
  EXPECT_EQ(WhyNoTrampoline(Function(std::vector<TypePtr>(most, kLong))), "");
  std::vector<TypePtr> parameters(most - 1, kLong);
  parameters.push_back(Struct(16));
  EXPECT_EQ(WhyNoTrampoline(Function(parameters)),
            "has more parameters than the " + std::to_string(most) + " that registers hold");
}

TEST(Trampoline, SignaturesTellWhatIsReadDifferently) {
  const std::string signature = SignatureOf(Function({kLong, IntegerType(2, false)}, BoolType()));
  EXPECT_EQ(signature, "a:s8 b:2 ->1");
  EXPECT_NE(signature, SignatureOf(Function({kLong, IntegerType(2, true)}, BoolType())));
  EXPECT_NE(signature, SignatureOf(Function({kLong, IntegerType(2, false)}, VoidType())));
  EXPECT_NE(signature, SignatureOf(Function({kLong}, BoolType())));
}

TEST(Trampoline, OfAFunctionInTypeInformation) {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  auto btf = Btf::FromBytes(bytes.str());
  ASSERT_TRUE(btf.ok()) << btf.error().Text();
  const auto function = (*btf)->FindFunctionIn(Btf::kCoreModule, "take_pair");
  ASSERT_TRUE(function.has_value());
  EXPECT_NE(function->id, 0U);
  EXPECT_EQ(SignatureOf(*function), "small:s1 by_value:16 after:2 ->1");
  EXPECT_THAT(WordsOf(*function), ElementsAre(0, 1, 3));
  EXPECT_FALSE((*btf)->FindFunctionIn("xfs", "take_pair").has_value());
  EXPECT_THAT((*btf)->ModulesOf("take_pair"), ElementsAre("vmlinux"));
  EXPECT_TRUE((*btf)->ModulesOf("task_struct").empty());
}

}  // namespace
}  // namespace sonde
