// Address spaces. Leaves: SpaceOf, ReadsUserMemory, WalksMaps. Covered by tests/typed/space_test.cpp.
#include "typed/space.h"

#include <algorithm>

#include "typed/children.h"

namespace sonde::typed {
namespace {

enum class Verdict : uint8_t { Found, Skip, GoOn };

// A look at expressions and statements of a tree, up to the first that is found.
template <typename OnExpr, typename OnStmt>
class Search {
 public:
  Search(const OnExpr& on_expr, const OnStmt& on_stmt) : on_expr_(on_expr), on_stmt_(on_stmt) {}

  bool In(const Expr& expr) { return on_expr_(expr) || InParts(expr); }
  bool In(const Block& block) {
    return std::any_of(block.statements.begin(), block.statements.end(),
                       [this](const StmtPtr& stmt) { return In(*stmt); }) ||
           (block.value && In(*block.value));
  }
  bool InBlocks(const Probe& probe) { return (probe.predicate && In(*probe.predicate)) || In(probe.body); }
  bool InFunctions(const Probe& probe) {
    return std::any_of(probe.functions.begin(), probe.functions.end(),
                       [this](const Function& function) { return In(function.body); });
  }

 private:
  bool In(const Stmt& stmt) {
    switch (on_stmt_(stmt)) {
      case Verdict::Found:
        return true;
      case Verdict::Skip:
        return false;
      case Verdict::GoOn:
        break;
    }
    return InParts(stmt);
  }

  template <typename Node>
  bool InParts(const Node& node) {
    bool found = false;
    VisitParts(
        node, [&](const Expr& part) { found = found || In(part); },
        [&](const Block& block) { found = found || In(block); });
    return found;
  }

  const OnExpr& on_expr_;
  const OnStmt& on_stmt_;
};

// The node alone.
bool ReadsUser(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Apply:
      return As<Apply>(expr).space == AddressSpace::User;
    case ExprKind::Field:
      return SpaceOf(*As<Field>(expr).base) == AddressSpace::User;
    case ExprKind::Index:
      return SpaceOf(*As<Index>(expr).base) == AddressSpace::User;
    case ExprKind::Dereference:
      return SpaceOf(*As<Dereference>(expr).operand) == AddressSpace::User;
    case ExprKind::ContextField:
      return As<ContextField>(expr).argument.place.kind == Place::Kind::Memory;
    default:
      return false;
  }
}

bool IsInMemory(const Operand& operand) {
  return operand.kind == Operand::Kind::Memory;
}

}  // namespace

AddressSpace SpaceOf(const Expr& base) {
  if (base.kind == ExprKind::Builtin && As<Builtin>(base).id == BuiltinId::Curtask) {
    return AddressSpace::Kernel;
  }
  if (!IsComposite(*base.type)) return base.type->space;
  switch (base.kind) {
    case ExprKind::Field:
      return SpaceOf(*As<Field>(base).base);
    case ExprKind::Index:
      return SpaceOf(*As<Index>(base).base);
    case ExprKind::Dereference:
      return SpaceOf(*As<Dereference>(base).operand);
    case ExprKind::ContextField: {
      const bool user = As<ContextField>(base).argument.place.kind == Place::Kind::Memory;
      return user ? AddressSpace::User : AddressSpace::Kernel;
    }
    default:
      return AddressSpace::Kernel;
  }
}

bool ReadsUserMemory(const Expr& expr) {
  const auto every = [](const Stmt&) { return Verdict::GoOn; };
  return Search(ReadsUser, every).In(expr);
}

bool WalksMaps(const Probe& probe) {
  const auto none = [](const Expr&) { return false; };
  const auto walks = [](const Stmt& stmt) {
    return stmt.kind == StmtKind::ForMap ? Verdict::Found : Verdict::GoOn;
  };
  Search search(none, walks);
  return search.InBlocks(probe) || search.InFunctions(probe);
}

bool ReadsUserMemory(const Probe& probe) {
  const bool fetches = std::any_of(probe.fetched.begin(), probe.fetched.end(), [](const Fetch& fetch) {
    return std::any_of(fetch.from.begin(), fetch.from.end(), IsInMemory);
  });
  if (fetches) return true;
  const auto outside = [](const Stmt& stmt) {
    return stmt.kind == StmtKind::ForMap ? Verdict::Skip : Verdict::GoOn;
  };
  Search search(ReadsUser, outside);
  return search.InBlocks(probe) || (!WalksMaps(probe) && search.InFunctions(probe));
}

}  // namespace sonde::typed
