// Tests of src/codegen/layout.h.
#include "codegen/layout.h"

#include <gtest/gtest.h>

namespace sonde::codegen {
namespace {

TEST(Layout, TupleElementsLieAtTheirAlignment) {
  const auto type = TupleType({IntegerType(1, false), StringType(4), IntegerType(2, false)});
  const bundle::Layout layout = LayoutOf(*type, {});
  EXPECT_EQ(layout.kind, ValueKind::Tuple);
  EXPECT_EQ(layout.size, 8u);
  ASSERT_EQ(layout.children.size(), 3u);
  EXPECT_EQ(layout.children[1].offset, 1u);
  EXPECT_EQ(layout.children[2].offset, 6u);
  EXPECT_TRUE(HasPadding(*type));
}

TEST(Layout, RecordsAndStructsNameTheirFields) {
  const bundle::Layout record =
      LayoutOf(*RecordType({"a", "b"}, {IntegerType(1, false), IntegerType(4, true)}), {});
  EXPECT_EQ(record.kind, ValueKind::Struct);
  ASSERT_EQ(record.children.size(), 2u);
  EXPECT_EQ(record.children[1].name, "b");
  EXPECT_EQ(record.children[1].offset, 4u);
  Type flags = *StructType("struct flags", 4, 0, 7);
  flags.definition.members.push_back({"low", IntegerType(4, true), 0, 3, 5});
  const bundle::Layout bits = LayoutOf(flags, {});
  ASSERT_EQ(bits.children.size(), 1u);
  EXPECT_EQ(bits.children[0].bit_offset, 3u);
  EXPECT_EQ(bits.children[0].bit_size, 5u);
  EXPECT_TRUE(bits.children[0].is_signed);
}

TEST(Layout, FloatsKeepTheirWidth) {
  const auto type = TupleType({FloatType(4), FloatType(8)});
  const bundle::Layout layout = LayoutOf(*type, {});
  ASSERT_EQ(layout.children.size(), 2u);
  EXPECT_EQ(layout.children[0].kind, ValueKind::Float);
  EXPECT_EQ(layout.children[0].size, 4u);
  EXPECT_EQ(layout.children[1].offset, 8u);
  EXPECT_EQ(layout.children[1].size, 8u);
}

TEST(Layout, StacksHaveAHeader) {
  EXPECT_EQ(SizeOf(*StackType(false, 127, StackMode::Default)), 8u + 127 * 8);
  EXPECT_EQ(SizeOf(*StackType(true, 3, StackMode::Perf)), 16u + 3 * 8);
  EXPECT_EQ(LayoutOf(*StackType(true, 3, StackMode::Perf), {}).stack_mode, StackMode::Perf);
}

TEST(Layout, OnlyCompositesLiveInMemory) {
  EXPECT_FALSE(InMemory(*IntegerType(4, true)));
  EXPECT_FALSE(InMemory(*PointerType(VoidType(), AddressSpace::User)));
  EXPECT_TRUE(InMemory(*StringType(2)));
  EXPECT_TRUE(InMemory(*LateType(ValueKind::UserSymbol)));
}

}  // namespace
}  // namespace sonde::codegen
