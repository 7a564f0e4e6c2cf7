// The typed program as text. Leaves: Dump. Covered by tests/golden/typed/*.
#include "typed/dump.h"

#include <string>

#include "base/printable.h"
#include "typed/typed.h"

namespace sonde::typed {
namespace {

std::string SpaceName(AddressSpace space) {
  switch (space) {
    case AddressSpace::Kernel:
      return " kernel";
    case AddressSpace::User:
      return " user";
    case AddressSpace::None:
      break;
  }
  return "";
}

std::string TypeText(const Type& type) {
  return Spell(type) + (type.flexible ? "?" : "") + (type.reference ? " &" : "") +
         (IsComposite(type) ? "" : SpaceName(type.space));
}

class Dumper {
 public:
  explicit Dumper(const Program& program) : program_(program) {}

  std::string Run() {
    for (const auto& map : program_.maps)
      DumpMap(map);
    for (const auto& event : program_.events)
      DumpEvent(event);
    for (const auto& parameter : program_.parameters)
      DumpParameter(parameter);
    for (const auto& probe : program_.probes)
      DumpProbe(probe);
    return std::move(text_);
  }

 private:
  void Line(const std::string& text) { text_ += std::string(2 * depth_, ' ') + text + "\n"; }

  void DumpMap(const MapInfo& map) {
    std::string line = "map " + map.name;
    if (map.key) line += "[" + TypeText(*map.key) + "]";
    line += ": " + TypeText(*map.value);
    if (map.has_keys) line += " max " + std::to_string(map.max_entries);
    if (map.lru) line += " lru";
    const Buckets& buckets = map.buckets;
    if (buckets.bits != 0) line += " bits " + std::to_string(buckets.bits);
    if (buckets.kind == Buckets::Kind::Linear) {
      line += " lhist " + std::to_string(buckets.min) + ".." + std::to_string(buckets.max) + " step " +
              std::to_string(buckets.step);
    }
    if (!map.used) line += " unused";
    Line(line);
  }

  void DumpEvent(const EventInfo& event) {
    static constexpr const char* kNames[] = {
#define EVENT(id, json_type) #id,
#include "defs/events.def"
    };
    std::string line =
        "event " + std::to_string(next_event_++) + " " + kNames[static_cast<size_t>(event.kind)];
    if (!event.text.empty()) line += " " + Quote(event.text);
    if (event.map >= 0) line += " " + program_.maps[static_cast<size_t>(event.map)].name;
    if (event.top != 0) line += " top " + std::to_string(event.top);
    if (event.divisor != 0) line += " div " + std::to_string(event.divisor);
    for (const auto& type : event.args)
      line += " " + Spell(*type);
    Line(line);
  }

  void DumpParameter(const ParameterInfo& parameter) {
    const bool text = parameter.type->kind == TypeKind::String;
    const std::string value = parameter.type->is_signed ? std::to_string(static_cast<int64_t>(parameter.bits))
                                                        : std::to_string(parameter.bits);
    std::string line = "parameter " + parameter.name + ": " + TypeText(*parameter.type) + " = " +
                       (text ? Quote(parameter.text) : value);
    if (!parameter.description.empty()) line += " " + Quote(parameter.description);
    Line(line);
  }

  void DumpProbe(const Probe& probe) {
    probe_ = &probe;
    std::string line = "probe " + probe.target.spec.name;
    if (probe.target.multi) line += " multi";
    Line(line);
    ++depth_;
    for (const auto& variable : probe.variables)
      Line("variable " + variable.name + ": " + TypeText(*variable.type));
    for (const auto& function : probe.functions) {
      std::string head = "function " + function.name + "(";
      for (size_t i = 0; i < function.params.size(); ++i)
        head += (i == 0 ? "" : ", ") + VariableText(function.params[i]);
      head += ")";
      if (function.result >= 0) head += " -> " + VariableText(static_cast<uint32_t>(function.result));
      Line(head);
      DumpInner(function.body);
    }
    if (probe.predicate) Line("when " + Text(*probe.predicate));
    DumpBlock(probe.body);
    --depth_;
  }

  void DumpBlock(const Block& block) {
    for (const auto& stmt : block.statements)
      DumpStmt(*stmt);
    if (block.value) Line("value " + Text(*block.value));
  }

  void DumpInner(const Block& block) {
    ++depth_;
    DumpBlock(block);
    --depth_;
  }

  std::string MapText(uint32_t map, const ExprPtr& key) {
    return program_.maps[map].name + (key ? "[" + Text(*key) + "]" : "");
  }

  void DumpStmt(const Stmt& stmt) {
    switch (stmt.kind) {
#define STMT(name, role, weight) \
  case StmtKind::name:           \
    return Show(As<name>(stmt));
#include "typed/nodes.def"
    }
  }

  void Show(const Evaluate& node) { Line("evaluate " + Text(*node.expr)); }
  void Show(const AssignVariable& node) {
    Line(VariableText(node.slot) + " = " + (node.value ? Text(*node.value) : "zero"));
  }
  void Show(const AssignMap& node) { Line(MapText(node.map, node.key) + " = " + Text(*node.value)); }
  void Show(const UpdateMap& node) {
    Line(MapText(node.map, node.key) + " " + Spelling(node.op) + "= " + Text(*node.operand) +
         (node.is_signed ? " signed" : " unsigned"));
  }
  void Show(const Aggregate& node) {
    const std::string operand = node.operand ? Text(*node.operand) : "";
    const auto function = program_.maps[node.map].value->function;
    Line(MapText(node.map, node.key) + " << " + std::string(sonde::RowOf(function).name) + "(" + operand +
         ")");
  }
  void Show(const Emit& node) { Line("emit " + std::to_string(node.event) + "(" + List(node.args) + ")"); }
  void Show(const If& node) {
    Line("if " + Text(*node.condition));
    DumpInner(node.then);
    if (node.otherwise.statements.empty()) return;
    Line("else");
    DumpInner(node.otherwise);
  }
  void Show(const While& node) {
    Line("while " + Text(*node.condition));
    DumpInner(node.body);
  }
  void Show(const Repeat& node) {
    Line("repeat " + std::to_string(node.count));
    DumpInner(node.body);
  }
  void Show(const ForRange& node) {
    Line("for " + VariableText(node.slot) + " : " + Text(*node.begin) + ".." + Text(*node.end));
    DumpInner(node.body);
  }
  void Show(const ForMap& node) {
    Line("for " + VariableText(node.slot) + " : " + program_.maps[node.map].name);
    DumpInner(node.body);
  }
  void Show(const Jump& node) {
    static constexpr const char* kWords[] = {"break", "continue", "return"};
    Line(kWords[static_cast<size_t>(node.jump)] + (node.value ? " " + Text(*node.value) : ""));
  }

  std::string VariableText(uint32_t slot) {
    return probe_->variables[slot].name + "#" + std::to_string(slot);
  }

  std::string List(const std::vector<ExprPtr>& list) {
    std::string text;
    for (const auto& expr : list)
      text += (text.empty() ? "" : ", ") + Text(*expr);
    return text;
  }

  // Text of an expression with its type behind it.
  std::string Text(const Expr& expr) { return Body(expr) + ":" + TypeText(*expr.type); }

  // A block inside an expression, on lines of its own before the statement would be clearer but moves code;
  // it is shown in braces.
  std::string BlockText(const Block& block) {
    Dumper inner(program_);
    inner.probe_ = probe_;
    inner.DumpBlock(block);
    std::string text = "{ ";
    for (const char c : inner.text_) {
      if (c == '\n') {
        text += "; ";
      } else {
        text += c;
      }
    }
    return text + "}";
  }

  std::string Body(const Expr& expr) {
    switch (expr.kind) {
#define EXPR(name, result, effect, fault, weight) \
  case ExprKind::name:                            \
    return Body(As<name>(expr));
#include "typed/nodes.def"
    }
    return "";
  }

  // ---- leaves
  std::string Body(const Integer& node) {
    return node.type->is_signed ? std::to_string(static_cast<int64_t>(node.bits)) : std::to_string(node.bits);
  }
  std::string Body(const String& node) { return Quote(node.text); }
  std::string Body(const Builtin& node) {
    if (node.id == BuiltinId::Arg) return "arg" + std::to_string(node.argument);
    return std::string(sonde::RowOf(node.id).name);
  }
  std::string Body(const Variable& node) { return VariableText(node.slot); }
  std::string Body(const Parameter& node) { return "getopt " + program_.parameters[node.parameter].name; }
  std::string Body(const ContextField& node) {
    return "args." + node.argument.name + "@" + std::to_string(node.argument.place.offset) +
           (node.argument.place.kind == Place::Kind::Dereference ? " located" : "");
  }

  // ---- maps
  std::string Body(const MapRead& node) { return MapText(node.map, node.key); }
  std::string Body(const MapFind& node) {
    return "find " + MapText(node.map, node.key) + " -> " + VariableText(node.slot) + " = " +
           Text(*node.value);
  }
  std::string Body(const FoundValue& /*node*/) { return "found"; }
  std::string Body(const MapAddress& node) { return "&" + MapText(node.map, nullptr); }
  std::string Body(const Increment& node) {
    std::string sign = node.decrement ? "--" : "++";
    if (node.step != 1) sign += std::to_string(node.step);
    const std::string target = node.is_map ? MapText(node.map, node.key) : VariableText(node.slot);
    return (node.prefix ? sign + target : target + sign) + (node.result_used ? "" : " unused");
  }

  // ---- operators
  std::string Body(const Unary& node) {
    return std::string(Spelling(node.op)) + "(" + Text(*node.operand) + ")";
  }
  std::string Body(const Binary& node) {
    const std::string scale = node.scale == 1 ? "" : "*" + std::to_string(node.scale);
    const std::string limit = node.limit == 0 ? "" : " first " + std::to_string(node.limit);
    return "(" + Text(*node.left) + " " + Spelling(node.op) + scale + " " + Text(*node.right) + limit + ")";
  }
  std::string Body(const Convert& node) { return "convert(" + Text(*node.operand) + ")"; }
  std::string Body(const Ternary& node) {
    if (!node.then) return "(" + Text(*node.value) + " ?: " + Text(*node.otherwise) + ")";
    return "(" + Text(*node.condition) + " ? " + Text(*node.then) + " : " + Text(*node.otherwise) + ")";
  }
  std::string Body(const IfValue& node) {
    if (!node.condition) return BlockText(node.then);
    return "if " + Text(*node.condition) + " " + BlockText(node.then) + " else " + BlockText(node.otherwise);
  }

  // ---- memory
  std::string Body(const Field& node) {
    std::string at = "@" + std::to_string(node.field.byte_offset);
    if (node.field.bit_size != 0) {
      at += "." + std::to_string(node.field.bit_offset) + "/" + std::to_string(node.field.bit_size);
    }
    return Text(*node.base) + (IsPointer(*node.base->type) ? "->" : ".") + node.field.name + at;
  }
  std::string Body(const Dereference& node) { return "*(" + Text(*node.operand) + ")"; }
  std::string Body(const Index& node) { return "(" + Text(*node.base) + ")[" + Text(*node.index) + "]"; }
  std::string Body(const Tuple& node) { return "(" + List(node.elements) + ")"; }
  std::string Body(const TupleElement& node) {
    return "(" + Text(*node.base) + ")." + std::to_string(node.index);
  }
  std::string Body(const Address& node) { return "&(" + Text(*node.operand) + ")"; }

  // ---- functions
  std::string Body(const Apply& node) {
    std::string args = node.map == Apply::kNoMap ? "" : MapText(node.map, nullptr);
    if (!args.empty() && !node.args.empty()) args += ", ";
    return std::string(sonde::RowOf(node.function).name) + SpaceName(node.space) + "(" + args +
           List(node.args) + ")";
  }
  std::string Body(const Call& node) {
    return "call " + probe_->functions[node.function].name + "(" + List(node.args) + ")";
  }
  std::string Body(const ImportedCall& node) {
    return "call C " + program_.imported->functions[node.function].name + "(" + List(node.args) + ")";
  }

  const Program& program_;
  const Probe* probe_ = nullptr;
  std::string text_;
  size_t depth_ = 0;
  size_t next_event_ = 0;
};

}  // namespace

std::string Dump(const Program& program) {
  return Dumper(program).Run();
}

}  // namespace sonde::typed
