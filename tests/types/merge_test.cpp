// Tests of src/types/merge.cpp: equality, promotion, common types.
#include <gtest/gtest.h>

#include "types/definitions.h"
#include "types/layout.h"
#include "types/type.h"

namespace sonde {
namespace {

TypePtr U(uint32_t bytes) {
  return IntegerType(bytes, false);
}
TypePtr I(uint32_t bytes) {
  return IntegerType(bytes, true);
}
TypePtr Lit(uint64_t value) {
  return LiteralType(value, false);
}
std::string Merged(const TypePtr& a, const TypePtr& b) {
  const TypePtr type = Merge(a, b);
  return type ? Spell(*type) : "-";
}

TEST(Promote, FollowsTheRules) {
  EXPECT_EQ(Spell(*Promote(U(1), U(4))), "uint32");
  EXPECT_EQ(Spell(*Promote(I(8), I(2))), "int64");
  EXPECT_EQ(Spell(*Promote(I(8), U(4))), "int64");
  EXPECT_EQ(Spell(*Promote(U(4), I(4))), "int64");
  EXPECT_EQ(Spell(*Promote(U(2), I(1))), "int32");
  EXPECT_EQ(Spell(*Promote(U(8), I(8))), "int64");
  EXPECT_EQ(Spell(*Promote(U(8), I(1))), "int64");
}

TEST(Promote, FlexibleAdoptsTheOtherSign) {
  EXPECT_EQ(Spell(*Promote(Lit(1), U(8))), "uint64");
  EXPECT_EQ(Spell(*Promote(U(1), Lit(300))), "uint16");
  EXPECT_EQ(Spell(*Promote(Lit(1), I(4))), "int32");
  EXPECT_FALSE(Promote(Lit(1), I(4))->flexible);
  EXPECT_TRUE(Promote(Lit(1), Lit(300))->flexible);
}

TEST(Merge, WidensStringsAndTuples) {
  EXPECT_EQ(Merged(StringType(4), StringType(16)), "string[16]");
  EXPECT_EQ(Merged(TupleType({Lit(1), StringType(2)}), TupleType({U(8), StringType(9)})),
            "(uint64,string[9])");
  EXPECT_EQ(Merged(TupleType({Lit(1)}), TupleType({Lit(1), Lit(2)})), "-");
  EXPECT_EQ(Merged(TupleType({Lit(1)}), TupleType({StringType(2)})), "-");
}

TEST(Merge, DifferentKindsDoNotMix) {
  EXPECT_EQ(Merged(I(8), StringType(4)), "-");
  EXPECT_EQ(Merged(I(8), BoolType()), "-");
  EXPECT_EQ(Merged(I(8), FloatType(8)), "-");
  EXPECT_EQ(Merged(FloatType(4), FloatType(8)), "-");
  EXPECT_EQ(Merged(FloatType(4), FloatType(4)), "float");
  EXPECT_EQ(Merged(I(8), PointerType(VoidType(), AddressSpace::Kernel)), "-");
  EXPECT_EQ(Merged(StackType(false, 3, StackMode::Default), StackType(false, 4, StackMode::Default)), "-");
  EXPECT_EQ(Merged(StackType(false, 3, StackMode::Default), StackType(false, 3, StackMode::Raw)), "-");
}

TEST(Merge, PointersNeedCompatiblePointees) {
  const TypePtr a = StructType("struct a", 8, 0, 1);
  const TypePtr b = StructType("struct b", 8, 0, 2);
  const auto p = [](const TypePtr& t, AddressSpace s) { return PointerType(t, s); };
  EXPECT_EQ(Merged(p(a, AddressSpace::Kernel), p(a, AddressSpace::User)), "struct a *");
  EXPECT_EQ(Merge(p(a, AddressSpace::Kernel), p(a, AddressSpace::User))->space, AddressSpace::None);
  EXPECT_EQ(Merge(p(a, AddressSpace::None), p(a, AddressSpace::User))->space, AddressSpace::User);
  EXPECT_EQ(Merged(p(a, AddressSpace::Kernel), p(b, AddressSpace::Kernel)), "-");
  EXPECT_EQ(Merged(p(a, AddressSpace::Kernel), p(VoidType(), AddressSpace::Kernel)), "void *");
}

TEST(Merge, EnumsOfOneNameStayEnums) {
  auto make = [](std::string name, uint32_t size) {
    auto type = std::make_shared<Type>();
    type->kind = TypeKind::Enum;
    type->definition.name = std::move(name);
    type->size = size;
    return type;
  };
  EXPECT_EQ(Merged(make("enum a", 4), make("enum a", 8)), "enum a");
  EXPECT_EQ(Merged(make("enum a", 4), make("enum b", 4)), "uint32");
  EXPECT_EQ(Merged(make("enum a", 4), I(8)), "int64");
}

TEST(Merge, AggregatesOfOneFunction) {
  EXPECT_EQ(Merged(AggregateType(Aggregation::Sum, true), AggregateType(Aggregation::Sum, true)), "sum_t");
  EXPECT_EQ(Merged(AggregateType(Aggregation::Sum, true), AggregateType(Aggregation::Sum, false)), "-");
  EXPECT_EQ(Merged(AggregateType(Aggregation::Sum, true), AggregateType(Aggregation::Max, true)), "-");
  auto flexible = std::make_shared<Type>(*AggregateType(Aggregation::Sum, true));
  flexible->flexible = true;
  EXPECT_EQ(Merged(flexible, AggregateType(Aggregation::Sum, false)), "usum_t");
}

TEST(Merge, RecordsMatchByName) {
  const TypePtr ab = RecordType({"a", "b"}, {I(1), StringType(2)});
  const TypePtr ba = RecordType({"b", "a"}, {StringType(7), I(8)});
  EXPECT_EQ(Merged(ab, ba), "record { .a = int64, .b = string[7] }");
  EXPECT_EQ(Merged(ba, ab), "record { .b = string[7], .a = int64 }");
  EXPECT_EQ(Merged(ab, RecordType({"a", "c"}, {I(1), StringType(2)})), "-");
  EXPECT_EQ(Merged(ab, TupleType({I(1), StringType(2)})), "-");
  EXPECT_FALSE(Same(*ab, *RecordType({"b", "a"}, {I(1), StringType(2)})));
}

TEST(Merge, AReferenceAndACopyAreACopy) {
  const TypePtr array = ArrayType(I(4), 3);
  const TypePtr reference = ReferenceType(array, AddressSpace::Kernel);
  EXPECT_EQ(Merge(reference, array)->kind, TypeKind::Array);
  EXPECT_EQ(Merge(array, reference)->kind, TypeKind::Array);
  EXPECT_EQ(Merge(array, reference)->space, AddressSpace::Kernel);
  EXPECT_TRUE(Merge(reference, reference)->pointer.reference);
  EXPECT_EQ(Merged(reference, ArrayType(I(4), 2)), "-");
  EXPECT_EQ(Merged(reference, PointerType(array, AddressSpace::Kernel)), "-");
}

TEST(Merge, CopiesRememberWhereTheirPointersLead) {
  const TypePtr pair = ArrayType(PointerType(VoidType(), AddressSpace::None), 2);
  const TypePtr user = WithSpace(pair, AddressSpace::User);
  EXPECT_EQ(Merge(pair, user)->space, AddressSpace::User);
  EXPECT_EQ(Merge(user, pair)->space, AddressSpace::User);
  EXPECT_EQ(Merge(user, WithSpace(pair, AddressSpace::Kernel))->space, AddressSpace::None);
}

TEST(Merge, AnArrayOfCharactersLosesNoneToAString) {
  EXPECT_EQ(Merged(CharactersType(5), StringType(5)), "string[6]");
  EXPECT_EQ(Merged(StringType(3), CharactersType(5)), "string[6]");
  EXPECT_EQ(Merged(CharactersType(5), StringType(9)), "string[9]");
  EXPECT_FALSE(Merge(CharactersType(5), StringType(9))->whole);
  EXPECT_EQ(Merged(CharactersType(5), CharactersType(7)), "string[7]");
  EXPECT_TRUE(Merge(CharactersType(5), CharactersType(7))->whole);
}

TEST(Merge, BuffersWiden) {
  EXPECT_EQ(Merged(BufferType(4), BufferType(8)), "buffer[8]");
}

TEST(Same, IgnoresFlexibilityAndSpaces) {
  EXPECT_TRUE(Same(*Lit(1), *I(1)));
  EXPECT_TRUE(Same(*IntegerType(8, true, AddressSpace::User), *I(8)));
  EXPECT_FALSE(Same(*I(8), *U(8)));
  EXPECT_FALSE(Same(*ArrayType(I(4), 2), *ArrayType(I(2), 4)));
  EXPECT_FALSE(Same(*StructType("struct a", 8, 0, 1), *StructType("struct b", 8, 0, 1)));
  EXPECT_FALSE(Same(*StructType("", 8, 0, 1), *StructType("", 8, 0, 2)));
}

// A source in which every struct has the same fields.
class OneStruct : public Definitions {
 public:
  explicit OneStruct(std::vector<StructField> fields) : fields_(std::move(fields)) {}
  TypePtr FindType(std::string_view) override { return nullptr; }
  std::optional<Enumerator> FindEnumerator(std::string_view) override { return std::nullopt; }
  std::optional<StructField> FindField(const Type&, std::string_view) override { return std::nullopt; }
  std::vector<StructField> Fields(const Type&) override { return fields_; }
  TypePtr Make(const std::string& name, uint32_t size = 8) { return StructType(name, size, origin(), 0); }

 private:
  std::vector<StructField> fields_;
};

StructField Field(const std::string& name, TypePtr type, uint32_t offset) {
  StructField field;
  field.name = name;
  field.type = std::move(type);
  field.byte_offset = offset;
  return field;
}

TEST(Same, StructsOfOneNameInTwoSourcesMustLookAlike) {
  OneStruct kernel({Field("a", I(4), 0), Field("b", PointerType(I(4), AddressSpace::Kernel), 4)});
  OneStruct module({Field("a", I(4), 0), Field("b", PointerType(U(1), AddressSpace::None), 4)});
  EXPECT_TRUE(Same(*kernel.Make("struct s"), *module.Make("struct s")));
  EXPECT_TRUE(SameLayout(*kernel.Make("struct s"), *module.Make("struct s")));
  EXPECT_FALSE(Same(*kernel.Make("struct s"), *module.Make("struct t")));
  const std::vector<std::vector<StructField>> others = {
      {Field("a", I(4), 0)},
      {Field("a", U(4), 0), Field("b", U(8), 4)},
      {Field("a", I(4), 0), Field("c", PointerType(I(4), AddressSpace::Kernel), 4)},
      {Field("a", I(4), 4), Field("b", PointerType(I(4), AddressSpace::Kernel), 0)},
      {Field("a", ArrayType(I(1), 4), 0), Field("b", PointerType(I(4), AddressSpace::Kernel), 4)},
  };
  for (const auto& fields : others) {
    OneStruct program(fields);
    EXPECT_FALSE(Same(*kernel.Make("struct s"), *program.Make("struct s")));
    EXPECT_FALSE(SameLayout(*program.Make("struct s"), *kernel.Make("struct s")));
    EXPECT_EQ(Merged(kernel.Make("struct s"), program.Make("struct s")), "-");
  }
  EXPECT_FALSE(SameLayout(*kernel.Make("struct s", 8), *module.Make("struct s", 16)));
  EXPECT_TRUE(SameLayout(*kernel.Make("struct s"), *StructType("struct s", 0)));  // declared only
}

TEST(Merge, KeepsTheClockOfATime) {
  const auto clock = [](const TypePtr& a, const TypePtr& b) { return Merge(a, b)->meaning.clock; };
  const TypePtr tai = TimeType(Clock::Tai);
  EXPECT_EQ(clock(tai, Lit(0)), Clock::Tai);
  EXPECT_EQ(clock(U(8), tai), Clock::Tai);
  EXPECT_EQ(clock(tai, TimeType(Clock::SwTai)), Clock::Tai);
  EXPECT_EQ(clock(tai, TimeType(Clock::Boot)), Clock::Several);
  EXPECT_EQ(clock(TimeType(Clock::Several), U(8)), Clock::Several);
  EXPECT_EQ(Merge(TupleType({tai}), TupleType({Lit(1)}))->elements[0]->meaning.clock, Clock::Tai);
  EXPECT_TRUE(Same(*tai, *U(8)));
}

}  // namespace
}  // namespace sonde
