// Bases of the nodes of a typed tree, and the kinds of nodes with what their rows in nodes.def say. Leaves:
// Expr, Stmt, Block, As, RowOf. Covered by tests/typed/*.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/source.h"
#include "defs/effects.h"
#include "types/type.h"

namespace sonde::typed {

enum class ExprKind : uint8_t {
#define EXPR(name, result, effect, fault, weight) name,
#include "typed/nodes.def"
};

enum class StmtKind : uint8_t {
#define STMT(name, role, weight) name,
#include "typed/nodes.def"
};

// Columns of nodes.def, which explains them.
enum class ResultForm : uint8_t { Word, Memory, Either };
using sonde::Effect;
using sonde::Fault;
enum class StmtRole : uint8_t { Plain, Loop };

struct ExprRow {
  const char* name;
  ResultForm result;
  Effect effect;
  Fault fault;
  uint32_t weight;
};
inline constexpr ExprRow kExprRows[] = {
#define EXPR(name, result, effect, fault, weight) \
  {#name, ResultForm::result, Effect::effect, Fault::fault, weight},
#include "typed/nodes.def"
};
constexpr const ExprRow& RowOf(ExprKind kind) {
  return kExprRows[static_cast<unsigned>(kind)];
}

struct StmtRow {
  const char* name;
  StmtRole role;
  uint32_t weight;
};
inline constexpr StmtRow kStmtRows[] = {
#define STMT(name, role, weight) {#name, StmtRole::role, weight},
#include "typed/nodes.def"
};
constexpr const StmtRow& RowOf(StmtKind kind) {
  return kStmtRows[static_cast<unsigned>(kind)];
}

struct Expr {
  ExprKind kind;
  TypePtr type;
  SourceRange range;
  Expr(ExprKind k, TypePtr t, SourceRange r) : kind(k), type(std::move(t)), range(r) {}
  virtual ~Expr() = default;
};
using ExprPtr = std::unique_ptr<Expr>;

struct Stmt {
  StmtKind kind;
  SourceRange range;
  Stmt(StmtKind k, SourceRange r) : kind(k), range(r) {}
  virtual ~Stmt() = default;
};
using StmtPtr = std::unique_ptr<Stmt>;

struct Block {
  std::vector<StmtPtr> statements;
  ExprPtr value;  // of a block used as a value, or null
};

template <typename T, typename Node>
const T& As(const Node& node) {
  assert(node.kind == T::kKind);
  return static_cast<const T&>(node);
}

}  // namespace sonde::typed

#define SONDE_TYPED_EXPR(Name)                      \
  static constexpr ExprKind kKind = ExprKind::Name; \
  Name(TypePtr t, SourceRange r) : Expr(kKind, std::move(t), r) {}

#define SONDE_TYPED_STMT(Name)                      \
  static constexpr StmtKind kKind = StmtKind::Name; \
  explicit Name(SourceRange r) : Stmt(kKind, r) {}

// Names the members of a node that are expressions, lists of them or blocks, in the order in which they are
// evaluated. Every node has one, an empty one if it is a leaf: the walker (children.h) is made from them.
#define SONDE_TYPED_PARTS(...)           \
  template <typename Visit>              \
  void Parts(const Visit& visit) const { \
    visit(__VA_ARGS__);                  \
  }
