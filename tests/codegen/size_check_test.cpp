// Tests of src/codegen/size_check: what is too large for BPF is refused before LLVM meets it.
#include "codegen/size_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "build.h"

namespace sonde::test {
namespace {

// nsecs + nsecs + ..., as a tree that is not deep: a call and an addition for each.
typed::ExprPtr Sum(uint32_t terms) {
  const TypePtr word = IntegerType(8, false);
  if (terms == 1) {
    auto call = Make<typed::Builtin>(word);
    call->id = BuiltinId::Nsecs;
    return call;
  }
  auto sum = Make<typed::Binary>(word);
  sum->op = BinaryOp::Add;
  sum->left = Sum(terms / 2);
  sum->right = Sum(terms - terms / 2);
  return sum;
}

Result<bundle::Bundle> CompileSum(uint32_t terms) {
  typed::Program program;
  const uint32_t map = AddMap(program, "@x", nullptr, IntegerType(8, false));
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto assign = MakeStmt<typed::AssignMap>();
  assign->map = map;
  assign->value = Sum(terms);
  probe.body.statements.push_back(std::move(assign));
  return Compile(program, PlanOf(program), Source("stdin", "begin { @x = 1 }\n"), {});
}

TEST(SizeCheck, AnExpressionThatAJumpCannotPassIsRefused) {
  const auto bundle = CompileSum(20000);
  ASSERT_FALSE(bundle.ok());
  EXPECT_EQ(bundle.error().message, "a probe is too large for BPF: begin");
  EXPECT_THAT(bundle.error().hints, testing::Contains(testing::HasSubstr("split it")));
}

TEST(SizeCheck, OneThatItCanPassIsNot) {
  const auto bundle = CompileSum(9000);
  EXPECT_TRUE(bundle.ok()) << bundle.error().Text();
}

}  // namespace
}  // namespace sonde::test
