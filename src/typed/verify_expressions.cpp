// The contract of the typed tree: a rule for each kind of expression. Leaves: CheckExpression. Covered by
// tests/sema/typed_test.cpp and tests/typed/verify_test.cpp.
#include <string>

#include "typed/verify_scope.h"

namespace sonde::typed {
namespace {

// A single value of stats is read as a record.
bool IsStatistics(const Type& value, const Type& read) {
  const TypePtr number = IntegerType(8, value.is_signed);
  return value.function == Aggregation::Stats &&
         Same(read, *RecordType({"count", "average", "total"}, {IntegerType(8, false), number, number}));
}

// ---- leaves

void Check(VerifyScope& scope, const Integer& node) {
  const bool fits = IsInteger(*node.type) || IsPointer(*node.type) || node.type->kind == TypeKind::Bool;
  scope.Expect(fits, "constant of type " + Spell(*node.type));
}
void Check(VerifyScope& scope, const String& node) {
  scope.Expect(node.type->size == node.text.size() + 1, "size of a literal");
}
void Check(VerifyScope& scope, const Builtin& node) {
  scope.Value(node, "builtin");
}
void Check(VerifyScope& scope, const ContextField& node) {
  scope.Value(node, "argument of a probe");
}
void Check(VerifyScope& scope, const Parameter& node) {
  scope.Expect(node.parameter < scope.program().parameters.size(), "parameter");
  scope.Expect(Same(*node.type, *scope.program().parameters[node.parameter].type), "type of a parameter");
}
void Check(VerifyScope& scope, const Variable& node) {
  scope.Expect(node.slot < scope.probe().variables.size(), "slot");
  scope.Expect(Same(*node.type, scope.TypeOfSlot(node.slot)), "type of a variable");
}

// ---- maps

void Check(VerifyScope& scope, const MapRead& node) {
  scope.Key(node.map, node.key.get());
  const Type& value = scope.ValueOf(node.map);
  const bool combined = IsCastable(value) && IsWord(*node.type);
  scope.Expect(combined || IsStatistics(value, *node.type) || Same(*node.type, value),
               "type of a map's value");
}
void Check(VerifyScope& scope, const MapFind& node) {
  scope.Key(node.map, node.key.get());
  scope.Expect(node.slot < scope.probe().variables.size(), "slot");
  scope.Typed(*node.value, scope.TypeOfSlot(node.slot), "found value");
}
void Check(VerifyScope& scope, const FoundValue& node) {
  const Type& value = scope.ValueOf(node.map);
  const bool combined = IsCastable(value) && IsWord(*node.type);
  scope.Expect(combined || Same(*node.type, value), "type of a found value");
}
void Check(VerifyScope& scope, const MapAddress& /*node*/) {
  scope.Expect(false, "address of a map outside of a call");
}
void Check(VerifyScope& scope, const Increment& node) {
  if (node.is_map) scope.Key(node.map, node.key.get());
  const Type& target = node.is_map ? scope.ValueOf(node.map) : scope.TypeOfSlot(node.slot);
  scope.Expect(IsInteger(target) || IsPointer(target), "increment of " + Spell(target));
  scope.Expect(Same(target, *node.type), "type of an increment");
}

// ---- operators

void Check(VerifyScope& scope, const Unary& node) {
  node.op == UnaryOp::Not ? scope.Condition(*node.operand, "!") : scope.Word(*node.operand, "- or ~");
}
void Check(VerifyScope& scope, const Binary& node) {
  scope.Value(*node.left, "left");
  scope.Value(*node.right, "right");
  const Type& left = *node.left->type;
  const Type& right = *node.right->type;
  if (IsLogical(node.op)) {
    scope.Expect(left.kind == TypeKind::Bool && right.kind == TypeKind::Bool, "operands of && and ||");
  } else if (IsComparison(node.op)) {
    const bool strings = left.kind == TypeKind::String && right.kind == TypeKind::String;
    scope.Expect(strings || Same(left, right), "compares " + Spell(left) + " with " + Spell(right));
    scope.Expect(node.type->kind == TypeKind::Bool, "type of a comparison");
  } else if (IsPointer(left)) {
    scope.Expect(IsWord(right) && Same(left, *node.type) && node.scale > 0, "pointer arithmetic");
  } else {
    scope.Expect(IsWord(left) && IsWord(right) && IsWord(*node.type), "arithmetic is on 64 bits");
    scope.Expect(IsShift(node.op) || Same(left, right), "arithmetic of two types");
  }
}
void Check(VerifyScope& scope, const Convert& node) {
  scope.Value(*node.operand, "converted value");
}
void Check(VerifyScope& scope, const Ternary& node) {
  scope.Expect((node.then == nullptr) == (node.value != nullptr), "parts of a ternary");
  scope.Typed(*node.otherwise, *node.type, "otherwise");
  if (node.value) return scope.Typed(*node.value, *node.type, "?:");
  scope.Condition(*node.condition, "?");
  scope.Typed(*node.then, *node.type, "then");
}
void Check(VerifyScope& scope, const IfValue& node) {
  if (node.condition) scope.Condition(*node.condition, "if");
  scope.Expect(node.then.value && Same(*node.then.value->type, *node.type), "value of a block");
  scope.Expect(!node.condition || (node.otherwise.value && Same(*node.otherwise.value->type, *node.type)),
               "value of else");
}

// ---- memory

void Check(VerifyScope& scope, const Field& node) {
  const Type& base = *node.base->type;
  const bool pointer = IsPointer(base);
  scope.Expect(pointer || base.kind == TypeKind::Struct, "base of a field");
  scope.Expect(Same(pointer ? *base.element : base, *node.struct_type), "struct of a field");
}
void Check(VerifyScope& scope, const Dereference& node) {
  scope.Expect(IsPointer(*node.operand->type), "dereferenced pointer");
}
void Check(VerifyScope& scope, const Index& node) {
  scope.Word(*node.index, "index");
}
void Check(VerifyScope& scope, const Tuple& node) {
  scope.Expect(node.elements.size() == node.type->elements.size(), "elements of a tuple");
  for (size_t i = 0; i < node.elements.size(); ++i)
    scope.Typed(*node.elements[i], *node.type->elements[i], "element of a tuple");
}
void Check(VerifyScope& scope, const TupleElement& node) {
  scope.Expect(Same(*node.base->type->elements.at(node.index), *node.type), "type of an element");
}
void Check(VerifyScope& scope, const Address& node) {
  scope.Expect(IsPointer(*node.type), "type of an address");
}

// ---- functions

void CheckArgument(VerifyScope& scope, const Apply& node, ParamKind kind, const Expr& value,
                   const std::string& name) {
  scope.Value(value, name + ": argument");
  if (kind == ParamKind::Text) {
    scope.Expect(value.type->kind == TypeKind::String, "text of type " + Spell(*value.type));
  }
  if (kind == ParamKind::Key) scope.Key(node.map, &value);
}

// Arguments as the signature has them; what a rule made of others is a value.
void Check(VerifyScope& scope, const Apply& node) {
  const Signature& signature = sonde::RowOf(node.function).signature;
  const std::string name(signature.name);
  const size_t shift = node.map == Apply::kNoMap ? 0 : 1;
  scope.Expect(node.args.size() + shift <= signature.most(), name + ": arguments");
  for (size_t i = 0; i < node.args.size(); ++i)
    CheckArgument(scope, node, signature.At(i + shift).kind, *node.args[i], name);
  if (shift != 0) scope.Expect(node.map < scope.program().maps.size(), name + ": map number");
  if (node.function == FunctionId::Delete) scope.Key(node.map, node.args.empty() ? nullptr : &*node.args[0]);
}
void Check(VerifyScope& scope, const Call& node) {
  scope.Expect(scope.probe().has_loops && node.function < scope.probe().functions.size(), "function");
  const auto& params = scope.probe().functions[node.function].params;
  scope.Expect(params.size() == node.args.size(), "arguments");
  for (size_t i = 0; i < params.size(); ++i)
    scope.Typed(*node.args[i], scope.TypeOfSlot(params[i]), "argument");
}
void CheckImportedArgument(VerifyScope& scope, const Expr& value, const CType& wanted) {
  if (value.kind == ExprKind::MapAddress) {
    const uint32_t map = As<MapAddress>(value).map;
    return scope.Expect(map < scope.program().maps.size() && scope.program().maps[map].has_keys,
                        "map with keys");
  }
  const TypeKind kind = value.type->kind;
  const bool address = kind == TypeKind::Pointer || kind == TypeKind::String || kind == TypeKind::Array;
  if (wanted.kind == CType::Kind::Pointer) return scope.Expect(address, "an address");
  scope.Expect(wanted.kind == CType::Kind::Bool ? kind == TypeKind::Bool
                                                : IsInteger(*value.type) && value.type->size == wanted.size,
               "word of an imported call");
}
void Check(VerifyScope& scope, const ImportedCall& node) {
  scope.Expect(scope.program().imported && node.function < scope.program().imported->functions.size(),
               "imported function");
  const auto& params = scope.program().imported->functions[node.function].type->parameters;
  scope.Expect(params.size() == node.args.size() && params.size() <= 5, "arguments");
  for (size_t i = 0; i < params.size(); ++i)
    CheckImportedArgument(scope, *node.args[i], *params[i]);
}

}  // namespace

void CheckExpression(VerifyScope& scope, const Expr& expr) {
  switch (expr.kind) {
#define EXPR(name, result, effect, fault, weight) \
  case ExprKind::name:                            \
    return Check(scope, As<name>(expr));
#include "typed/nodes.def"
  }
}

}  // namespace sonde::typed
