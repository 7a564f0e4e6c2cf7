// Tests of src/codegen/layout.h.
#include "codegen/layout.h"

#include <gtest/gtest.h>

namespace sonde::codegen {
namespace {

TEST(Layout, TupleElementsLieAtTheirAlignment) {
  const auto type = TupleType({IntegerType(1, false), StringType(4), IntegerType(2, false)});
  const bundle::Layout layout = LayoutOf(*type);
  EXPECT_EQ(layout.kind, bundle::ValueKind::Tuple);
  EXPECT_EQ(layout.size, 8u);
  ASSERT_EQ(layout.children.size(), 3u);
  EXPECT_EQ(layout.children[1].offset, 1u);
  EXPECT_EQ(layout.children[2].offset, 6u);
  EXPECT_TRUE(HasPadding(*type));
}

TEST(Layout, StacksHaveAHeader) {
  EXPECT_EQ(SizeOf(*StackType(false, 127, StackFormat::Default)), 8u + 127 * 8);
  EXPECT_EQ(SizeOf(*StackType(true, 3, StackFormat::Perf)), 16u + 3 * 8);
  EXPECT_EQ(LayoutOf(*StackType(true, 3, StackFormat::Perf)).stack_mode, bundle::StackMode::Perf);
}

TEST(Layout, OnlyCompositesLiveInMemory) {
  EXPECT_FALSE(InMemory(*IntegerType(4, true)));
  EXPECT_FALSE(InMemory(*PointerType(VoidType(), AddressSpace::User)));
  EXPECT_TRUE(InMemory(*StringType(2)));
  EXPECT_TRUE(InMemory(*UserSymbolType()));
}

}  // namespace
}  // namespace sonde::codegen
