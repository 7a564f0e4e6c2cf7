// The contract of typed.h as a checker of trees. Leaves: Verify. Used by typed_test.cpp.
#include "verify.h"

#include "sema/fold.h"

namespace sonde::test {
namespace {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

bool IsWord(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 8;
}

// A single value of stats is read as a record.
bool IsStatistics(const Type& value, const Type& read) {
  const TypePtr number = IntegerType(8, value.is_signed);
  return value.function == MapFunction::Stats &&
         Same(read, *RecordType({"count", "average", "total"}, {IntegerType(8, false), number, number}));
}

class Verifier {
 public:
  explicit Verifier(const typed::Program& program) : program_(program) {}

  std::vector<std::string> Run() {
    for (const auto& map : program_.maps) {
      if (!map.used) continue;
      Expect(IsValue(*map.value) || map.value->kind == TypeKind::Aggregate, map.name + ": value type");
      Expect(map.has_keys == (map.key != nullptr), map.name + ": key type");
      if (map.key) Expect(IsValue(*map.key), map.name + ": key is no value");
      if (map.key)
        Expect(map.tuple_key == (map.key->kind == TypeKind::Tuple && !IsRecord(*map.key)),
               map.name + ": tuple key");
    }
    for (const auto& probe : program_.probes) {
      probe_ = &probe;
      for (const auto& variable : probe.variables)
        Expect(IsValue(*variable.type), variable.name + ": variable type");
      for (const auto& function : probe.functions)
        Block(function.body);
      if (probe.predicate) Condition(*probe.predicate, "predicate");
      Block(probe.body);
    }
    return std::move(problems_);
  }

 private:
  void Expect(bool holds, const std::string& what) {
    if (!holds) problems_.push_back(what);
  }

  static bool IsValue(const Type& type) {
    switch (type.kind) {
      case TypeKind::None:
      case TypeKind::Void:
      case TypeKind::Aggregate:
        return false;
      case TypeKind::Struct:
      case TypeKind::Array:
        return type.size > 0;
      case TypeKind::Tuple:
        for (const auto& element : type.elements) {
          if (!IsValue(*element)) return false;
        }
        return true;
      default:
        return true;
    }
  }

  void Value(const typed::Expr& expr, const std::string& what) {
    Expr(expr);
    Expect(IsValue(*expr.type), what + ": no value but " + Spell(*expr.type));
  }
  void Typed(const typed::Expr& expr, const Type& type, const std::string& what) {
    Value(expr, what);
    Expect(Same(*expr.type, type), what + ": " + Spell(*expr.type) + " for " + Spell(type));
  }
  void Condition(const typed::Expr& expr, const std::string& what) { Typed(expr, *BoolType(), what); }
  void Word(const typed::Expr& expr, const std::string& what) {
    Expr(expr);
    Expect(IsWord(*expr.type), what + ": no 64-bit integer but " + Spell(*expr.type));
  }

  void Text(const typed::Expr& expr) {
    Value(expr, "text");
    Expect(expr.type->kind == TypeKind::String, "text of type " + Spell(*expr.type));
  }

  void Key(uint32_t map, const typed::ExprPtr& key) {
    Expect(map < program_.maps.size(), "map number");
    const typed::MapInfo& info = program_.maps[map];
    Expect(info.has_keys == (key != nullptr), info.name + ": key where there is none");
    if (key && info.key) Typed(*key, *info.key, info.name + ": key");
  }

  void Block(const typed::Block& block) {
    for (const auto& stmt : block.statements)
      Stmt(*stmt);
    if (block.value) Value(*block.value, "block value");
  }

  void Stmt(const typed::Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::Evaluate:
        if (As<typed::Evaluate>(stmt).expr->kind == ExprKind::Call ||
            As<typed::Evaluate>(stmt).expr->kind == ExprKind::ImportedCall)
          return Expr(*As<typed::Evaluate>(stmt).expr);
        return Value(*As<typed::Evaluate>(stmt).expr, "evaluate");
      case StmtKind::AssignVariable: {
        const auto& node = As<typed::AssignVariable>(stmt);
        if (node.value) Typed(*node.value, *probe_->variables[node.slot].type, "variable");
        return;
      }
      case StmtKind::AssignMap: {
        const auto& node = As<typed::AssignMap>(stmt);
        Key(node.map, node.key);
        return Typed(*node.value, *program_.maps[node.map].value, "map value");
      }
      case StmtKind::UpdateMap: {
        const auto& node = As<typed::UpdateMap>(stmt);
        Key(node.map, node.key);
        Expect(IsInteger(*program_.maps[node.map].value), "updated map holds integers");
        return Word(*node.operand, "operand of an update");
      }
      case StmtKind::Aggregate: {
        const auto& node = As<typed::Aggregate>(stmt);
        Key(node.map, node.key);
        const Type& value = *program_.maps[node.map].value;
        Expect(value.kind == TypeKind::Aggregate, "aggregated map");
        Expect((value.function == MapFunction::Count) == (node.operand == nullptr), "operand of count");
        if (node.operand) Word(*node.operand, "operand of an aggregation");
        return;
      }
      case StmtKind::Emit:
        return Emit(As<typed::Emit>(stmt));
      case StmtKind::If: {
        const auto& node = As<typed::If>(stmt);
        Condition(*node.condition, "if");
        Block(node.then);
        return Block(node.otherwise);
      }
      case StmtKind::While: {
        const auto& node = As<typed::While>(stmt);
        Condition(*node.condition, "while");
        return Block(node.body);
      }
      case StmtKind::Repeat:
        return Block(As<typed::Repeat>(stmt).body);
      case StmtKind::ForRange: {
        const auto& node = As<typed::ForRange>(stmt);
        Word(*node.begin, "start of a range");
        Word(*node.end, "end of a range");
        return Block(node.body);
      }
      case StmtKind::ForMap:
        return Block(As<typed::ForMap>(stmt).body);
      case StmtKind::Jump:
        if (As<typed::Jump>(stmt).value) Word(*As<typed::Jump>(stmt).value, "return value");
        return;
    }
  }

  void Emit(const typed::Emit& node) {
    Expect(node.event < program_.events.size(), "event number");
    const typed::EventInfo& event = program_.events[node.event];
    Expect(event.args.size() == node.args.size(), "arguments of an event");
    for (size_t i = 0; i < node.args.size(); ++i)
      Typed(*node.args[i], *event.args[i], "argument of an event");
  }

  void Binary(const typed::Binary& node) {
    Value(*node.left, "left");
    Value(*node.right, "right");
    const Type& left = *node.left->type;
    const Type& right = *node.right->type;
    if (sema::IsLogical(node.op)) {
      Expect(left.kind == TypeKind::Bool && right.kind == TypeKind::Bool, "operands of && and ||");
    } else if (sema::IsComparison(node.op)) {
      const bool strings = left.kind == TypeKind::String && right.kind == TypeKind::String;
      Expect(strings || Same(left, right), "compares " + Spell(left) + " with " + Spell(right));
      Expect(node.type->kind == TypeKind::Bool, "type of a comparison");
    } else if (IsPointer(left)) {
      Expect(IsWord(right) && Same(left, *node.type) && node.scale > 0, "pointer arithmetic");
    } else {
      Expect(IsWord(left) && IsWord(right) && IsWord(*node.type), "arithmetic is on 64 bits");
      Expect(sema::IsShift(node.op) || Same(left, right), "arithmetic of two types");
    }
  }

  void Field(const typed::Field& node) {
    Expr(*node.base);
    const Type& base = *node.base->type;
    const bool pointer = IsPointer(base);
    const bool embedded = base.kind == TypeKind::Struct;
    Expect(pointer || embedded, "base of a field");
    Expect(Same(pointer ? *base.element : base, *node.struct_type), "struct of a field");
  }

  void ImportedArgument(const typed::Expr& value, const CType& wanted) {
    if (value.kind == ExprKind::MapAddress) {
      const uint32_t map = As<typed::MapAddress>(value).map;
      return Expect(map < program_.maps.size() && program_.maps[map].has_keys, "map with keys");
    }
    Expr(value);
    const TypeKind kind = value.type->kind;
    const bool address = kind == TypeKind::Pointer || kind == TypeKind::String || kind == TypeKind::Array;
    if (wanted.kind == CType::Kind::Pointer) return Expect(address, "an address");
    Expect(wanted.kind == CType::Kind::Bool ? kind == TypeKind::Bool
                                            : IsInteger(*value.type) && value.type->size == wanted.size,
           "word of an imported call");
  }

  void Expr(const typed::Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Integer:
        return Expect(IsInteger(*expr.type) || IsPointer(*expr.type) || expr.type->kind == TypeKind::Bool,
                      "constant of type " + Spell(*expr.type));
      case ExprKind::String:
        return Expect(expr.type->size == As<typed::String>(expr).text.size() + 1, "size of a literal");
      case ExprKind::Call: {
        const auto& node = As<typed::Call>(expr);
        Expect(probe_->has_loops && node.function < probe_->functions.size(), "function");
        const auto& params = probe_->functions[node.function].params;
        Expect(params.size() == node.args.size(), "arguments");
        for (size_t i = 0; i < params.size(); ++i)
          Typed(*node.args[i], *probe_->variables[params[i]].type, "argument");
        return;
      }
      case ExprKind::ImportedCall: {
        const auto& node = As<typed::ImportedCall>(expr);
        Expect(program_.imported && node.function < program_.imported->functions.size(), "imported function");
        const auto& params = program_.imported->functions[node.function].type->parameters;
        Expect(params.size() == node.args.size() && params.size() <= 5, "arguments");
        for (size_t i = 0; i < params.size(); ++i)
          ImportedArgument(*node.args[i], *params[i]);
        return;
      }
      case ExprKind::MapAddress:
        return Expect(false, "address of a map outside of a call");
      case ExprKind::Parameter: {
        const auto index = As<typed::Parameter>(expr).parameter;
        Expect(index < program_.parameters.size(), "parameter");
        return Expect(Same(*expr.type, *program_.parameters[index].type), "type of a parameter");
      }
      case ExprKind::Variable: {
        const auto slot = As<typed::Variable>(expr).slot;
        Expect(slot < probe_->variables.size(), "slot");
        return Expect(Same(*expr.type, *probe_->variables[slot].type), "type of a variable");
      }
      case ExprKind::MapRead: {
        const auto& node = As<typed::MapRead>(expr);
        Key(node.map, node.key);
        const Type& value = *program_.maps[node.map].value;
        const bool combined = IsCastable(value) && IsWord(*expr.type);
        return Expect(combined || IsStatistics(value, *expr.type) || Same(*expr.type, value),
                      "type of a map's value");
      }
      case ExprKind::MapHasKey:
        return Key(As<typed::MapHasKey>(expr).map, As<typed::MapHasKey>(expr).key);
      case ExprKind::MapFind: {
        const auto& node = As<typed::MapFind>(expr);
        Key(node.map, node.key);
        Expect(node.slot < probe_->variables.size(), "slot");
        return Typed(*node.value, *probe_->variables[node.slot].type, "found value");
      }
      case ExprKind::FoundValue: {
        const Type& value = *program_.maps[As<typed::FoundValue>(expr).map].value;
        const bool combined = IsCastable(value) && IsWord(*expr.type);
        return Expect(combined || Same(*expr.type, value), "type of a found value");
      }
      case ExprKind::MapLength:
        return Expect(program_.maps[As<typed::MapLength>(expr).map].has_keys, "len of a keyed map");
      case ExprKind::StackLength: {
        const auto& operand = *As<typed::StackLength>(expr).operand;
        Expr(operand);
        const TypeKind kind = operand.type->kind;
        return Expect(kind == TypeKind::KernelStack || kind == TypeKind::UserStack, "operand of len");
      }
      case ExprKind::MapDelete:
        return Key(As<typed::MapDelete>(expr).map, As<typed::MapDelete>(expr).key);
      case ExprKind::Unary: {
        const auto& node = As<typed::Unary>(expr);
        return node.op == typed::UnaryOp::Not ? Condition(*node.operand, "!") : Word(*node.operand, "- or ~");
      }
      case ExprKind::Binary:
        return Binary(As<typed::Binary>(expr));
      case ExprKind::Convert:
        return Value(*As<typed::Convert>(expr).operand, "converted value");
      case ExprKind::Ternary: {
        const auto& node = As<typed::Ternary>(expr);
        Expect((node.then == nullptr) == (node.value != nullptr), "parts of a ternary");
        if (node.value) return Typed(*node.value, *expr.type, "?:"), Typed(*node.otherwise, *expr.type, "?:");
        Condition(*node.condition, "?");
        Typed(*node.then, *expr.type, "then");
        return Typed(*node.otherwise, *expr.type, "otherwise");
      }
      case ExprKind::Increment: {
        const auto& node = As<typed::Increment>(expr);
        if (node.is_map) Key(node.map, node.key);
        const Type& target =
            node.is_map ? *program_.maps[node.map].value : *probe_->variables[node.slot].type;
        Expect(IsInteger(target) || IsPointer(target), "increment of " + Spell(target));
        return Expect(Same(target, *expr.type), "type of an increment");
      }
      case ExprKind::Field:
        return Field(As<typed::Field>(expr));
      case ExprKind::Dereference:
        return Expect(IsPointer(*As<typed::Dereference>(expr).operand->type), "dereferenced pointer"),
               Expr(*As<typed::Dereference>(expr).operand);
      case ExprKind::Index:
        Expr(*As<typed::Index>(expr).base);
        return Word(*As<typed::Index>(expr).index, "index");
      default:
        return Composite(expr);
    }
  }

  void Composite(const typed::Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Tuple: {
        const auto& node = As<typed::Tuple>(expr);
        Expect(node.elements.size() == expr.type->elements.size(), "elements of a tuple");
        for (size_t i = 0; i < node.elements.size(); ++i)
          Typed(*node.elements[i], *expr.type->elements[i], "element of a tuple");
        return;
      }
      case ExprKind::TupleElement: {
        const auto& node = As<typed::TupleElement>(expr);
        Expr(*node.base);
        return Expect(Same(*node.base->type->elements.at(node.index), *expr.type), "type of an element");
      }
      case ExprKind::ReadString: {
        const auto& node = As<typed::ReadString>(expr);
        Value(*node.address, "address");
        if (node.length) Typed(*node.length, *IntegerType(8, false), "length");
        return;
      }
      case ExprKind::ReadBuffer: {
        const auto& node = As<typed::ReadBuffer>(expr);
        Value(*node.address, "address");
        return Typed(*node.length, *IntegerType(8, false), "length");
      }
      case ExprKind::StringLength:
        return Text(*As<typed::StringLength>(expr).operand);
      case ExprKind::FindText:
        Text(*As<typed::FindText>(expr).text);
        return Text(*As<typed::FindText>(expr).needle);
      case ExprKind::Address:
        Expect(IsPointer(*expr.type), "type of an address");
        return Expr(*As<typed::Address>(expr).operand);
      case ExprKind::Symbol:
        if (As<typed::Symbol>(expr).address) Value(*As<typed::Symbol>(expr).address, "address of a symbol");
        return;
      case ExprKind::IfValue: {
        const auto& node = As<typed::IfValue>(expr);
        if (node.condition) Condition(*node.condition, "if");
        Block(node.then);
        Block(node.otherwise);
        Expect(node.then.value && Same(*node.then.value->type, *expr.type), "value of a block");
        Expect(!node.condition || (node.otherwise.value && Same(*node.otherwise.value->type, *expr.type)),
               "value of else");
        return;
      }
      default:
        return;
    }
  }

  const typed::Program& program_;
  const typed::Probe* probe_ = nullptr;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> Verify(const typed::Program& program) {
  return Verifier(program).Run();
}

}  // namespace sonde::test
