// Tests of src/typed/map_use: maps that programs do nothing but aggregate into.
#include "typed/map_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::test {
namespace {

using testing::ElementsAre;

constexpr SourceRange kNowhere{0, 1};

template <typename Node>
std::unique_ptr<Node> Expr() {
  return std::make_unique<Node>(IntegerType(8, false), kNowhere);
}

typed::Program WithMaps(int count) {
  typed::Program program;
  for (int i = 0; i < count; ++i) {
    typed::MapInfo info;
    info.name = "@m" + std::to_string(i);
    info.value = AggregateType(Aggregation::Count, false);
    program.maps.push_back(std::move(info));
  }
  program.probes.emplace_back();
  return program;
}

typed::StmtPtr Aggregate(uint32_t map, typed::ExprPtr key = nullptr) {
  auto stmt = std::make_unique<typed::Aggregate>(kNowhere);
  stmt->map = map;
  stmt->key = std::move(key);
  return stmt;
}

typed::ExprPtr Read(uint32_t map) {
  auto read = Expr<typed::MapRead>();
  read->map = map;
  return read;
}

TEST(MapUse, AggregatingAlone) {
  typed::Program program = WithMaps(2);
  program.probes[0].body.statements.push_back(Aggregate(0));
  program.probes[0].body.statements.push_back(Aggregate(1));
  EXPECT_THAT(typed::OnlyAggregated(program), ElementsAre(true, true));
  program.maps[1].value = IntegerType(8, true);
  EXPECT_THAT(typed::OnlyAggregated(program), ElementsAre(true, false));
}

TEST(MapUse, ReadAnywhere) {
  typed::Program program = WithMaps(5);
  auto& probe = program.probes[0];
  probe.predicate = Read(0);
  probe.body.statements.push_back(Aggregate(1, Read(2)));  // in the key of another
  auto found = Expr<typed::MapFind>();
  found->map = 3;
  found->key = Expr<typed::Integer>();
  auto condition = std::make_unique<typed::If>(kNowhere);
  condition->condition = std::move(found);
  condition->then.statements.push_back(Aggregate(4));
  probe.body.statements.push_back(std::move(condition));
  EXPECT_THAT(typed::OnlyAggregated(program), ElementsAre(false, true, false, false, true));
}

TEST(MapUse, InFunctionsLoopsAndCalls) {
  typed::Program program = WithMaps(6);
  auto& probe = program.probes[0];
  probe.functions.emplace_back();
  auto loop = std::make_unique<typed::ForMap>(kNowhere);
  loop->map = 0;
  loop->body.statements.push_back(Aggregate(1));
  probe.functions[0].body.statements.push_back(std::move(loop));
  const auto evaluate = [&](typed::ExprPtr expr) {
    auto stmt = std::make_unique<typed::Evaluate>(kNowhere);
    stmt->expr = std::move(expr);
    probe.body.statements.push_back(std::move(stmt));
  };
  auto call = std::make_unique<typed::Apply>(FunctionId::Delete, BoolType(), kNowhere);
  call->map = 2;
  evaluate(std::move(call));
  auto address = Expr<typed::MapAddress>();
  address->map = 3;
  evaluate(std::move(address));
  auto increment = Expr<typed::Increment>();
  increment->is_map = true;
  increment->map = 4;
  evaluate(std::move(increment));
  auto assign = std::make_unique<typed::AssignMap>(kNowhere);
  assign->map = 5;
  assign->value = Expr<typed::Integer>();
  probe.body.statements.push_back(std::move(assign));
  EXPECT_THAT(typed::OnlyAggregated(program), ElementsAre(false, true, false, false, false, false));
}

}  // namespace
}  // namespace sonde::test
