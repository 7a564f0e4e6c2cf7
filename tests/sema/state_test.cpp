// Inference state: types only widen, address spaces that differ cancel out for good.
#include "sema/state.h"

#include <gtest/gtest.h>

namespace sonde::sema {
namespace {

bool Add(InferredType& inferred, const TypePtr& type) {
  bool changed = false;
  EXPECT_TRUE(inferred.Add(type, changed));
  return changed;
}

TEST(InferredType, WidensUntilNothingChanges) {
  InferredType inferred;
  EXPECT_TRUE(Add(inferred, LiteralType(1, false)));
  EXPECT_FALSE(Add(inferred, LiteralType(5, false)));
  EXPECT_TRUE(Add(inferred, LiteralType(300, false)));
  EXPECT_EQ(Spell(*inferred.type), "int16");
  EXPECT_TRUE(Add(inferred, IntegerType(8, false)));
  EXPECT_EQ(Spell(*inferred.type), "uint64");
  EXPECT_FALSE(Add(inferred, LiteralType(300, false)));
}

TEST(InferredType, RefusesWhatHasNothingInCommon) {
  InferredType inferred;
  bool changed = false;
  EXPECT_TRUE(inferred.Add(StringType(4), changed));
  EXPECT_FALSE(inferred.Add(IntegerType(4, true), changed));
  EXPECT_EQ(Spell(*inferred.type), "string[4]");
}

TEST(InferredType, UnknownTeachesNothingAndErrorsPoison) {
  InferredType inferred;
  EXPECT_FALSE(Add(inferred, UnknownType()));
  EXPECT_FALSE(Add(inferred, ErrorType()));
  EXPECT_TRUE(inferred.poisoned);
  EXPECT_EQ(inferred.type, UnknownType());
}

TEST(InferredType, DifferentSpacesCancelForGood) {
  InferredType inferred;
  const TypePtr kernel = TupleType({PointerType(VoidType(), AddressSpace::Kernel), BoolType()});
  const TypePtr user = TupleType({PointerType(VoidType(), AddressSpace::User), BoolType()});
  EXPECT_TRUE(Add(inferred, kernel));
  EXPECT_TRUE(Add(inferred, user));
  EXPECT_FALSE(Add(inferred, kernel));
  EXPECT_FALSE(Add(inferred, user));
  EXPECT_EQ(inferred.type->elements[0]->space, AddressSpace::None);
}

TEST(InferredType, AggregationsOfDifferentSignsBecomeSigned) {
  InferredType inferred;
  EXPECT_TRUE(Add(inferred, AggregateType(Aggregation::Sum, false)));
  EXPECT_TRUE(Add(inferred, AggregateType(Aggregation::Sum, true)));
  EXPECT_FALSE(Add(inferred, AggregateType(Aggregation::Sum, false)));
  EXPECT_TRUE(inferred.type->is_signed);
  bool changed = false;
  EXPECT_FALSE(inferred.Add(AggregateType(Aggregation::Max, true), changed));
}

TEST(Inference, MapsKeepTheirNumber) {
  Inference inference;
  EXPECT_EQ(inference.Map("@a"), 0U);
  EXPECT_EQ(inference.Map("@b"), 1U);
  EXPECT_EQ(inference.Map("@a"), 0U);
  EXPECT_EQ(inference.maps.size(), 2U);
}

}  // namespace
}  // namespace sonde::sema
