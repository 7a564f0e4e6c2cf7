// Estimates of instructions, and what pieces of a probe need to know of each other. Leaves: Weights. Covered
// by tests/codegen/pieces_test.cpp.
#include "codegen/weights.h"

#include <algorithm>

#include "codegen/layout.h"

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
    case ExprKind::ReadString:
    case ExprKind::ReadBuffer:
    case ExprKind::StringLength:
      return 14;
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
    case StmtKind::ForRange:
    case StmtKind::ForMap:
      return 25;
    case StmtKind::Repeat:
      return 0;
    default:
      return 2;
  }
}

void Insert(Slots& to, Slots&& part) {
  if (to.size() < part.size()) std::swap(to, part);
  to.insert(part.begin(), part.end());
}

}  // namespace

Weights::Weights(const typed::Probe& probe) {
  Facts all = Look(probe.predicate.get());
  Join(all, Look(probe.body));
  for (const auto& function : probe.functions)
    Join(all, Look(function.body));
  total_ = all.weight;
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

Slots Weights::CountersAbove(uint64_t limit) const {
  Slots slots;
  for (const auto& [stmt, facts] : facts_) {
    if (stmt->kind == StmtKind::While && facts.weight > limit)
      slots.insert(facts.counters.begin(), facts.counters.end());
  }
  return slots;
}

bool Weights::Assigns(const typed::Stmt& stmt, const Slots& slots) const {
  if (slots.empty()) return false;
  const Slots& assigned = facts_.at(&stmt).assigned;
  return std::any_of(slots.begin(), slots.end(), [&](uint32_t slot) { return assigned.contains(slot); });
}

// What is `used` stays with the expression that uses it.
void Weights::Join(Facts& to, Facts&& part, uint64_t times) {
  to.weight = std::min(to.weight + std::min(part.weight, kMost / times) * times, kMost);
  to.jumps |= part.jumps;
  to.leaves |= part.leaves;
  Insert(to.deciding, std::move(part.deciding));
  Insert(to.counters, std::move(part.counters));
  Insert(to.assigned, std::move(part.assigned));
}

Weights::Facts Weights::Look(const typed::Block& block) {
  Facts facts;
  for (const auto& stmt : block.statements)
    Join(facts, Facts(Look(*stmt)));
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
  const auto join = [&](Facts part) {
    Insert(facts.used, std::move(part.used));
    Join(facts, std::move(part));
  };
  const auto look = [&](const auto&... parts) { (join(Look(parts.get())), ...); };
  switch (expr.kind) {
    case ExprKind::Variable:
      facts.used.insert(As<typed::Variable>(expr).slot);
      return;
    case ExprKind::MapRead:
      return look(As<typed::MapRead>(expr).key);
    case ExprKind::MapHasKey:
      return look(As<typed::MapHasKey>(expr).key);
    case ExprKind::MapFind: {
      const auto& node = As<typed::MapFind>(expr);
      facts.assigned.insert(node.slot);
      return look(node.key, node.value);
    }
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
    case ExprKind::Increment: {
      const auto& node = As<typed::Increment>(expr);
      if (!node.is_map) {
        facts.assigned.insert(node.slot);
        facts.used.insert(node.slot);
      }
      return look(node.key);
    }
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
      join(Look(node.then));
      return join(Look(node.otherwise));
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

const Weights::Facts& Weights::Look(const typed::Stmt& stmt) {
  Facts facts = LookInto(stmt);
  facts.weight = std::min(facts.weight + WeightOf(stmt), kMost);
  facts.used.clear();
  return facts_[&stmt] = std::move(facts);
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
      facts.assigned.insert(As<typed::AssignVariable>(stmt).slot);
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
      break;
    case StmtKind::If: {
      const auto& node = As<typed::If>(stmt);
      Facts condition = Look(node.condition.get());
      Slots used = std::move(condition.used);
      Join(facts, std::move(condition));
      Join(facts, Look(node.then));
      Join(facts, Look(node.otherwise));
      if (facts.leaves) Insert(facts.deciding, std::move(used));
      break;
    }
    case StmtKind::While: {
      const auto& node = As<typed::While>(stmt);
      Facts condition = Look(node.condition.get());
      facts.counters = std::move(condition.used);
      Join(facts, std::move(condition));
      Join(facts, Look(node.body));
      facts.counters.insert(facts.deciding.begin(), facts.deciding.end());
      break;
    }
    case StmtKind::Repeat: {
      const auto& node = As<typed::Repeat>(stmt);
      if (node.count > 0) Join(facts, Look(node.body), node.count);
      break;
    }
    case StmtKind::ForRange: {
      const auto& node = As<typed::ForRange>(stmt);
      look(node.begin, node.end);
      Join(facts, Look(node.body));
      facts.assigned.insert(node.slot);
      break;
    }
    case StmtKind::ForMap:
      Join(facts, Look(As<typed::ForMap>(stmt).body));
      facts.assigned.insert(As<typed::ForMap>(stmt).slot);
      break;
    case StmtKind::Jump: {
      const auto& node = As<typed::Jump>(stmt);
      look(node.value);
      facts.leaves = true;
      facts.jumps = node.jump != ast::JumpKind::Return;
      break;
    }
  }
  return facts;
}

}  // namespace sonde::codegen
