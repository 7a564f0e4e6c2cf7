// The contract of the typed tree: rules for maps, probes and each kind of statement, and the way through the
// tree; the rules for expressions are in verify_expressions.cpp. Leaves: Verify. Covered by
// tests/sema/typed_test.cpp and tests/typed/verify_test.cpp.
#include "typed/verify.h"

#include "typed/children.h"
#include "typed/typed.h"
#include "typed/verify_scope.h"

namespace sonde::typed {
namespace {

bool IsCall(const Expr& expr) {
  return expr.kind == ExprKind::Call || expr.kind == ExprKind::ImportedCall;
}

// ---- statements: each about itself and the types of its parts

void Check(VerifyScope& scope, const Evaluate& node) {
  if (!IsCall(*node.expr)) scope.Value(*node.expr, "evaluate");
}
void Check(VerifyScope& scope, const AssignVariable& node) {
  if (node.value) scope.Typed(*node.value, scope.TypeOfSlot(node.slot), "variable");
}
void Check(VerifyScope& scope, const AssignMap& node) {
  scope.Key(node.map, node.key.get());
  scope.Typed(*node.value, scope.ValueOf(node.map), "map value");
}
void Check(VerifyScope& scope, const UpdateMap& node) {
  scope.Key(node.map, node.key.get());
  scope.Expect(IsInteger(scope.ValueOf(node.map)), "updated map holds integers");
  scope.Word(*node.operand, "operand of an update");
}
void Check(VerifyScope& scope, const Aggregate& node) {
  scope.Key(node.map, node.key.get());
  const Type& value = scope.ValueOf(node.map);
  scope.Expect(value.kind == TypeKind::Aggregate, "aggregated map");
  scope.Expect((value.function == Aggregation::Count) == (node.operand == nullptr), "operand of count");
  if (node.operand) scope.Word(*node.operand, "operand of an aggregation");
}
void Check(VerifyScope& scope, const Send& node) {
  scope.Expect(node.event < scope.program().events.size(), "event number");
  const EventInfo& event = scope.program().events[node.event];
  scope.Expect(event.args.size() == node.args.size(), "arguments of an event");
  for (size_t i = 0; i < node.args.size(); ++i)
    scope.Typed(*node.args[i], *event.args[i], "argument of an event");
}
void Check(VerifyScope& scope, const If& node) {
  scope.Condition(*node.condition, "if");
}
void Check(VerifyScope& scope, const While& node) {
  scope.Condition(*node.condition, "while");
}
void Check(VerifyScope& /*scope*/, const Repeat& /*node*/) {}
void Check(VerifyScope& scope, const ForRange& node) {
  scope.Word(*node.begin, "start of a range");
  scope.Word(*node.end, "end of a range");
}
void Check(VerifyScope& scope, const ForMap& node) {
  scope.Expect(scope.program().maps[node.map].has_keys, "loop over a keyed map");
}
void Check(VerifyScope& scope, const Jump& node) {
  if (node.value) scope.Word(*node.value, "return value");
}

// ---- the way through the tree

void Look(VerifyScope& scope, const Expr& expr);
void Look(VerifyScope& scope, const Stmt& stmt);

void Look(VerifyScope& scope, const Block& block) {
  for (const StmtPtr& stmt : block.statements)
    Look(scope, *stmt);
  if (!block.value) return;
  scope.Value(*block.value, "block value");
  Look(scope, *block.value);
}

void Look(VerifyScope& scope, const Stmt& stmt) {
  switch (stmt.kind) {
#define STMT(name, role, weight)  \
  case StmtKind::name:            \
    Check(scope, As<name>(stmt)); \
    break;
#include "typed/nodes.def"
  }
  VisitParts(
      stmt, [&](const Expr& part) { Look(scope, part); }, [&](const Block& block) { Look(scope, block); });
}

void Look(VerifyScope& scope, const Expr& expr) {
  CheckExpression(scope, expr);
  // The address of a map is an argument of an imported call only, which has looked at it.
  VisitParts(
      expr,
      [&](const Expr& part) {
        if (expr.kind != ExprKind::ImportedCall || part.kind != ExprKind::MapAddress) Look(scope, part);
      },
      [&](const Block& block) { Look(scope, block); });
}

// ---- the program

void CheckMap(Problems& problems, const MapInfo& map) {
  if (!map.used) return;
  problems.Expect(IsValue(*map.value) || map.value->kind == TypeKind::Aggregate, map.name + ": value type");
  problems.Expect(map.has_keys == (map.key != nullptr), map.name + ": key type");
  if (!map.key) return;
  problems.Expect(IsValue(*map.key), map.name + ": key is no value");
  problems.Expect(map.tuple_key == (map.key->kind == TypeKind::Tuple && !IsRecord(*map.key)),
                  map.name + ": tuple key");
}

void CheckProbe(VerifyScope& scope) {
  const Probe& probe = scope.probe();
  for (const VariableInfo& variable : probe.variables)
    scope.Expect(IsValue(*variable.type), variable.name + ": variable type");
  for (const Fetch& fetch : probe.fetched) {
    const auto* usdt = std::get_if<UsdtSpec>(&probe.target.spec.detail);
    const bool user = std::holds_alternative<UserSpec>(probe.target.spec.detail) && !fetch.symbol.empty();
    const size_t places = usdt != nullptr ? usdt->places.size() : user ? 1 : 0;
    scope.Expect(places != 0 && fetch.from.size() == places, "fetch without places");
    scope.Expect(fetch.slot < probe.variables.size(), "slot of a fetch");
  }
  for (const Function& function : probe.functions)
    Look(scope, function.body);
  if (probe.predicate) {
    scope.Condition(*probe.predicate, "predicate");
    Look(scope, *probe.predicate);
  }
  Look(scope, probe.body);
}

}  // namespace

std::vector<std::string> Verify(const Program& program) {
  Problems problems;
  for (const MapInfo& map : program.maps)
    CheckMap(problems, map);
  for (const Probe& probe : program.probes) {
    VerifyScope scope(program, probe, problems);
    CheckProbe(scope);
  }
  return problems.Take();
}

}  // namespace sonde::typed
