// What is known while compiling: comptime, branches that it chooses, operands of sizeof and the like,
// offsetof, typeinfo (language.md 3.16). Leaves: Elaborator's OperandType and ExpressionType, Elaborate of
// comptime and of sizeof and the like, what chooses a branch. Covered by tests/golden/typed/comptime/* and
// tests/golden/diag/comptime/*.
#include <algorithm>
#include <string_view>
#include <utility>

#include "sema/families.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// The type of a literal as an annotation: it does not adapt any more.
TypePtr Settled(const TypePtr& type) {
  if (!type->flexible || type->kind != TypeKind::Integer) return type;
  return IntegerType(type->size, type->is_signed, type->space);
}

// What typeinfo() calls btf_id: 0 for types that do not come from kernel BTF.
uint32_t BtfId(const Type& type) {
  return IsRelocatable(type) ? type.definition.id : 0;
}

// Which branch `if comptime` takes; nothing after an error, and as long as a type is not known. What the
// condition inspects stays locked until the caller has checked the branch.
std::optional<bool> Decide(Elaborator& elaborator, const ast::Comptime& node) {
  const bool outer = std::exchange(elaborator.locks.deciding, true);
  const ExprPtr condition = ToCondition(elaborator.context, Elaborate(elaborator, node));
  elaborator.locks.deciding = outer;
  if (Unresolved(condition)) return std::nullopt;
  return NumberOf(*condition).bits != 0;
}

ExprPtr ValueOfBranch(Elaborator& elaborator, const ast::If& node, bool then) {
  const ast::Block* block = node.then.get();
  if (!then) {
    if (!node.otherwise) return Unresolvable(NoneType(), node.range);
    if (node.otherwise->kind != ast::ExprKind::BlockExpr) return elaborator.Expression(*node.otherwise);
    block = ast::As<ast::BlockExpr>(*node.otherwise).block.get();
  }
  if (block->statements.empty() && block->value) return elaborator.Expression(*block->value);
  return elaborator.BlockValue(elaborator.Block(*block, true), node.range);
}

ExprPtr CheckOffsetof(Elaborator& elaborator, const ast::TypeQuery& node) {
  const TypePtr type = elaborator.OperandType(node.operand, "offsetof");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  return OffsetOf(elaborator.context, type, node.path, node.range);
}

bool MayUseTypeinfo(Context& context, SourceRange range) {
  return context.MayUse("typeinfo", "unstable_typeinfo", context.config.unstable_typeinfo, range);
}

// A record of literals.
ExprPtr CheckTypeinfo(Elaborator& elaborator, const ast::TypeQuery& node) {
  if (!MayUseTypeinfo(elaborator.context, node.range)) return Poison(node.range);
  const TypePtr type = elaborator.OperandType(node.operand, "typeinfo");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  std::vector<ExprPtr> elements;
  elements.push_back(MakeInteger(node.range, Number::Of(BtfId(*type))));
  elements.push_back(MakeString(node.range, SpellBase(*type)));
  elements.push_back(MakeString(node.range, Spell(*type)));
  std::vector<TypePtr> types;
  for (const auto& element : elements)
    types.push_back(element->type);
  auto record = std::make_unique<typed::Tuple>(
      RecordType({"btf_id", "base_type", "full_type"}, std::move(types)), node.range);
  record->elements = std::move(elements);
  return record;
}

}  // namespace

ExprPtr OffsetOf(Context& context, TypePtr type, const std::vector<ast::Name>& path, SourceRange range) {
  uint64_t offset = 0;
  typed::KernelFact fact{typed::KernelFact::Kind::FieldOffset, type};
  for (const auto& name : path) {
    if (type->kind != TypeKind::Struct)
      return context.ReportAndPoison(DiagId::NotCType, range, {Spell(*type)});
    Definitions* const source = DefinitionsOf(*type);
    if (source == nullptr) return UnknownStruct(context, *type, range);
    const auto field = source->FindField(*type, name.text);
    if (!field) return context.ReportAndPoison(DiagId::UnknownField, name.range, {Spell(*type), name.text});
    offset += field->byte_offset;
    fact.path.emplace_back(type, *field);
    type = field->type;
  }
  if (!fact.type->definition.name.empty() && IsRelocatable(*fact.type)) {
    return MakeFact(range, offset, std::move(fact));
  }
  return MakeInteger(range, Number::Of(offset));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Comptime& node) {
  ExprPtr value = elaborator.Expression(*node.operand);
  if (Unresolved(value) || IsConstant(*value)) return value;
  return elaborator.context.ReportAndPoison(DiagId::ComptimeUnresolved, node.operand->range);
}

void CheckChosenStatement(Elaborator& elaborator, const ast::If& node) {
  const Locks::Mark before = elaborator.locks.Now();
  const auto chosen = Decide(elaborator, ast::As<ast::Comptime>(*node.condition));
  if (chosen.value_or(false)) {
    auto once = std::make_unique<typed::Repeat>(node.range);
    once->body = elaborator.Block(*node.then, false);
    elaborator.Append(std::move(once));
  } else if (chosen && node.otherwise) {
    elaborator.ExpressionStatement(*node.otherwise);
  }
  elaborator.locks.ReleaseTo(before);
}

ExprPtr CheckChosenValue(Elaborator& elaborator, const ast::If& node) {
  const Locks::Mark before = elaborator.locks.Now();
  const auto chosen = Decide(elaborator, ast::As<ast::Comptime>(*node.condition));
  ExprPtr value = chosen ? ValueOfBranch(elaborator, node, *chosen) : Unresolvable(UnknownType(), node.range);
  elaborator.locks.ReleaseTo(before);
  return value;
}

// Nothing of the operand runs. A whole map with keys has, for typeof, the type of its values.
TypePtr Elaborator::ExpressionType(const ast::Expr& expr, const char* what) {
  const bool annotation = std::string_view(what) == kTypeof;
  const bool whole_map = expr.kind == ast::ExprKind::Map && ast::As<ast::Map>(expr).keys.empty();
  if (whole_map && annotation) {
    const uint32_t map = context.inference.Map(ast::As<ast::Map>(expr).name);
    MapState& state = context.MapAt(map);
    locks.Inspect(map);
    // Not used yet: what comes later decides whether it has keys.
    if (state.shape == Shape::Unknown && !context.inference.use_defaults) return UnknownType();
    if (state.shape == Shape::Keyed) {
      InferredType& value = state.value;
      if (value.type == UnknownType() && value.poisoned) return ErrorType();
      if (value.type == UnknownType() && context.inference.use_defaults) {
        value.Add(IntegerType(8, true), context.inference.changed);
      }
      return Settled(value.type);
    }
  }
  const char* const outer = std::exchange(scope.unevaluated, what);
  const ExprPtr value = Expression(expr);
  scope.unevaluated = outer;
  return annotation ? Settled(value->type) : value->type;
}

TypePtr Elaborator::OperandType(const ast::TypeOrExpr& operand, const char* what) {
  if (operand.expr) return ExpressionType(*operand.expr, what);
  TypePtr type = ResolveType(*operand.type, true);
  return type ? type : ErrorType();
}

// typeinfo(...).NAME, a literal.
ExprPtr CheckTypeinfoField(Elaborator& elaborator, const ast::TypeQuery& query, const ast::Name& field,
                           SourceRange range) {
  if (!MayUseTypeinfo(elaborator.context, query.range)) return Poison(range);
  const TypePtr type = elaborator.OperandType(query.operand, "typeinfo");
  if (Unresolved(type)) return Unresolvable(type, range);
  if (field.text == "btf_id") return MakeInteger(range, Number::Of(BtfId(*type)));
  if (field.text == "base_type") return MakeString(range, SpellBase(*type));
  if (field.text == "full_type") return MakeString(range, Spell(*type));
  elaborator.context.Report(DiagId::RecordField, field.range, {field.text})
      .Hint("it has: btf_id, base_type, full_type");
  return Poison(range);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::TypeQuery& node) {
  switch (node.op) {
    case ast::TypeQueryOp::Sizeof:
      break;
    case ast::TypeQueryOp::Offsetof:
      return CheckOffsetof(elaborator, node);
    case ast::TypeQueryOp::Typeinfo:
      return CheckTypeinfo(elaborator, node);
    case ast::TypeQueryOp::Typeof:
      return elaborator.context.ReportAndPoison(DiagId::TypeAsValue, node.range, {"typeof(...)"});
  }
  const TypePtr type = elaborator.OperandType(node.operand, "sizeof");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  if (type->kind == TypeKind::Struct && !type->definition.name.empty() && IsRelocatable(*type)) {
    return MakeFact(node.range, type->size, {typed::KernelFact::Kind::TypeSize, type});
  }
  return MakeInteger(node.range, Number::Of(type->size));
}

}  // namespace sonde::sema
