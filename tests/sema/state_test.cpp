// Inference state: types only widen, address spaces that differ cancel out for good.
#include "sema/state.h"

#include <gtest/gtest.h>

namespace sonde::sema {
namespace {

bool Add(Slot& slot, const TypePtr& type) {
  bool changed = false;
  EXPECT_TRUE(slot.Add(type, changed));
  return changed;
}

TEST(Slot, WidensUntilNothingChanges) {
  Slot slot;
  EXPECT_TRUE(Add(slot, LiteralType(1, false)));
  EXPECT_FALSE(Add(slot, LiteralType(5, false)));
  EXPECT_TRUE(Add(slot, LiteralType(300, false)));
  EXPECT_EQ(Spell(*slot.type), "int16");
  EXPECT_TRUE(Add(slot, IntegerType(8, false)));
  EXPECT_EQ(Spell(*slot.type), "uint64");
  EXPECT_FALSE(Add(slot, LiteralType(300, false)));
}

TEST(Slot, RefusesWhatHasNothingInCommon) {
  Slot slot;
  bool changed = false;
  EXPECT_TRUE(slot.Add(StringType(4), changed));
  EXPECT_FALSE(slot.Add(IntegerType(4, true), changed));
  EXPECT_EQ(Spell(*slot.type), "string[4]");
}

TEST(Slot, UnknownTeachesNothingAndErrorsPoison) {
  Slot slot;
  EXPECT_FALSE(Add(slot, UnknownType()));
  EXPECT_FALSE(Add(slot, ErrorType()));
  EXPECT_TRUE(slot.poisoned);
  EXPECT_EQ(slot.type, UnknownType());
}

TEST(Slot, DifferentSpacesCancelForGood) {
  Slot slot;
  const TypePtr kernel = TupleType({PointerType(VoidType(), AddressSpace::Kernel), BoolType()});
  const TypePtr user = TupleType({PointerType(VoidType(), AddressSpace::User), BoolType()});
  EXPECT_TRUE(Add(slot, kernel));
  EXPECT_TRUE(Add(slot, user));
  EXPECT_FALSE(Add(slot, kernel));
  EXPECT_FALSE(Add(slot, user));
  EXPECT_EQ(slot.type->elements[0]->space, AddressSpace::None);
}

TEST(Slot, AggregationsOfDifferentSignsBecomeSigned) {
  Slot slot;
  EXPECT_TRUE(Add(slot, AggregateType(MapFunction::Sum, false)));
  EXPECT_TRUE(Add(slot, AggregateType(MapFunction::Sum, true)));
  EXPECT_FALSE(Add(slot, AggregateType(MapFunction::Sum, false)));
  EXPECT_TRUE(slot.type->is_signed);
  bool changed = false;
  EXPECT_FALSE(slot.Add(AggregateType(MapFunction::Max, true), changed));
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
