// container_of (functions.md 11). Leaves: its rule. Covered by tests/golden/typed/functions/container_of.bt,
// tests/golden/diag/functions/* and tests/run/stdlib.test.
#include <optional>

#include "sema/families.h"
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// The type that the second argument names: `struct foo`, typeof(...), or a bare name.
TypePtr TypeArgument(Elaborator& elaborator, const ast::Expr& argument) {
  const ast::Expr& expr = Plain(argument);
  if (expr.kind == ast::ExprKind::TypeQuery) {
    const auto& query = ast::As<ast::TypeQuery>(expr);
    if (query.op == ast::TypeQueryOp::Typeof) return elaborator.OperandType(query.operand, kTypeof);
  }
  ast::TypeName name;
  name.range = expr.range;
  if (expr.kind == ast::ExprKind::Identifier) name.base = ast::As<ast::Identifier>(expr).name;
  if (name.base.empty()) {
    elaborator.context.Report(DiagId::ExpectsLiteral, expr.range, {"container_of", "type", "expression"});
    return ErrorType();
  }
  const TypePtr type = elaborator.ResolveType(name, true);
  return type ? type : ErrorType();
}

// The names of `a.b.c`; nothing if it is something else.
std::optional<std::vector<ast::Name>> MemberPath(const ast::Expr& argument) {
  const ast::Expr& expr = Plain(argument);
  if (expr.kind == ast::ExprKind::Identifier)
    return std::vector<ast::Name>{{ast::As<ast::Identifier>(expr).name, expr.range}};
  if (expr.kind != ast::ExprKind::FieldAccess) return std::nullopt;
  const auto& access = ast::As<ast::FieldAccess>(expr);
  auto path = MemberPath(*access.base);
  if (path) path->push_back(access.field);
  return path;
}

}  // namespace

CallResult RuleContainerOf(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  Context& context = elaborator.context;
  ExprPtr pointer = elaborator.Value(*call.args[0]);
  const TypePtr type = TypeArgument(elaborator, *call.args[1]);
  const auto path = MemberPath(*call.args[2]);
  if (!path) return Value(context.ReportAndPoison(DiagId::ContainerMember, call.args[2]->range));
  if (Unresolved(pointer)) return Value(Unresolvable(pointer->type, call.range));
  if (Unresolved(type)) return Value(Unresolvable(type, call.range));
  if (!IsPointer(*pointer->type) && !IsInteger(*pointer->type)) {
    return Value(context.ReportAndPoison(DiagId::OnlySupports, pointer->range,
                                         {call.name.text, "integer or pointer", Spell(*pointer->type)}));
  }
  AddressSpace space = pointer->type->space;
  if (space == AddressSpace::None) space = context.DefaultSpace();
  const TypePtr word = IntegerType(8, false);
  ExprPtr offset = OffsetOf(context, type, *path, call.range);
  if (Unresolved(offset)) return Failed(call);
  auto start = std::make_unique<typed::Binary>(word, call.range);
  start->op = BinaryOp::Sub;
  start->left = Convert(context, ToWord(context, std::move(pointer)), word, false);
  start->right = Convert(context, std::move(offset), word, false);
  return Value(Reinterpret(std::move(start), PointerType(type, space)));
}

}  // namespace sonde::sema
