// The contract of the typed tree: a rule for each kind of node about itself and the types of its parts; the
// walker leads through the tree. Leaves: Verify. Covered by tests/sema/typed_test.cpp.
#include "typed/verify.h"

#include <algorithm>

#include "typed/children.h"
#include "typed/typed.h"

namespace sonde::typed {
namespace {

bool IsWord(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 8;
}

// A single value of stats is read as a record.
bool IsStatistics(const Type& value, const Type& read) {
  const TypePtr number = IntegerType(8, value.is_signed);
  return value.function == MapFunction::Stats &&
         Same(read, *RecordType({"count", "average", "total"}, {IntegerType(8, false), number, number}));
}

bool IsValue(const Type& type) {
  switch (type.kind) {
    case TypeKind::None:
    case TypeKind::Void:
    case TypeKind::Aggregate:
      return false;
    case TypeKind::Struct:
    case TypeKind::Array:
      return type.size > 0;
    case TypeKind::Tuple:
      return std::all_of(type.elements.begin(), type.elements.end(),
                         [](const TypePtr& element) { return IsValue(*element); });
    default:
      return true;
  }
}

bool IsCall(const Expr& expr) {
  return expr.kind == ExprKind::Call || expr.kind == ExprKind::ImportedCall;
}

class Verifier {
 public:
  explicit Verifier(const Program& program) : program_(program) {}

  std::vector<std::string> Run() {
    for (const MapInfo& map : program_.maps)
      CheckMap(map);
    for (const Probe& probe : program_.probes)
      CheckProbe(probe);
    return std::move(problems_);
  }

 private:
  void Expect(bool holds, const std::string& what) {
    if (!holds) problems_.push_back(what);
  }

  void CheckMap(const MapInfo& map) {
    if (!map.used) return;
    Expect(IsValue(*map.value) || map.value->kind == TypeKind::Aggregate, map.name + ": value type");
    Expect(map.has_keys == (map.key != nullptr), map.name + ": key type");
    if (!map.key) return;
    Expect(IsValue(*map.key), map.name + ": key is no value");
    Expect(map.tuple_key == (map.key->kind == TypeKind::Tuple && !IsRecord(*map.key)),
           map.name + ": tuple key");
  }

  void CheckProbe(const Probe& probe) {
    probe_ = &probe;
    for (const VariableInfo& variable : probe.variables)
      Expect(IsValue(*variable.type), variable.name + ": variable type");
    for (const Function& function : probe.functions)
      Look(function.body);
    if (probe.predicate) {
      Condition(*probe.predicate, "predicate");
      Look(*probe.predicate);
    }
    Look(probe.body);
  }

  // ---- the way through the tree
  void Look(const Block& block) {
    for (const StmtPtr& stmt : block.statements)
      Look(*stmt);
    if (!block.value) return;
    Value(*block.value, "block value");
    Look(*block.value);
  }

  void Look(const Stmt& stmt) {
    switch (stmt.kind) {
#define STMT(name, role, weight) \
  case StmtKind::name:           \
    Check(As<name>(stmt));       \
    break;
#include "typed/nodes.def"
    }
    VisitParts(stmt, [&](const Expr& part) { Look(part); }, [&](const Block& block) { Look(block); });
  }

  void Look(const Expr& expr) {
    switch (expr.kind) {
#define EXPR(name, result, effect, fault, weight) \
  case ExprKind::name:                            \
    Check(As<name>(expr));                        \
    break;
#include "typed/nodes.def"
    }
    // The address of a map is an argument of an imported call only, which has looked at it.
    VisitParts(
        expr,
        [&](const Expr& part) {
          if (expr.kind != ExprKind::ImportedCall || part.kind != ExprKind::MapAddress) Look(part);
        },
        [&](const Block& block) { Look(block); });
  }

  // ---- types of parts
  void Value(const Expr& expr, const std::string& what) {
    Expect(IsValue(*expr.type), what + ": no value but " + Spell(*expr.type));
  }
  void Typed(const Expr& expr, const Type& type, const std::string& what) {
    Value(expr, what);
    Expect(Same(*expr.type, type), what + ": " + Spell(*expr.type) + " for " + Spell(type));
  }
  void Condition(const Expr& expr, const std::string& what) { Typed(expr, *BoolType(), what); }
  void Word(const Expr& expr, const std::string& what) {
    Expect(IsWord(*expr.type), what + ": no 64-bit integer but " + Spell(*expr.type));
  }
  void Text(const Expr& expr) {
    Expect(expr.type->kind == TypeKind::String, "text of type " + Spell(*expr.type));
  }
  void Key(uint32_t map, const ExprPtr& key) { Key(map, key.get()); }
  void Key(uint32_t map, const Expr* key) {
    Expect(map < program_.maps.size(), "map number");
    const MapInfo& info = program_.maps[map];
    Expect(info.has_keys == (key != nullptr), info.name + ": key where there is none");
    if (key && info.key) Typed(*key, *info.key, info.name + ": key");
  }
  const Type& ValueOf(uint32_t map) const { return *program_.maps[map].value; }
  const Type& TypeOfSlot(uint32_t slot) const { return *probe_->variables[slot].type; }

  // ---- statements
  void Check(const Evaluate& node) {
    if (!IsCall(*node.expr)) Value(*node.expr, "evaluate");
  }
  void Check(const AssignVariable& node) {
    if (node.value) Typed(*node.value, TypeOfSlot(node.slot), "variable");
  }
  void Check(const AssignMap& node) {
    Key(node.map, node.key);
    Typed(*node.value, ValueOf(node.map), "map value");
  }
  void Check(const UpdateMap& node) {
    Key(node.map, node.key);
    Expect(IsInteger(ValueOf(node.map)), "updated map holds integers");
    Word(*node.operand, "operand of an update");
  }
  void Check(const Aggregate& node) {
    Key(node.map, node.key);
    const Type& value = ValueOf(node.map);
    Expect(value.kind == TypeKind::Aggregate, "aggregated map");
    Expect((value.function == MapFunction::Count) == (node.operand == nullptr), "operand of count");
    if (node.operand) Word(*node.operand, "operand of an aggregation");
  }
  void Check(const Emit& node) {
    Expect(node.event < program_.events.size(), "event number");
    const EventInfo& event = program_.events[node.event];
    Expect(event.args.size() == node.args.size(), "arguments of an event");
    for (size_t i = 0; i < node.args.size(); ++i)
      Typed(*node.args[i], *event.args[i], "argument of an event");
  }
  void Check(const If& node) { Condition(*node.condition, "if"); }
  void Check(const While& node) { Condition(*node.condition, "while"); }
  void Check(const Repeat& /*node*/) {}
  void Check(const ForRange& node) {
    Word(*node.begin, "start of a range");
    Word(*node.end, "end of a range");
  }
  void Check(const ForMap& node) { Expect(program_.maps[node.map].has_keys, "loop over a keyed map"); }
  void Check(const Jump& node) {
    if (node.value) Word(*node.value, "return value");
  }

  // ---- leaves
  void Check(const Integer& node) {
    const bool fits = IsInteger(*node.type) || IsPointer(*node.type) || node.type->kind == TypeKind::Bool;
    Expect(fits, "constant of type " + Spell(*node.type));
  }
  void Check(const String& node) { Expect(node.type->size == node.text.size() + 1, "size of a literal"); }
  void Check(const Builtin& node) { Value(node, "builtin"); }
  void Check(const ContextField& node) { Value(node, "argument of a probe"); }
  void Check(const Parameter& node) {
    Expect(node.parameter < program_.parameters.size(), "parameter");
    Expect(Same(*node.type, *program_.parameters[node.parameter].type), "type of a parameter");
  }
  void Check(const Variable& node) {
    Expect(node.slot < probe_->variables.size(), "slot");
    Expect(Same(*node.type, TypeOfSlot(node.slot)), "type of a variable");
  }

  // ---- maps
  void Check(const MapRead& node) {
    Key(node.map, node.key);
    const Type& value = ValueOf(node.map);
    const bool combined = IsCastable(value) && IsWord(*node.type);
    Expect(combined || IsStatistics(value, *node.type) || Same(*node.type, value), "type of a map's value");
  }
  void Check(const MapFind& node) {
    Key(node.map, node.key);
    Expect(node.slot < probe_->variables.size(), "slot");
    Typed(*node.value, TypeOfSlot(node.slot), "found value");
  }
  void Check(const FoundValue& node) {
    const Type& value = ValueOf(node.map);
    const bool combined = IsCastable(value) && IsWord(*node.type);
    Expect(combined || Same(*node.type, value), "type of a found value");
  }
  void Check(const MapAddress& /*node*/) { Expect(false, "address of a map outside of a call"); }
  void Check(const Increment& node) {
    if (node.is_map) Key(node.map, node.key);
    const Type& target = node.is_map ? ValueOf(node.map) : TypeOfSlot(node.slot);
    Expect(IsInteger(target) || IsPointer(target), "increment of " + Spell(target));
    Expect(Same(target, *node.type), "type of an increment");
  }

  // ---- operators
  void Check(const Unary& node) {
    node.op == UnaryOp::Not ? Condition(*node.operand, "!") : Word(*node.operand, "- or ~");
  }
  void Check(const Binary& node) {
    Value(*node.left, "left");
    Value(*node.right, "right");
    const Type& left = *node.left->type;
    const Type& right = *node.right->type;
    if (IsLogical(node.op)) {
      Expect(left.kind == TypeKind::Bool && right.kind == TypeKind::Bool, "operands of && and ||");
    } else if (IsComparison(node.op)) {
      const bool strings = left.kind == TypeKind::String && right.kind == TypeKind::String;
      Expect(strings || Same(left, right), "compares " + Spell(left) + " with " + Spell(right));
      Expect(node.type->kind == TypeKind::Bool, "type of a comparison");
    } else if (IsPointer(left)) {
      Expect(IsWord(right) && Same(left, *node.type) && node.scale > 0, "pointer arithmetic");
    } else {
      Expect(IsWord(left) && IsWord(right) && IsWord(*node.type), "arithmetic is on 64 bits");
      Expect(IsShift(node.op) || Same(left, right), "arithmetic of two types");
    }
  }
  void Check(const Convert& node) { Value(*node.operand, "converted value"); }
  void Check(const Ternary& node) {
    Expect((node.then == nullptr) == (node.value != nullptr), "parts of a ternary");
    Typed(*node.otherwise, *node.type, "otherwise");
    if (node.value) return Typed(*node.value, *node.type, "?:");
    Condition(*node.condition, "?");
    Typed(*node.then, *node.type, "then");
  }
  void Check(const IfValue& node) {
    if (node.condition) Condition(*node.condition, "if");
    Expect(node.then.value && Same(*node.then.value->type, *node.type), "value of a block");
    Expect(!node.condition || (node.otherwise.value && Same(*node.otherwise.value->type, *node.type)),
           "value of else");
  }

  // ---- memory
  void Check(const Field& node) {
    const Type& base = *node.base->type;
    const bool pointer = IsPointer(base);
    Expect(pointer || base.kind == TypeKind::Struct, "base of a field");
    Expect(Same(pointer ? *base.element : base, *node.struct_type), "struct of a field");
  }
  void Check(const Dereference& node) { Expect(IsPointer(*node.operand->type), "dereferenced pointer"); }
  void Check(const Index& node) { Word(*node.index, "index"); }
  void Check(const Tuple& node) {
    Expect(node.elements.size() == node.type->elements.size(), "elements of a tuple");
    for (size_t i = 0; i < node.elements.size(); ++i)
      Typed(*node.elements[i], *node.type->elements[i], "element of a tuple");
  }
  void Check(const TupleElement& node) {
    Expect(Same(*node.base->type->elements.at(node.index), *node.type), "type of an element");
  }
  void Check(const Address& node) { Expect(IsPointer(*node.type), "type of an address"); }

  // ---- functions
  // Arguments as the signature has them; what a rule made of others is a value.
  void Check(const Apply& node) {
    const Signature& signature = sonde::RowOf(node.function).signature;
    const std::string name(signature.name);
    const size_t shift = node.map == Apply::kNoMap ? 0 : 1;
    Expect(node.args.size() + shift <= signature.most(), name + ": arguments");
    for (size_t i = 0; i < node.args.size(); ++i)
      CheckArgument(node, signature.At(i + shift).kind, *node.args[i], name);
    if (shift != 0) Expect(node.map < program_.maps.size(), name + ": map number");
    if (node.function == FunctionId::Delete) Key(node.map, node.args.empty() ? nullptr : &*node.args[0]);
  }
  void CheckArgument(const Apply& node, ParamKind kind, const Expr& value, const std::string& name) {
    Value(value, name + ": argument");
    if (kind == ParamKind::Text) Text(value);
    if (kind == ParamKind::Key) Key(node.map, &value);
  }
  void Check(const Call& node) {
    Expect(probe_->has_loops && node.function < probe_->functions.size(), "function");
    const auto& params = probe_->functions[node.function].params;
    Expect(params.size() == node.args.size(), "arguments");
    for (size_t i = 0; i < params.size(); ++i)
      Typed(*node.args[i], TypeOfSlot(params[i]), "argument");
  }
  void Check(const ImportedCall& node) {
    Expect(program_.imported && node.function < program_.imported->functions.size(), "imported function");
    const auto& params = program_.imported->functions[node.function].type->parameters;
    Expect(params.size() == node.args.size() && params.size() <= 5, "arguments");
    for (size_t i = 0; i < params.size(); ++i)
      CheckImportedArgument(*node.args[i], *params[i]);
  }
  void CheckImportedArgument(const Expr& value, const CType& wanted) {
    if (value.kind == ExprKind::MapAddress) {
      const uint32_t map = As<MapAddress>(value).map;
      return Expect(map < program_.maps.size() && program_.maps[map].has_keys, "map with keys");
    }
    const TypeKind kind = value.type->kind;
    const bool address = kind == TypeKind::Pointer || kind == TypeKind::String || kind == TypeKind::Array;
    if (wanted.kind == CType::Kind::Pointer) return Expect(address, "an address");
    Expect(wanted.kind == CType::Kind::Bool ? kind == TypeKind::Bool
                                            : IsInteger(*value.type) && value.type->size == wanted.size,
           "word of an imported call");
  }

  const Program& program_;
  const Probe* probe_ = nullptr;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> Verify(const Program& program) {
  return Verifier(program).Run();
}

}  // namespace sonde::typed
