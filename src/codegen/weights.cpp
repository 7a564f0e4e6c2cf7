// Estimates of instructions, and what pieces of a probe need to know of each other. Leaves: Weights. Covered
// by tests/codegen/pieces_test.cpp.
#include "codegen/weights.h"

#include <algorithm>

#include "codegen/layout.h"
#include "defs/events.h"

namespace sonde::codegen {
namespace {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

constexpr uint64_t kMost = 1ULL << 40;  // more than that is as good as that

// Copying or clearing a value in memory.
uint64_t WeightOf(const Type& type) {
  constexpr uint64_t kHelperCall = 6, kWord = 8;
  return InMemory(type) ? std::min<uint64_t>(SizeOf(type) / kWord * 2 + 2, 2 * kHelperCall) : 0;
}

// The node alone: a helper call is about eight instructions, with what checks its result.
uint64_t WeightOf(const typed::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Integer:
    case ExprKind::Variable:
    case ExprKind::Unary:
    case ExprKind::TupleElement:
    case ExprKind::FoundValue:
      return 1;
    case ExprKind::Convert:
    case ExprKind::Tuple:
    case ExprKind::Parameter:
    case ExprKind::StackLength:
    case ExprKind::ContextField:
    case ExprKind::Address:
      return 2;
    case ExprKind::Binary:
      return InMemory(*As<typed::Binary>(expr).left->type) ? 20 : 2;
    case ExprKind::Increment:
      return As<typed::Increment>(expr).is_map ? 20 : 3;
    case ExprKind::Field:
    case ExprKind::Dereference:
    case ExprKind::Index:
    case ExprKind::StringLength:
      return 14;
    case ExprKind::ReadString:
    case ExprKind::ReadBuffer:
    case ExprKind::FindText:
      return 30;
    default:
      return 8;
  }
}

uint64_t WeightOf(const typed::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::AssignMap:
      return 12;
    case StmtKind::UpdateMap:
      return 20;
    case StmtKind::Aggregate:
      return 30;
    case StmtKind::Emit:
      return 20;
    case StmtKind::While:
    case StmtKind::ForRange:
    case StmtKind::ForMap:
      return 25;
    case StmtKind::Repeat:
      return 0;
    default:
      return 2;
  }
}

uint32_t BytesOf(const typed::Emit& event) {
  uint32_t bytes = sizeof(EventHeader);
  for (const auto& arg : event.args)
    bytes += (SizeOf(*arg->type) + 7) & ~7U;
  return bytes;
}

bool IsLoop(const typed::Stmt& stmt) {
  return stmt.kind == StmtKind::While || stmt.kind == StmtKind::ForRange || stmt.kind == StmtKind::ForMap;
}

}  // namespace

Weights::Weights(const typed::Probe& probe) {
  all_ = Look(probe.predicate.get());
  Join(all_, Look(probe.body));
  for (const auto& function : probe.functions)
    Join(all_, Look(function.body));
}

uint64_t Weights::Of(const typed::Block& block) const {
  uint64_t sum = 0;
  for (const auto& stmt : block.statements)
    sum += Of(*stmt);
  return std::min(sum, kMost);
}

uint64_t Weights::OfArm(const typed::If& stmt) const {
  return Of(stmt) - std::min(Of(stmt), Of(stmt.otherwise));
}

void Weights::Join(Facts& to, Facts part, uint64_t times) {
  const auto add = [times](uint64_t& sum, uint64_t more) {
    sum = std::min(sum + std::min(more, kMost / times) * times, kMost);
  };
  add(to.weight, part.weight);
  add(to.loops, part.loops);
  to.loop_depth = std::max(to.loop_depth, part.loop_depth);
  to.event_bytes = std::max(to.event_bytes, part.event_bytes);
  to.jumps |= part.jumps;
}

Weights::Facts Weights::Look(const typed::Block& block) {
  Facts facts;
  for (const auto& stmt : block.statements)
    Join(facts, Look(*stmt));
  if (block.value) Join(facts, Look(block.value.get()));
  return facts;
}

Weights::Facts Weights::Look(const typed::Expr* expr) {
  Facts facts;
  if (expr == nullptr) return facts;
  facts.weight = WeightOf(*expr) + WeightOf(*expr->type);
  LookAtOperands(*expr, facts);
  return facts;
}

void Weights::LookAtOperands(const typed::Expr& expr, Facts& facts) {
  const auto look = [&](const auto&... parts) { (Join(facts, Look(parts.get())), ...); };
  switch (expr.kind) {
    case ExprKind::MapRead:
      return look(As<typed::MapRead>(expr).key);
    case ExprKind::MapHasKey:
      return look(As<typed::MapHasKey>(expr).key);
    case ExprKind::MapFind:
      return look(As<typed::MapFind>(expr).key, As<typed::MapFind>(expr).value);
    case ExprKind::StackLength:
      return look(As<typed::StackLength>(expr).operand);
    case ExprKind::MapDelete:
      return look(As<typed::MapDelete>(expr).key);
    case ExprKind::Unary:
      return look(As<typed::Unary>(expr).operand);
    case ExprKind::Binary:
      return look(As<typed::Binary>(expr).left, As<typed::Binary>(expr).right);
    case ExprKind::Convert:
      return look(As<typed::Convert>(expr).operand);
    case ExprKind::Ternary: {
      const auto& node = As<typed::Ternary>(expr);
      return look(node.condition, node.then, node.otherwise, node.value);
    }
    case ExprKind::Increment:
      return look(As<typed::Increment>(expr).key);
    case ExprKind::Field:
      return look(As<typed::Field>(expr).base);
    case ExprKind::Dereference:
      return look(As<typed::Dereference>(expr).operand);
    case ExprKind::Index:
      return look(As<typed::Index>(expr).base, As<typed::Index>(expr).index);
    case ExprKind::Tuple:
      for (const auto& element : As<typed::Tuple>(expr).elements)
        look(element);
      return;
    case ExprKind::TupleElement:
      return look(As<typed::TupleElement>(expr).base);
    case ExprKind::ReadString:
      return look(As<typed::ReadString>(expr).address, As<typed::ReadString>(expr).length);
    case ExprKind::ReadBuffer:
      return look(As<typed::ReadBuffer>(expr).address, As<typed::ReadBuffer>(expr).length);
    case ExprKind::StringLength:
      return look(As<typed::StringLength>(expr).operand);
    case ExprKind::FindText:
      return look(As<typed::FindText>(expr).text, As<typed::FindText>(expr).needle);
    case ExprKind::Address:
      return look(As<typed::Address>(expr).operand);
    case ExprKind::Symbol:
      return look(As<typed::Symbol>(expr).address);
    case ExprKind::IfValue: {
      const auto& node = As<typed::IfValue>(expr);
      look(node.condition);
      Join(facts, Look(node.then));
      return Join(facts, Look(node.otherwise));
    }
    case ExprKind::Call:
      for (const auto& arg : As<typed::Call>(expr).args)
        look(arg);
      return;
    case ExprKind::ImportedCall:
      for (const auto& arg : As<typed::ImportedCall>(expr).args)
        look(arg);
      return;
    default:
      return;
  }
}

Weights::Facts Weights::Look(const typed::Stmt& stmt) {
  Facts facts = LookInto(stmt);
  facts.weight = std::min(facts.weight + WeightOf(stmt), kMost);
  if (IsLoop(stmt)) {
    ++facts.loops;
    ++facts.loop_depth;
    facts.jumps = false;
  }
  return facts_[&stmt] = facts;
}

Weights::Facts Weights::LookInto(const typed::Stmt& stmt) {
  Facts facts;
  const auto look = [&](const auto&... parts) { (Join(facts, Look(parts.get())), ...); };
  switch (stmt.kind) {
    case StmtKind::Evaluate:
      look(As<typed::Evaluate>(stmt).expr);
      break;
    case StmtKind::AssignVariable:
      look(As<typed::AssignVariable>(stmt).value);
      break;
    case StmtKind::AssignMap:
      look(As<typed::AssignMap>(stmt).key, As<typed::AssignMap>(stmt).value);
      break;
    case StmtKind::UpdateMap:
      look(As<typed::UpdateMap>(stmt).key, As<typed::UpdateMap>(stmt).operand);
      break;
    case StmtKind::Aggregate:
      look(As<typed::Aggregate>(stmt).key, As<typed::Aggregate>(stmt).operand);
      break;
    case StmtKind::Emit:
      for (const auto& arg : As<typed::Emit>(stmt).args)
        look(arg);
      facts.event_bytes = std::max(facts.event_bytes, BytesOf(As<typed::Emit>(stmt)));
      break;
    case StmtKind::If: {
      const auto& node = As<typed::If>(stmt);
      look(node.condition);
      Join(facts, Look(node.then));
      Join(facts, Look(node.otherwise));
      break;
    }
    case StmtKind::While:
      look(As<typed::While>(stmt).condition);
      Join(facts, Look(As<typed::While>(stmt).body));
      break;
    case StmtKind::Repeat: {
      const auto& node = As<typed::Repeat>(stmt);
      if (node.count > 0) Join(facts, Look(node.body), node.count);
      break;
    }
    case StmtKind::ForRange:
      look(As<typed::ForRange>(stmt).begin, As<typed::ForRange>(stmt).end);
      Join(facts, Look(As<typed::ForRange>(stmt).body));
      break;
    case StmtKind::ForMap:
      Join(facts, Look(As<typed::ForMap>(stmt).body));
      break;
    case StmtKind::Jump:
      look(As<typed::Jump>(stmt).value);
      facts.jumps = As<typed::Jump>(stmt).jump != ast::JumpKind::Return;
      break;
  }
  return facts;
}

}  // namespace sonde::codegen
