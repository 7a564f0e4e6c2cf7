// Tests of src/typed/children: the walker sees every part of every kind of node, in order.
#include "typed/children.h"

#include <gtest/gtest.h>

#include <string>

#include "typed/typed.h"

namespace sonde::test {
namespace {

using typed::ExprKind;
using typed::ExprPtr;

ExprPtr Number(uint64_t bits) {
  auto node = std::make_unique<typed::Integer>(IntegerType(8, false), SourceRange{0, 1});
  node->bits = bits;
  return node;
}

typed::Block BlockOf(uint64_t bits) {
  typed::Block block;
  block.value = Number(bits);
  return block;
}

// The numbers that stand directly in a node, blocks in brackets.
template <typename Node>
std::string PartsOf(const Node& node) {
  std::string text;
  typed::VisitParts(
      node,
      [&](const typed::Expr& part) { text += std::to_string(typed::As<typed::Integer>(part).bits) + " "; },
      [&](const typed::Block& block) {
        text +=
            "[" + (block.value ? std::to_string(typed::As<typed::Integer>(*block.value).bits) : "") + "] ";
      });
  return text;
}

template <typename Node>
Node Bare() {
  if constexpr (std::is_base_of_v<typed::Expr, Node>) {
    return Node(IntegerType(8, false), SourceRange{0, 1});
  } else {
    return Node(SourceRange{0, 1});
  }
}

TEST(Children, PartsComeInTheOrderInWhichTheyAreEvaluated) {
  auto binary = Bare<typed::Binary>();
  binary.left = Number(1);
  binary.right = Number(2);
  EXPECT_EQ(PartsOf(binary), "1 2 ");

  auto call = Bare<typed::Call>();
  for (uint64_t i = 3; i < 6; ++i)
    call.args.push_back(Number(i));
  EXPECT_EQ(PartsOf(call), "3 4 5 ");

  auto choice = Bare<typed::IfValue>();
  choice.condition = Number(1);
  choice.then = BlockOf(2);
  choice.otherwise = BlockOf(3);
  EXPECT_EQ(PartsOf(choice), "1 [2] [3] ");

  auto loop = Bare<typed::ForRange>();
  loop.begin = Number(1);
  loop.end = Number(9);
  EXPECT_EQ(PartsOf(loop), "1 9 [] ");

  auto assign = Bare<typed::AssignMap>();
  assign.key = Number(7);
  assign.value = Number(8);
  EXPECT_EQ(PartsOf(assign), "7 8 ");
}

TEST(Children, PartsThatANodeHasNotAreLeftOut) {
  auto read = Bare<typed::MapRead>();
  EXPECT_EQ(PartsOf(read), "");
  read.key = Number(4);
  EXPECT_EQ(PartsOf(read), "4 ");
  auto elvis = Bare<typed::Ternary>();
  elvis.value = Number(1);
  elvis.otherwise = Number(2);
  EXPECT_EQ(PartsOf(elvis), "1 2 ");
}

template <typename Kind>
const char* NameOf(Kind kind) {
  return typed::RowOf(kind).name;
}

// A node of each kind can be walked: the table and the nodes agree.
TEST(Children, EveryKindCanBeWalked) {
#define EXPR(name, result, effect, fault, weight)       \
  {                                                     \
    const auto node = Bare<typed::name>();              \
    PartsOf(static_cast<const typed::Expr&>(node));     \
    EXPECT_STREQ(NameOf(typed::ExprKind::name), #name); \
  }
#define STMT(name, role, weight)                        \
  {                                                     \
    const auto node = Bare<typed::name>();              \
    PartsOf(static_cast<const typed::Stmt&>(node));     \
    EXPECT_STREQ(NameOf(typed::StmtKind::name), #name); \
  }
#include "typed/nodes.def"
}

TEST(Children, AnyLooksIntoExpressionsButNotIntoBlocks) {
  const auto is_two = [](const typed::Expr& expr) {
    return expr.kind == ExprKind::Integer && typed::As<typed::Integer>(expr).bits == 2;
  };
  auto inner = std::make_unique<typed::Unary>(IntegerType(8, false), SourceRange{0, 1});
  inner->operand = Number(2);
  auto outer = Bare<typed::Convert>();
  outer.operand = std::move(inner);
  EXPECT_TRUE(typed::Any(outer, is_two));
  auto block = Bare<typed::IfValue>();
  block.then = BlockOf(2);
  EXPECT_FALSE(typed::Any(block, is_two));
}

}  // namespace
}  // namespace sonde::test
