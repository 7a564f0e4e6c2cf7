// Tests of src/defs/signature.h and of what functions.def says with it.
#include "defs/signature.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "defs/functions.h"

namespace sonde {
namespace {

TEST(Signature, NamesKindsAndCounts) {
  constexpr Signature kSignature = ParseSignature("int64 f(text s, keyed map m, [count literal n], [any x])");
  EXPECT_EQ(kSignature.result, ResultKind::Int64);
  EXPECT_EQ(kSignature.name, "f");
  EXPECT_EQ(kSignature.count, 4u);
  EXPECT_EQ(kSignature.least, 2u);
  EXPECT_EQ(kSignature.most(), 4u);
  EXPECT_EQ(kSignature.At(0).kind, ParamKind::Text);
  EXPECT_EQ(kSignature.At(0).name, "s");
  EXPECT_EQ(kSignature.At(1).kind, ParamKind::KeyedMap);
  EXPECT_EQ(kSignature.At(2).kind, ParamKind::CountLiteral);
  EXPECT_EQ(kSignature.At(2).name, "n");
}

TEST(Signature, ArgumentsWithoutNumber) {
  constexpr Signature kSignature = ParseSignature("void f(text literal format, any values...)");
  EXPECT_EQ(kSignature.least, 1u);
  EXPECT_EQ(kSignature.most(), Signature::kMostVariadic);
  EXPECT_EQ(kSignature.At(0).kind, ParamKind::TextLiteral);
  EXPECT_EQ(kSignature.At(1).kind, ParamKind::Any);
  EXPECT_EQ(kSignature.At(100).name, "values");
}

TEST(Signature, WithoutArguments) {
  constexpr Signature kSignature = ParseSignature("uint64 f()");
  EXPECT_EQ(kSignature.most(), 0u);
  EXPECT_EQ(kSignature.least, 0u);
}

// What has no rule gets all it needs from its signature; of a script its body asks the rest.
TEST(Signature, RowsOfFunctions) {
  std::set<std::string> names;
  for (const FunctionRow& row : kFunctions) {
    const std::string name(row.name);
    EXPECT_TRUE(names.insert(name).second) << name << " has two rows";
    EXPECT_FALSE(row.help.empty()) << name;
    EXPECT_FALSE(row.help.ends_with('.')) << name;
    if (row.rule == FunctionRule::Rule || row.code == FunctionCode::Script) continue;
    EXPECT_NE(row.signature.result, ResultKind::Any) << name;
    EXPECT_NE(row.signature.result, ResultKind::Void) << name;
    for (uint32_t i = 0; i < row.signature.count; ++i)
      EXPECT_NE(row.signature.params[i].kind, ParamKind::Any) << name;
  }
}

// A key is one of the map before it.
TEST(Signature, KeysFollowMaps) {
  for (const FunctionRow& row : kFunctions) {
    for (uint32_t i = 0; i < row.signature.count; ++i) {
      if (row.signature.params[i].kind != ParamKind::Key) continue;
      ASSERT_GT(i, 0u) << row.name;
      EXPECT_EQ(row.signature.params[i - 1].kind, ParamKind::KeyedMap) << row.name;
    }
  }
}

}  // namespace
}  // namespace sonde
