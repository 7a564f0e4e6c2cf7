// The typed program as text: its tables, probes and statements; expressions are in dump_expressions.cpp.
// Leaves: Dump, and BlockText of dump_text.h. Covered by tests/golden/typed/*.
#include "typed/dump.h"

#include <string>

#include "base/printable.h"
#include "typed/dump_text.h"

namespace sonde::typed {
namespace {

// What has been written: lines, those of blocks two spaces deeper than what holds them.
class DumpLines {
 public:
  void Add(const std::string& line) { text_ += std::string(2 * depth_, ' ') + line + "\n"; }
  void Indent() { ++depth_; }
  void Outdent() { --depth_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  size_t depth_ = 0;
};

void DumpBlock(DumpLines& lines, const DumpScope& scope, const Block& block);

void DumpInner(DumpLines& lines, const DumpScope& scope, const Block& block) {
  lines.Indent();
  DumpBlock(lines, scope, block);
  lines.Outdent();
}

// ---- statements

void Show(DumpLines& lines, const DumpScope& scope, const Evaluate& node) {
  lines.Add("evaluate " + ExprText(scope, *node.expr));
}
void Show(DumpLines& lines, const DumpScope& scope, const AssignVariable& node) {
  lines.Add(VariableText(scope, node.slot) + " = " + (node.value ? ExprText(scope, *node.value) : "zero"));
}
void Show(DumpLines& lines, const DumpScope& scope, const AssignMap& node) {
  lines.Add(MapText(scope, node.map, node.key) + " = " + ExprText(scope, *node.value));
}
void Show(DumpLines& lines, const DumpScope& scope, const UpdateMap& node) {
  lines.Add(MapText(scope, node.map, node.key) + " " + Spelling(node.op) + "= " +
            ExprText(scope, *node.operand) + (node.is_signed ? " signed" : " unsigned"));
}
void Show(DumpLines& lines, const DumpScope& scope, const Aggregate& node) {
  const std::string operand = node.operand ? ExprText(scope, *node.operand) : "";
  const auto function = scope.program.maps[node.map].value->function;
  lines.Add(MapText(scope, node.map, node.key) + " << " + std::string(sonde::RowOf(function).name) + "(" +
            operand + ")");
}
void Show(DumpLines& lines, const DumpScope& scope, const Send& node) {
  lines.Add("emit " + std::to_string(node.event) + "(" + ListText(scope, node.args) + ")");
}
void Show(DumpLines& lines, const DumpScope& scope, const If& node) {
  lines.Add("if " + ExprText(scope, *node.condition));
  DumpInner(lines, scope, node.then);
  if (node.otherwise.statements.empty()) return;
  lines.Add("else");
  DumpInner(lines, scope, node.otherwise);
}
void Show(DumpLines& lines, const DumpScope& scope, const While& node) {
  lines.Add("while " + ExprText(scope, *node.condition));
  DumpInner(lines, scope, node.body);
}
void Show(DumpLines& lines, const DumpScope& scope, const Repeat& node) {
  lines.Add("repeat " + std::to_string(node.count));
  DumpInner(lines, scope, node.body);
}
void Show(DumpLines& lines, const DumpScope& scope, const ForRange& node) {
  lines.Add("for " + VariableText(scope, node.slot) + " : " + ExprText(scope, *node.begin) + ".." +
            ExprText(scope, *node.end));
  DumpInner(lines, scope, node.body);
}
void Show(DumpLines& lines, const DumpScope& scope, const ForMap& node) {
  lines.Add("for " + VariableText(scope, node.slot) + " : " + scope.program.maps[node.map].name);
  DumpInner(lines, scope, node.body);
}
void Show(DumpLines& lines, const DumpScope& scope, const Jump& node) {
  static constexpr const char* kWords[] = {"break", "continue", "return"};
  lines.Add(kWords[static_cast<size_t>(node.jump)] + (node.value ? " " + ExprText(scope, *node.value) : ""));
}

void DumpStmt(DumpLines& lines, const DumpScope& scope, const Stmt& stmt) {
  switch (stmt.kind) {
#define STMT(name, role, weight) \
  case StmtKind::name:           \
    return Show(lines, scope, As<name>(stmt));
#include "typed/nodes.def"
  }
}

void DumpBlock(DumpLines& lines, const DumpScope& scope, const Block& block) {
  for (const auto& stmt : block.statements)
    DumpStmt(lines, scope, *stmt);
  if (block.value) lines.Add("value " + ExprText(scope, *block.value));
}

// ---- the program

void DumpMap(DumpLines& lines, const MapInfo& map) {
  std::string line = "map " + map.name;
  if (map.key) line += "[" + TypeText(*map.key) + "]";
  line += ": " + TypeText(*map.value);
  if (map.has_keys) line += " max " + std::to_string(map.max_entries);
  if (map.lru) line += " lru";
  const Buckets& buckets = map.buckets;
  if (buckets.kind == Buckets::Kind::Time) {
    line += " tseries " + std::to_string(buckets.max) + " of " + std::to_string(buckets.step) + " ns";
  }
  if (buckets.bits != 0) line += " bits " + std::to_string(buckets.bits);
  if (buckets.kind == Buckets::Kind::Linear) {
    line += " lhist " + std::to_string(buckets.min) + ".." + std::to_string(buckets.max) + " step " +
            std::to_string(buckets.step);
  }
  if (!map.used) line += " unused";
  lines.Add(line);
}

void DumpEvent(DumpLines& lines, const Program& program, size_t number) {
  const EventInfo& event = program.events[number];
  static constexpr const char* kNames[] = {
#define EVENT(id, json_type) #id,
#include "defs/events.def"
  };
  std::string line = "event " + std::to_string(number) + " " + kNames[static_cast<size_t>(event.kind)];
  if (!event.text.empty()) line += " " + Quote(event.text);
  if (event.map >= 0) line += " " + program.maps[static_cast<size_t>(event.map)].name;
  for (const uint32_t map : event.joined)
    line += " " + program.maps[map].name;
  if (event.top != 0) line += " top " + std::to_string(event.top);
  if (event.divisor != 0) line += " div " + std::to_string(event.divisor);
  for (const int32_t parameter : {event.top_parameter, event.divisor_parameter})
    if (parameter >= 0) line += " by --" + program.parameters[static_cast<size_t>(parameter)].name;
  for (const uint32_t percentile : event.percentiles)
    line += " percentile " + std::to_string(percentile);
  for (const auto& type : event.args)
    line += " " + Spell(*type);
  for (const auto& [place, map] : event.maps)
    line += " " + program.maps[map].name + " at " + std::to_string(place);
  lines.Add(line);
}

void DumpParameter(DumpLines& lines, const ParameterInfo& parameter) {
  const bool text = parameter.type->kind == TypeKind::String;
  const std::string value = parameter.type->is_signed ? std::to_string(static_cast<int64_t>(parameter.bits))
                                                      : std::to_string(parameter.bits);
  std::string line = "parameter " + parameter.name + ": " + TypeText(*parameter.type) + " = " +
                     (text ? Quote(parameter.text) : value);
  if (!parameter.description.empty()) line += " " + Quote(parameter.description);
  lines.Add(line);
}

void DumpFamily(DumpLines& lines, const Program& program, size_t number) {
  const FamilyInfo& family = program.families[number];
  std::string line = "family " + std::to_string(number) + ": ";
  switch (family.root) {
    case FamilyRoot::Process:
      line += "process " + std::to_string(family.process);
      break;
    case FamilyRoot::Child:
      line += "child";
      break;
    case FamilyRoot::Parameter:
      line += "process getopt " + program.parameters[family.parameter].name;
      break;
  }
  lines.Add(line);
}

std::string RegisterText(const OperandRegister& reg) {
  std::string text = "r" + std::to_string(reg.number) + "." + std::to_string(reg.bytes);
  if (reg.shift != 0) text += ">>" + std::to_string(reg.shift);
  return text;
}

// "int32 [-16 + r6.8 + (r0.8 << 2)]"
std::string OperandText(const Operand& operand) {
  std::string text = (operand.is_signed ? "int" : "uint") + std::to_string(8 * operand.size) + " ";
  const std::string number = std::to_string(static_cast<int64_t>(operand.number));
  if (operand.kind == Operand::Kind::Constant) return text + number;
  if (operand.kind == Operand::Kind::Address)
    return text + "file " + number + " from " + std::to_string(operand.place);
  if (operand.kind == Operand::Kind::Register) return text + RegisterText(*operand.base);
  text += (operand.relative ? "[file " : "[") + number;
  if (operand.base) text += " + " + RegisterText(*operand.base);
  if (operand.index)
    text += " + (" + RegisterText(*operand.index) + " << " + std::to_string(operand.scale) + ")";
  return text + "]";
}

void DumpFetch(DumpLines& lines, const DumpScope& scope, const Fetch& fetch) {
  std::string line = "fetch " + VariableText(scope, fetch.slot) + " =";
  for (const Operand& operand : fetch.from)
    line += (&operand == fetch.from.data() ? " " : ", ") + OperandText(operand);
  lines.Add(line);
}

void DumpProbe(DumpLines& lines, const Program& program, const Probe& probe) {
  const DumpScope scope{program, probe};
  std::string line = "probe " + probe.target.spec.name;
  if (probe.arms) line += " arms";
  if (probe.target.multi) line += " multi";
  lines.Add(line);
  lines.Indent();
  for (const auto& variable : probe.variables)
    lines.Add("variable " + variable.name + ": " + TypeText(*variable.type));
  for (const auto& fetch : probe.fetched)
    DumpFetch(lines, scope, fetch);
  for (const auto& function : probe.functions) {
    std::string head = "function " + function.name + "(";
    for (size_t i = 0; i < function.params.size(); ++i)
      head += (i == 0 ? "" : ", ") + VariableText(scope, function.params[i]);
    head += ")";
    if (function.result >= 0) head += " -> " + VariableText(scope, static_cast<uint32_t>(function.result));
    lines.Add(head);
    DumpInner(lines, scope, function.body);
  }
  if (probe.predicate) lines.Add("when " + ExprText(scope, *probe.predicate));
  DumpBlock(lines, scope, probe.body);
  lines.Outdent();
}

}  // namespace

std::string BlockText(const DumpScope& scope, const Block& block) {
  DumpLines lines;
  DumpBlock(lines, scope, block);
  std::string text = "{ ";
  for (const char c : lines.text()) {
    if (c == '\n') {
      text += "; ";
    } else {
      text += c;
    }
  }
  return text + "}";
}

std::string Dump(const Program& program) {
  DumpLines lines;
  for (const auto& map : program.maps)
    DumpMap(lines, map);
  for (size_t number = 0; number < program.events.size(); ++number)
    DumpEvent(lines, program, number);
  for (const auto& parameter : program.parameters)
    DumpParameter(lines, parameter);
  for (size_t number = 0; number < program.families.size(); ++number)
    DumpFamily(lines, program, number);
  for (size_t number = 0; number < program.kernel_addresses.size(); ++number) {
    const KernelAddress& address = program.kernel_addresses[number];
    lines.Add("kernel address " + std::to_string(number) + ": " + (address.per_cpu ? "per CPU " : "") +
              address.symbol);
  }
  for (const auto& probe : program.probes)
    DumpProbe(lines, program, probe);
  return lines.text();
}

}  // namespace sonde::typed
