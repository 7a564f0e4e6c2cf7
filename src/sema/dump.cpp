// Dump: the typed program as text for goldens and `-d types`. One line per statement; the type stands after
// each leaf and conversion. Leaves: Dump. Covered by tests/golden/typed/*.
#include <string>

#include "sema/check.h"
#include "sema/fold.h"

namespace sonde {
namespace {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

std::string Quote(const std::string& text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c == '"' || c == '\\') {
      quoted += std::string("\\") + c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      quoted += std::string("\\x") + kHex[byte >> 4] + kHex[byte & 0xf];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

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
  explicit Dumper(const typed::Program& program) : program_(program) {}

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

  void DumpMap(const typed::MapInfo& map) {
    std::string line = "map " + map.name;
    if (map.key) line += "[" + TypeText(*map.key) + "]";
    line += ": " + TypeText(*map.value);
    if (map.has_keys) line += " max " + std::to_string(map.max_entries);
    if (map.lru) line += " lru";
    if (map.hist_bits != 0) line += " bits " + std::to_string(map.hist_bits);
    if (map.lhist_step != 0) {
      line += " lhist " + std::to_string(map.lhist_min) + ".." + std::to_string(map.lhist_max) + " step " +
              std::to_string(map.lhist_step);
    }
    if (!map.used) line += " unused";
    Line(line);
  }

  void DumpEvent(const typed::EventInfo& event) {
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

  void DumpParameter(const typed::ParameterInfo& parameter) {
    const bool text = parameter.type->kind == TypeKind::String;
    const std::string value = parameter.type->is_signed ? std::to_string(static_cast<int64_t>(parameter.bits))
                                                        : std::to_string(parameter.bits);
    std::string line = "parameter " + parameter.name + ": " + TypeText(*parameter.type) + " = " +
                       (text ? Quote(parameter.text) : value);
    if (!parameter.description.empty()) line += " " + Quote(parameter.description);
    Line(line);
  }

  void DumpProbe(const typed::Probe& probe) {
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

  void DumpBlock(const typed::Block& block) {
    for (const auto& stmt : block.statements)
      DumpStmt(*stmt);
    if (block.value) Line("value " + Text(*block.value));
  }

  void DumpInner(const typed::Block& block) {
    ++depth_;
    DumpBlock(block);
    --depth_;
  }

  std::string MapText(uint32_t map, const typed::ExprPtr& key) {
    return program_.maps[map].name + (key ? "[" + Text(*key) + "]" : "");
  }

  void DumpStmt(const typed::Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::Evaluate:
        return Line("evaluate " + Text(*As<typed::Evaluate>(stmt).expr));
      case StmtKind::AssignVariable: {
        const auto& node = As<typed::AssignVariable>(stmt);
        return Line(VariableText(node.slot) + " = " + (node.value ? Text(*node.value) : "zero"));
      }
      case StmtKind::AssignMap: {
        const auto& node = As<typed::AssignMap>(stmt);
        return Line(MapText(node.map, node.key) + " = " + Text(*node.value));
      }
      case StmtKind::UpdateMap: {
        const auto& node = As<typed::UpdateMap>(stmt);
        return Line(MapText(node.map, node.key) + " " + std::string(sema::Symbol(node.op)) + "= " +
                    Text(*node.operand) + (node.is_signed ? " signed" : " unsigned"));
      }
      case StmtKind::Aggregate: {
        const auto& node = As<typed::Aggregate>(stmt);
        const std::string operand = node.operand ? Text(*node.operand) : "";
        const auto function = program_.maps[node.map].value->function;
        return Line(MapText(node.map, node.key) + " << " + std::string(RowOf(function).name) + "(" + operand +
                    ")");
      }
      case StmtKind::Emit: {
        const auto& node = As<typed::Emit>(stmt);
        return Line("emit " + std::to_string(node.event) + "(" + List(node.args) + ")");
      }
      case StmtKind::If: {
        const auto& node = As<typed::If>(stmt);
        Line("if " + Text(*node.condition));
        DumpInner(node.then);
        if (node.otherwise.statements.empty()) return;
        Line("else");
        return DumpInner(node.otherwise);
      }
      case StmtKind::While: {
        const auto& node = As<typed::While>(stmt);
        Line("while " + Text(*node.condition));
        return DumpInner(node.body);
      }
      case StmtKind::Repeat: {
        const auto& node = As<typed::Repeat>(stmt);
        Line("repeat " + std::to_string(node.count));
        return DumpInner(node.body);
      }
      case StmtKind::ForRange: {
        const auto& node = As<typed::ForRange>(stmt);
        Line("for " + VariableText(node.slot) + " : " + Text(*node.begin) + ".." + Text(*node.end));
        return DumpInner(node.body);
      }
      case StmtKind::ForMap: {
        const auto& node = As<typed::ForMap>(stmt);
        Line("for " + VariableText(node.slot) + " : " + program_.maps[node.map].name);
        return DumpInner(node.body);
      }
      case StmtKind::Jump: {
        const auto& node = As<typed::Jump>(stmt);
        static constexpr const char* kWords[] = {"break", "continue", "return"};
        return Line(kWords[static_cast<size_t>(node.jump)] + (node.value ? " " + Text(*node.value) : ""));
      }
    }
  }

  std::string VariableText(uint32_t slot) {
    return probe_->variables[slot].name + "#" + std::to_string(slot);
  }

  std::string List(const std::vector<typed::ExprPtr>& list) {
    std::string text;
    for (const auto& expr : list)
      text += (text.empty() ? "" : ", ") + Text(*expr);
    return text;
  }

  // Text of an expression with its type behind it.
  std::string Text(const typed::Expr& expr) { return Body(expr) + ":" + TypeText(*expr.type); }

  // A block inside an expression, on lines of its own before the statement would be clearer but moves code;
  // it is shown in braces.
  std::string BlockText(const typed::Block& block) {
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

  std::string Body(const typed::Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Integer: {
        const auto& node = As<typed::Integer>(expr);
        const bool is_signed = expr.type->is_signed;
        return is_signed ? std::to_string(static_cast<int64_t>(node.bits)) : std::to_string(node.bits);
      }
      case ExprKind::String:
        return Quote(As<typed::String>(expr).text);
      case ExprKind::Builtin: {
        const auto& node = As<typed::Builtin>(expr);
        if (node.id == BuiltinId::Arg) return "arg" + std::to_string(node.argument);
        return std::string(RowOf(node.id).name);
      }
      case ExprKind::Call: {
        const auto& node = As<typed::Call>(expr);
        std::string text = "call " + probe_->functions[node.function].name + "(";
        for (size_t i = 0; i < node.args.size(); ++i)
          text += (i == 0 ? "" : ", ") + Text(*node.args[i]);
        return text + ")";
      }
      case ExprKind::ImportedCall: {
        const auto& node = As<typed::ImportedCall>(expr);
        std::string text = "call C " + program_.imported->functions[node.function].name + "(";
        for (size_t i = 0; i < node.args.size(); ++i)
          text += (i == 0 ? "" : ", ") + Text(*node.args[i]);
        return text + ")";
      }
      case ExprKind::MapAddress:
        return "&" + MapText(As<typed::MapAddress>(expr).map, nullptr);
      case ExprKind::Parameter:
        return "getopt " + program_.parameters[As<typed::Parameter>(expr).parameter].name;
      case ExprKind::Variable:
        return VariableText(As<typed::Variable>(expr).slot);
      case ExprKind::MapRead: {
        const auto& node = As<typed::MapRead>(expr);
        return MapText(node.map, node.key);
      }
      case ExprKind::MapHasKey: {
        const auto& node = As<typed::MapHasKey>(expr);
        return "has " + MapText(node.map, node.key);
      }
      case ExprKind::MapFind: {
        const auto& node = As<typed::MapFind>(expr);
        return "find " + MapText(node.map, node.key) + " -> " + VariableText(node.slot) + " = " +
               Text(*node.value);
      }
      case ExprKind::FoundValue:
        return "found";
      case ExprKind::MapLength:
        return "len " + MapText(As<typed::MapLength>(expr).map, nullptr);
      case ExprKind::StackLength:
        return "len " + Text(*As<typed::StackLength>(expr).operand);
      case ExprKind::MapDelete: {
        const auto& node = As<typed::MapDelete>(expr);
        return "delete " + MapText(node.map, node.key);
      }
      case ExprKind::Unary: {
        const auto& node = As<typed::Unary>(expr);
        return std::string(sema::Symbol(node.op)) + "(" + Text(*node.operand) + ")";
      }
      case ExprKind::Binary: {
        const auto& node = As<typed::Binary>(expr);
        const std::string scale = node.scale == 1 ? "" : "*" + std::to_string(node.scale);
        const std::string limit = node.limit == 0 ? "" : " first " + std::to_string(node.limit);
        return "(" + Text(*node.left) + " " + std::string(sema::Symbol(node.op)) + scale + " " +
               Text(*node.right) + limit + ")";
      }
      case ExprKind::Convert:
        return "convert(" + Text(*As<typed::Convert>(expr).operand) + ")";
      case ExprKind::Ternary: {
        const auto& node = As<typed::Ternary>(expr);
        if (!node.then) return "(" + Text(*node.value) + " ?: " + Text(*node.otherwise) + ")";
        return "(" + Text(*node.condition) + " ? " + Text(*node.then) + " : " + Text(*node.otherwise) + ")";
      }
      default:
        return MemoryBody(expr);
    }
  }

  std::string MemoryBody(const typed::Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Increment: {
        const auto& node = As<typed::Increment>(expr);
        std::string sign = node.decrement ? "--" : "++";
        if (node.step != 1) sign += std::to_string(node.step);
        const std::string target = node.is_map ? MapText(node.map, node.key) : VariableText(node.slot);
        return (node.prefix ? sign + target : target + sign) + (node.result_used ? "" : " unused");
      }
      case ExprKind::ContextField: {
        const auto& argument = As<typed::ContextField>(expr).argument;
        return "args." + argument.name + "@" + std::to_string(argument.offset) +
               (argument.data_loc ? " located" : "");
      }
      case ExprKind::Field: {
        const auto& node = As<typed::Field>(expr);
        std::string at = "@" + std::to_string(node.field.byte_offset);
        if (node.field.bit_size != 0) {
          at += "." + std::to_string(node.field.bit_offset) + "/" + std::to_string(node.field.bit_size);
        }
        return Text(*node.base) + (IsPointer(*node.base->type) ? "->" : ".") + node.field.name + at;
      }
      case ExprKind::Dereference:
        return "*(" + Text(*As<typed::Dereference>(expr).operand) + ")";
      case ExprKind::Index: {
        const auto& node = As<typed::Index>(expr);
        return "(" + Text(*node.base) + ")[" + Text(*node.index) + "]";
      }
      case ExprKind::Tuple:
        return "(" + List(As<typed::Tuple>(expr).elements) + ")";
      case ExprKind::TupleElement: {
        const auto& node = As<typed::TupleElement>(expr);
        return "(" + Text(*node.base) + ")." + std::to_string(node.index);
      }
      case ExprKind::ReadString: {
        const auto& node = As<typed::ReadString>(expr);
        return "read" + SpaceName(node.space) + "(" + Text(*node.address) +
               (node.length ? ", " + Text(*node.length) : "") + ")";
      }
      case ExprKind::ReadBuffer: {
        const auto& node = As<typed::ReadBuffer>(expr);
        return "bytes" + SpaceName(node.space) + "(" + Text(*node.address) + ", " + Text(*node.length) + ")";
      }
      case ExprKind::StringLength:
        return "length(" + Text(*As<typed::StringLength>(expr).operand) + ")";
      case ExprKind::FindText: {
        const auto& node = As<typed::FindText>(expr);
        return "find(" + Text(*node.text) + ", " + Text(*node.needle) + ")";
      }
      case ExprKind::Address:
        return "&(" + Text(*As<typed::Address>(expr).operand) + ")";
      case ExprKind::Symbol: {
        const auto& node = As<typed::Symbol>(expr);
        return node.address ? "symbol(" + Text(*node.address) + ")" : "func";
      }
      case ExprKind::Stack:
        return "stack";
      case ExprKind::IfValue: {
        const auto& node = As<typed::IfValue>(expr);
        if (!node.condition) return BlockText(node.then);
        return "if " + Text(*node.condition) + " " + BlockText(node.then) + " else " +
               BlockText(node.otherwise);
      }
      default:
        return "?";
    }
  }

  const typed::Program& program_;
  const typed::Probe* probe_ = nullptr;
  std::string text_;
  size_t depth_ = 0;
  size_t next_event_ = 0;
};

}  // namespace

std::string Dump(const typed::Program& program) {
  return Dumper(program).Run();
}

}  // namespace sonde
