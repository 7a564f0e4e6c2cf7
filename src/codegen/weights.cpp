// Estimates of instructions, and what pieces of a probe need to know of each other. Leaves: Weights. Covered
// by tests/codegen/pieces_test.cpp.
#include "codegen/weights.h"

#include <algorithm>

#include "codegen/layout.h"
#include "defs/events.h"
#include "typed/children.h"

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

// The node alone; what its row says is for operands in registers.
uint64_t WeightOf(const typed::Expr& expr) {
  constexpr uint64_t kOfMemory = 20;
  const bool compares = expr.kind == ExprKind::Binary && InMemory(*As<typed::Binary>(expr).left->type);
  const bool counts = expr.kind == ExprKind::Increment && As<typed::Increment>(expr).is_map;
  return compares || counts ? kOfMemory : typed::OwnWeight(expr);
}

uint32_t BytesOf(const typed::Send& event) {
  uint32_t bytes = sizeof(EventHeader);
  for (const auto& arg : event.args)
    bytes += (SizeOf(*arg->type) + 7) & ~7U;
  return bytes;
}

}  // namespace

Weights::Weights(const typed::Probe& probe) {
  if (probe.predicate) all_ = Look(*probe.predicate);
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
  if (block.value) Join(facts, Look(*block.value));
  return facts;
}

Weights::Facts Weights::Look(const typed::Expr& expr) {
  Facts facts;
  facts.weight = WeightOf(expr) + WeightOf(*expr.type);
  LookInto(expr, facts);
  return facts;
}

template <typename Node>
void Weights::LookInto(const Node& node, Facts& facts, uint64_t times) {
  typed::VisitParts(
      node, [&](const typed::Expr& part) { Join(facts, Look(part), times); },
      [&](const typed::Block& block) { Join(facts, Look(block), times); });
}

Weights::Facts Weights::Look(const typed::Stmt& stmt) {
  Facts facts;
  const uint64_t times = stmt.kind == StmtKind::Repeat ? As<typed::Repeat>(stmt).count : 1;
  if (times > 0) LookInto(stmt, facts, times);
  if (stmt.kind == StmtKind::Send) {
    facts.event_bytes = std::max(facts.event_bytes, BytesOf(As<typed::Send>(stmt)));
  }
  if (stmt.kind == StmtKind::Jump) facts.jumps = As<typed::Jump>(stmt).jump != JumpKind::Return;
  facts.weight = std::min(facts.weight + RowOf(stmt.kind).weight, kMost);
  if (RowOf(stmt.kind).role == typed::StmtRole::Loop) {
    ++facts.loops;
    ++facts.loop_depth;
    facts.jumps = false;
  }
  return facts_[&stmt] = facts;
}

}  // namespace sonde::codegen
