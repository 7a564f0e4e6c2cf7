// Tests of src/typed/verify: trees that break the contract are told from those that keep it.
#include "typed/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "typed/typed.h"

namespace sonde::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

typed::ExprPtr Number(TypePtr type) {
  return std::make_unique<typed::Integer>(std::move(type), SourceRange{0, 1});
}

// A program of one probe that assigns `value` to the scalar map `@x` of `type`.
typed::Program Assigning(TypePtr type, typed::ExprPtr value) {
  typed::Program program;
  typed::MapInfo map;
  map.name = "@x";
  map.value = std::move(type);
  map.used = true;
  program.maps.push_back(std::move(map));
  auto assign = std::make_unique<typed::AssignMap>(SourceRange{0, 1});
  assign->value = std::move(value);
  program.probes.emplace_back().body.statements.push_back(std::move(assign));
  return program;
}

TEST(Verify, AcceptsWhatFits) {
  EXPECT_THAT(Verify(Assigning(IntegerType(8, true), Number(IntegerType(8, true)))), IsEmpty());
}

TEST(Verify, RefusesAValueOfAnotherType) {
  EXPECT_THAT(Verify(Assigning(IntegerType(8, true), Number(IntegerType(4, true)))),
              ElementsAre("map value: int32 for int64"));
}

TEST(Verify, RefusesAKeyOfAScalarMap) {
  typed::Program program = Assigning(IntegerType(8, true), Number(IntegerType(8, true)));
  static_cast<typed::AssignMap&>(*program.probes[0].body.statements[0]).key = Number(IntegerType(8, true));
  EXPECT_THAT(Verify(program), ElementsAre("@x: key where there is none"));
}

// What is wrong deep in a tree is found: here in a block inside an expression.
TEST(Verify, LooksIntoBlocksOfExpressions) {
  auto sum = std::make_unique<typed::Binary>(IntegerType(8, true), SourceRange{0, 1});
  sum->left = Number(IntegerType(8, true));
  sum->right = Number(IntegerType(2, true));
  auto block = std::make_unique<typed::IfValue>(IntegerType(8, true), SourceRange{0, 1});
  block->then.value = std::move(sum);
  EXPECT_THAT(Verify(Assigning(IntegerType(8, true), std::move(block))),
              ElementsAre("arithmetic is on 64 bits", "arithmetic of two types"));
}

TEST(Verify, RefusesTheAddressOfAMapOutsideOfACall) {
  EXPECT_THAT(Verify(Assigning(IntegerType(8, false), std::make_unique<typed::MapAddress>(
                                                          IntegerType(8, false), SourceRange{0, 1}))),
              ElementsAre("address of a map outside of a call"));
}

}  // namespace
}  // namespace sonde::test
