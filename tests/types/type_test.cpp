// Tests of src/types/type.cpp: spelling, literals, layout.
#include "types/type.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TypePtr U(uint32_t bytes) {
  return IntegerType(bytes, false);
}
TypePtr I(uint32_t bytes) {
  return IntegerType(bytes, true);
}

TEST(Spell, Scalars) {
  EXPECT_EQ(Spell(*U(1)), "uint8");
  EXPECT_EQ(Spell(*I(8)), "int64");
  EXPECT_EQ(Spell(*BoolType()), "bool");
  EXPECT_EQ(Spell(*FloatType(4)), "float");
  EXPECT_EQ(Spell(*FloatType(8)), "double");
  EXPECT_EQ(Spell(*VoidType()), "void");
  EXPECT_EQ(Spell(*NoneType()), "none");
  EXPECT_EQ(Spell(*StringType(16)), "string[16]");
  EXPECT_EQ(Spell(*LateType(ValueKind::KernelSymbol)), "ksym_t");
  EXPECT_EQ(Spell(*LateType(ValueKind::UserSymbol)), "usym_t");
}

TEST(Spell, Composites) {
  const TypePtr a = StructType("struct a", 12, 0, 7);
  EXPECT_EQ(Spell(*PointerType(PointerType(a, AddressSpace::None), AddressSpace::User)), "struct a * *");
  EXPECT_EQ(Spell(*ArrayType(ArrayType(I(4), 3), 2)), "int32[3][2]");
  EXPECT_EQ(Spell(*TupleType({I(8), StringType(4)})), "(int64,string[4])");
  EXPECT_EQ(Spell(*TupleType({I(8)})), "(int64)");
  EXPECT_EQ(Spell(*TupleType({})), "none");
  EXPECT_EQ(Spell(*StackType(false, 127, StackMode::Default)), "kstack_bpftrace_127");
  EXPECT_EQ(Spell(*StackType(true, 5, StackMode::Perf)), "ustack_perf_5");
}

TEST(Floats, AreFoundInWhateverHoldsThem) {
  const TypePtr real = FloatType(8);
  EXPECT_TRUE(HasFloat(*real));
  EXPECT_TRUE(HasFloat(*TupleType({BoolType(), TupleType({ArrayType(real, 2)})})));
  EXPECT_FALSE(HasFloat(*PointerType(real, AddressSpace::User)));
  EXPECT_FALSE(HasFloat(*IntegerType(8, true)));
  Type structure = *StructType("struct s", 16);
  EXPECT_FALSE(HasFloat(structure));
  structure.definition.members.push_back({"f", FloatType(4), 0, 0, 0});
  EXPECT_TRUE(HasFloat(*ArrayType(std::make_shared<Type>(structure), 1)));
}

TEST(Spell, Aggregates) {
  EXPECT_EQ(Spell(*AggregateType(Aggregation::Count, false)), "count_t");
  EXPECT_EQ(Spell(*AggregateType(Aggregation::Sum, false)), "usum_t");
  EXPECT_EQ(Spell(*AggregateType(Aggregation::Sum, true)), "sum_t");
  EXPECT_EQ(Spell(*AggregateType(Aggregation::Stats, false)), "ustats_t");
  EXPECT_EQ(Spell(*AggregateType(Aggregation::Hist, false)), "hist_t");
}

TEST(Literal, SmallestSignedTypeThatHoldsIt) {
  EXPECT_EQ(Spell(*LiteralType(0, false)), "int8");
  EXPECT_EQ(Spell(*LiteralType(127, false)), "int8");
  EXPECT_EQ(Spell(*LiteralType(128, false)), "int16");
  EXPECT_EQ(Spell(*LiteralType(0x7fffffff, false)), "int32");
  EXPECT_EQ(Spell(*LiteralType(0x80000000, false)), "int64");
  EXPECT_EQ(Spell(*LiteralType(1ULL << 63, false)), "uint64");
  EXPECT_EQ(Spell(*LiteralType(128, true)), "int8");
  EXPECT_EQ(Spell(*LiteralType(129, true)), "int16");
  EXPECT_EQ(Spell(*LiteralType(static_cast<uint64_t>(-5), true)), "int8");
  EXPECT_EQ(Spell(*LiteralType(1ULL << 63, true)), "int64");
}

TEST(Literal, OnlyNonNegativeBelow2To63IsFlexible) {
  EXPECT_TRUE(LiteralType(1, false)->flexible);
  EXPECT_FALSE(LiteralType(1, true)->flexible);
  EXPECT_FALSE(LiteralType(1ULL << 63, false)->flexible);
}

TEST(Layout, TheExamplesOfTheLanguage) {
  EXPECT_EQ(TupleType({U(1), U(8)})->size, 16u);
  EXPECT_EQ(TupleType({U(1), StringType(4), U(2)})->size, 8u);
  EXPECT_EQ(TupleType({U(8), U(1), U(4)})->size, 16u);
  EXPECT_EQ(TupleType({LiteralType(1, false), StringType(2), LiteralType(2, false)})->size, 4u);
  const TupleLayout layout = LayOut({U(1), StringType(4), U(2)});
  EXPECT_EQ(layout.offsets, (std::vector<uint32_t>{0, 1, 6}));
}

TEST(Layout, NestedAggregatesKeepTheirAlignment) {
  const TypePtr inner = TupleType({U(1), U(4)});
  EXPECT_EQ(AlignOf(*inner), 4u);
  EXPECT_EQ(LayOut({U(1), inner, U(1)}).offsets, (std::vector<uint32_t>{0, 4, 12}));
  EXPECT_EQ(AlignOf(*ArrayType(U(2), 8)), 2u);
  EXPECT_EQ(AlignOf(*StructType("struct s", 24, 0, 1)), 8u);
}

TEST(Layout, AStructIsAlignedAsItsMembersAre) {
  const auto with = [](uint32_t size, std::vector<TypeMember> members) {
    auto type = std::make_shared<Type>(*StructType("struct s", size, 0, 1));
    type->definition.members = std::move(members);
    return type;
  };
  const TypePtr ints = with(8, {{"a", U(4), 0}, {"b", U(4), 4}});
  EXPECT_EQ(AlignOf(*ints), 4u);
  EXPECT_EQ(TupleType({U(4), ints})->size, 12u);
  EXPECT_EQ(AlignOf(*with(8, {{"text", StringType(8), 0}})), 1u);
  EXPECT_EQ(AlignOf(*with(24, {{"a", U(1), 0}, {"p", PointerType(VoidType(), AddressSpace::None), 8}})), 8u);
  EXPECT_EQ(AlignOf(*with(9, {{"a", U(1), 0}, {"b", U(8), 1}})), 1u);  // packed
}

TEST(Stacks, SizeFollowsTheLimit) {
  EXPECT_EQ(StackType(false, 3, StackMode::Default)->size, 8u + 24u);
  EXPECT_EQ(StackType(true, 3, StackMode::Default)->size, 16u + 24u);
  EXPECT_EQ(StackType(true, 2, StackMode::BuildId)->size, 16u + 64u);
}

}  // namespace
}  // namespace sonde
