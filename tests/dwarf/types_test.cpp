// Types by name and their members: C, C++, Rust.
#include <gmock/gmock.h>

#include "samples.h"

namespace sonde::test {
namespace {

class TypesTest : public ::testing::TestWithParam<std::string> {};

std::string FieldText(DebugInfo& info, const TypePtr& type, const std::string& name) {
  const auto field = info.FindField(*type, name);
  return field ? sonde::Spell(*field->type) + "@" + std::to_string(field->byte_offset) : "none";
}

TEST_P(TypesTest, OfC) {
  const auto info = MakeDwarf(Sample(GetParam(), "args"));
  const TypePtr node = info->FindType("struct node");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(FieldText(*info, node, "next"), "struct node *@0");
  EXPECT_EQ(FieldText(*info, node, "inside"), "struct leaf@8");
  EXPECT_EQ(FieldText(*info, node, "name"), "string[12]@24");
  EXPECT_EQ(FieldText(*info, node, "counts"), "uint16[3]@36");
  EXPECT_EQ(FieldText(*info, node, "matrix"), "int32[3][2]@44");
  EXPECT_EQ(FieldText(*info, node, "nothing"), "none");
  const TypePtr outer = info->FindType("struct outer");
  ASSERT_NE(outer, nullptr);
  EXPECT_EQ(FieldText(*info, outer, "number"), "int32@4");
  EXPECT_EQ(FieldText(*info, outer, "y"), "int16@6");
  const TypePtr byte = info->FindType("uint8_t");
  ASSERT_NE(byte, nullptr);
  EXPECT_EQ(sonde::Spell(*byte), "uint8");
  EXPECT_EQ(info->FindType("struct no_such"), nullptr);
  EXPECT_EQ(info->FindType("union node"), nullptr);
  EXPECT_EQ(info->FindType(""), nullptr);
}

TEST_P(TypesTest, LengthsAndEnumeratorsBeyondASignedByte) {
  const auto info = MakeDwarf(Sample(GetParam(), "args"));
  const TypePtr bounds = info->FindType("struct bounds");
  ASSERT_NE(bounds, nullptr);
  EXPECT_EQ(FieldText(*info, bounds, "text"), "string[200]@0");
  EXPECT_EQ(FieldText(*info, bounds, "numbers"), "int32[256]@200");
  EXPECT_EQ(FieldText(*info, bounds, "many"), "int16[40000]@1224");
  EXPECT_EQ(info->FindEnumerator("NEAR")->value, 200);
  EXPECT_EQ(info->FindEnumerator("FAR")->value, 40000);
  EXPECT_EQ(info->FindEnumerator("BEHIND")->value, -1);
}

TEST_P(TypesTest, Enumerators) {
  const auto info = MakeDwarf(Sample(GetParam(), "args"));
  const auto blue = info->FindEnumerator("BLUE");
  ASSERT_TRUE(blue.has_value());
  EXPECT_EQ(blue->value, -2);
  EXPECT_EQ(sonde::Spell(*blue->type), "enum color");
  EXPECT_TRUE(blue->type->is_signed);
  EXPECT_EQ(info->FindEnumerator("GREEN")->value, 5);
  EXPECT_FALSE(info->FindEnumerator("PURPLE").has_value());
}

TEST_P(TypesTest, OfCpp) {
  const auto info = MakeDwarf(Sample(GetParam(), "shapes"));
  const TypePtr circle = info->FindType("struct Circle");
  ASSERT_NE(circle, nullptr);
  EXPECT_EQ(FieldText(*info, circle, "radius_"), "int32@16");
  EXPECT_EQ(FieldText(*info, circle, "middle_value"), "int16@12");
  EXPECT_EQ(FieldText(*info, circle, "base_value"), "int32@8");
  EXPECT_EQ(FieldText(*info, circle, "shared"), "none");
  EXPECT_EQ(info->FindEnumerator("PlainTwo")->value, 2);
  if (GetParam() != "gcc3") {  // where nothing says that it is an enum class
    EXPECT_FALSE(info->FindEnumerator("Square").has_value());
  }
  const auto path = Sample(GetParam(), "shapes");
  const auto take = FunctionIn(*info, path, "_ZN6shapes4take");
  ASSERT_TRUE(take.ok()) << take.error().Text();
  const TypePtr kind = take->parameters.at(1).type;
  EXPECT_EQ(kind->kind, TypeKind::Enum);
  EXPECT_EQ(kind->size, 1U);
  EXPECT_THAT(kind->definition.enumerators,
              ::testing::Contains(std::make_pair(int64_t{200}, std::string("Square"))));
  // Two classes of one name: that of the parameter, not any.
  const auto inner = FunctionIn(*info, path, "_ZN6shapes10take_inner");
  ASSERT_TRUE(inner.ok());
  EXPECT_EQ(FieldText(*info, inner->parameters.at(0).type->element, "other"), "string[4]@0");
}

INSTANTIATE_TEST_SUITE_P(Forms, TypesTest, ::testing::ValuesIn(Forms()));

TEST(RustTypes, Members) {
  const std::string path = Sample("rust", "small");
  if (SymbolOf(path, "rust_scalars").name.empty()) GTEST_SKIP() << "no rustc";
  const auto info = MakeDwarf(path);
  const TypePtr point = info->FindType("struct Point");
  ASSERT_NE(point, nullptr);
  EXPECT_EQ(point->size, 16U);
  EXPECT_TRUE(FieldText(*info, point, "y").starts_with("int64@"));
  const auto text = FunctionIn(*info, path, "rust_text");
  ASSERT_TRUE(text.ok()) << text.error().Text();
  EXPECT_EQ(FieldText(*info, text->parameters.at(0).type, "length"), "uint64@8");
  const auto shape = FunctionIn(*info, path, "rust_shape");
  ASSERT_TRUE(shape.ok());
  const auto named = info->FindField(*shape->parameters.at(0).type->element, "Named");
  ASSERT_TRUE(named.has_value());
  EXPECT_TRUE(FieldText(*info, named->type, "height").starts_with("uint16@"));
}

TEST(SplitPackage, UnitsBehindTheFirst) {
  const std::string path = Sample("twounits", "args0");
  if (SymbolOf(path, "many").name.empty()) GTEST_SKIP() << "no llvm-dwp";
  const auto info = MakeDwarf(path);
  const auto many = FunctionIn(*info, path, "many");
  ASSERT_TRUE(many.ok()) << many.error().Text();
  EXPECT_EQ(many->parameters.size(), 10U);
  EXPECT_EQ(many->parameters.at(9).c_type, "struct leaf*");
  const TypePtr node = info->FindType("struct node");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(FieldText(*info, node, "matrix"), "int32[3][2]@44");
  EXPECT_NE(info->FindType("struct t0"), nullptr);
}

}  // namespace
}  // namespace sonde::test
