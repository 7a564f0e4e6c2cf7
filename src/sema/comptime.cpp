// What is known while compiling: comptime, branches that it chooses, operands of sizeof and the like,
// offsetof, typeinfo (language.md 3.16). Leaves: Checker's CheckComptime, Decide, OperandType, CheckOffsetof,
// CheckTypeinfoField. Covered by tests/golden/typed/comptime/* and tests/golden/diag/comptime/*.
#include <algorithm>
#include <string_view>
#include <utility>

#include "sema/checker.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

std::string BaseName(const Type& type) {
  switch (type.kind) {
    case TypeKind::Integer:
      return "int";
    case TypeKind::String:
      return "string";
    case TypeKind::Pointer:
      return "pointer";
    case TypeKind::Array:
      return "array";
    case TypeKind::Buffer:
      return "buffer";
    case TypeKind::Tuple:
      return IsRecord(type) ? "record" : "tuple";
    case TypeKind::Struct:
      return "c_type";
    case TypeKind::Enum:
      return "enum";
    case TypeKind::KernelStack:
      return "kstack";
    case TypeKind::UserStack:
      return "ustack";
    default:
      return Spell(type);
  }
}

// The type of a literal as an annotation: it does not adapt any more.
TypePtr Settled(const TypePtr& type) {
  if (!type->flexible || type->kind != TypeKind::Integer) return type;
  return IntegerType(type->size, type->is_signed, type->space);
}

// What typeinfo() calls btf_id: 0 for types that do not come from kernel BTF.
uint32_t BtfId(const Type& type) {
  return IsRelocatable(type) ? type.id : 0;
}

}  // namespace

ExprPtr Checker::CheckComptime(const ast::Comptime& node) {
  ExprPtr value = CheckExpr(*node.operand);
  if (Unresolved(value) || IsConstant(*value)) return value;
  return context.ReportAndPoison(DiagId::ComptimeUnresolved, node.operand->range);
}

// Which branch `if comptime` takes; nothing after an error, and as long as a type is not known. What the
// condition inspects stays locked until the caller has checked the branch.
std::optional<bool> Checker::Decide(const ast::Comptime& node) {
  const bool outer = std::exchange(deciding_, true);
  const ExprPtr condition = ToCondition(context, CheckComptime(node));
  deciding_ = outer;
  if (Unresolved(condition)) return std::nullopt;
  return NumberOf(*condition).bits != 0;
}

void Checker::Inspect(uint32_t map) {
  if (deciding_) locked_maps_.push_back(map);
}

void Checker::Inspect(const VariableState* variable) {
  if (deciding_) locked_variables_.push_back(variable);
}

bool Checker::IsLocked(uint32_t map) const {
  return std::find(locked_maps_.begin(), locked_maps_.end(), map) != locked_maps_.end();
}

bool Checker::IsLocked(const VariableState* variable) const {
  return std::find(locked_variables_.begin(), locked_variables_.end(), variable) != locked_variables_.end();
}

// Reports a change of type that would take away the reason for the code that makes it. Nothing is added to
// the slot then, so what later rounds decide does not depend on it.
bool Checker::MayWiden(bool locked, const Slot& slot, const TypePtr& type, const std::string& name,
                       SourceRange range) {
  if (!locked || deciding_) return true;
  Slot trial = slot;
  bool changes = false;
  if (!trial.Add(type, changes) || !changes) return true;  // what does not fit is reported as elsewhere
  context.Report(DiagId::TypeLocked, range, {name, Spell(*slot.type)});
  return false;
}

void Checker::CheckChosenStatement(const ast::If& node) {
  const size_t maps = locked_maps_.size();
  const size_t variables = locked_variables_.size();
  const auto chosen = Decide(ast::As<ast::Comptime>(*node.condition));
  if (chosen.value_or(false)) {
    auto once = std::make_unique<typed::Repeat>(node.range);
    once->body = CheckBlock(*node.then, false);
    Append(std::move(once));
  } else if (chosen && node.otherwise) {
    CheckExprStatement(*node.otherwise);
  }
  locked_maps_.resize(maps);
  locked_variables_.resize(variables);
}

ExprPtr Checker::CheckChosenValue(const ast::If& node) {
  const size_t maps = locked_maps_.size();
  const size_t variables = locked_variables_.size();
  const auto chosen = Decide(ast::As<ast::Comptime>(*node.condition));
  ExprPtr value = chosen ? ValueOfBranch(node, *chosen) : Unresolvable(UnknownType(), node.range);
  locked_maps_.resize(maps);
  locked_variables_.resize(variables);
  return value;
}

ExprPtr Checker::ValueOfBranch(const ast::If& node, bool then) {
  const ast::Block* block = node.then.get();
  if (!then) {
    if (!node.otherwise) return Unresolvable(NoneType(), node.range);
    if (node.otherwise->kind != ast::ExprKind::BlockExpr) return CheckExpr(*node.otherwise);
    block = ast::As<ast::BlockExpr>(*node.otherwise).block.get();
  }
  if (block->statements.empty() && block->value) return CheckExpr(*block->value);
  return BlockValue(CheckBlock(*block, true), node.range);
}

// Nothing of the operand runs. A whole map with keys has, for typeof, the type of its values.
TypePtr Checker::ExpressionType(const ast::Expr& expr, const char* what) {
  const bool annotation = std::string_view(what) == kTypeof;
  const bool whole_map = expr.kind == ast::ExprKind::Map && ast::As<ast::Map>(expr).keys.empty();
  if (whole_map && annotation) {
    const uint32_t map = context.inference.Map(ast::As<ast::Map>(expr).name);
    MapState& state = context.MapAt(map);
    Inspect(map);
    // Not used yet: what comes later decides whether it has keys.
    if (state.shape == Shape::Unknown && !context.inference.use_defaults) return UnknownType();
    if (state.shape == Shape::Keyed) {
      Slot& value = state.value;
      if (value.type == UnknownType() && value.poisoned) return ErrorType();
      if (value.type == UnknownType() && context.inference.use_defaults) {
        value.Add(IntegerType(8, true), context.inference.changed);
      }
      return Settled(value.type);
    }
  }
  const char* const outer = std::exchange(unevaluated_, what);
  const ExprPtr value = CheckExpr(expr);
  unevaluated_ = outer;
  return annotation ? Settled(value->type) : value->type;
}

TypePtr Checker::OperandType(const ast::TypeOrExpr& operand, const char* what) {
  if (operand.expr) return ExpressionType(*operand.expr, what);
  TypePtr type = ResolveType(*operand.type, true);
  return type ? type : ErrorType();
}

TypePtr Checker::ArgumentType(const ast::Expr& argument, const char* what) {
  const ast::Expr& expr = Plain(argument);
  if (expr.kind != ast::ExprKind::TypeQuery) return ExpressionType(expr, what);
  const auto& query = ast::As<ast::TypeQuery>(expr);
  return query.op == ast::TypeQueryOp::Typeof ? OperandType(query.operand, kTypeof)
                                              : ExpressionType(expr, what);
}

bool Checker::MayAssignMap(SourceRange range) {
  if (unevaluated_ == nullptr) return true;
  context.Report(DiagId::MapAssignInside, range, {unevaluated_});
  return false;
}

ExprPtr Checker::CheckOffsetof(const ast::TypeQuery& node) {
  TypePtr type = OperandType(node.operand, "offsetof");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  uint64_t offset = 0;
  typed::KernelFact fact{typed::KernelFact::Kind::FieldOffset, type};
  for (const auto& name : node.path) {
    if (type->kind != TypeKind::Struct)
      return context.ReportAndPoison(DiagId::NotCType, node.range, {Spell(*type)});
    if (DefinitionsOf(*type) == nullptr) return UnknownStruct(context, *type, node.range);
    const auto field = DefinitionsOf(*type)->FindField(*type, name.text);
    if (!field) return context.ReportAndPoison(DiagId::UnknownField, name.range, {Spell(*type), name.text});
    offset += field->byte_offset;
    fact.path.emplace_back(type, *field);
    type = field->type;
  }
  if (!fact.type->name.empty() && IsRelocatable(*fact.type)) {
    return MakeFact(node.range, offset, std::move(fact));
  }
  return MakeInteger(node.range, Number::Of(offset));
}

bool Checker::MayUseTypeinfo(SourceRange range) {
  return context.MayUse("typeinfo", "unstable_typeinfo", context.config.unstable_typeinfo, range);
}

// A record of literals.
ExprPtr Checker::CheckTypeinfo(const ast::TypeQuery& node) {
  if (!MayUseTypeinfo(node.range)) return Poison(node.range);
  const TypePtr type = OperandType(node.operand, "typeinfo");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  std::vector<ExprPtr> elements;
  elements.push_back(MakeInteger(node.range, Number::Of(BtfId(*type))));
  elements.push_back(MakeString(node.range, BaseName(*type)));
  elements.push_back(MakeString(node.range, Spell(*type)));
  std::vector<TypePtr> types;
  for (const auto& element : elements)
    types.push_back(element->type);
  auto record = std::make_unique<typed::Tuple>(
      RecordType({"btf_id", "base_type", "full_type"}, std::move(types)), node.range);
  record->elements = std::move(elements);
  return record;
}

// typeinfo(...).NAME, a literal.
ExprPtr Checker::CheckTypeinfoField(const ast::TypeQuery& query, const ast::Name& field, SourceRange range) {
  if (!MayUseTypeinfo(query.range)) return Poison(range);
  const TypePtr type = OperandType(query.operand, "typeinfo");
  if (Unresolved(type)) return Unresolvable(type, range);
  if (field.text == "btf_id") return MakeInteger(range, Number::Of(BtfId(*type)));
  if (field.text == "base_type") return MakeString(range, BaseName(*type));
  if (field.text == "full_type") return MakeString(range, Spell(*type));
  context.Report(DiagId::RecordField, field.range, {field.text}).Hint("it has: btf_id, base_type, full_type");
  return Poison(range);
}

}  // namespace sonde::sema
