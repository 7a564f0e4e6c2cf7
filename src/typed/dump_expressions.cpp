// Expressions of the typed program as text: a function for each kind. Leaves: TypeText, ExprText, ListText,
// VariableText and MapText of dump_text.h. Covered by tests/golden/typed/*.
#include <string>
#include <vector>

#include "base/printable.h"
#include "typed/dump_text.h"

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

// ---- leaves

std::string Body(const DumpScope& /*scope*/, const Integer& node) {
  return node.type->is_signed ? std::to_string(static_cast<int64_t>(node.bits)) : std::to_string(node.bits);
}
std::string Body(const DumpScope& /*scope*/, const String& node) {
  return Quote(node.text);
}
std::string Body(const DumpScope& /*scope*/, const Builtin& node) {
  if (node.id == BuiltinId::Arg) return "arg" + std::to_string(node.argument);
  return std::string(sonde::RowOf(node.id).name);
}
std::string Body(const DumpScope& scope, const Variable& node) {
  return VariableText(scope, node.slot);
}
std::string Body(const DumpScope& scope, const Parameter& node) {
  return "getopt " + scope.program.parameters[node.parameter].name;
}
std::string Body(const DumpScope& /*scope*/, const ContextField& node) {
  return "args." + node.argument.name + "@" + std::to_string(node.argument.place.offset) +
         (node.argument.place.kind == Place::Kind::Dereference ? " located" : "");
}

// ---- maps

std::string Body(const DumpScope& scope, const MapRead& node) {
  return MapText(scope, node.map, node.key);
}
std::string Body(const DumpScope& scope, const MapFind& node) {
  return "find " + MapText(scope, node.map, node.key) + " -> " + VariableText(scope, node.slot) + " = " +
         ExprText(scope, *node.value);
}
std::string Body(const DumpScope& /*scope*/, const FoundValue& /*node*/) {
  return "found";
}
std::string Body(const DumpScope& scope, const MapAddress& node) {
  return "&" + MapText(scope, node.map, nullptr);
}
std::string Body(const DumpScope& scope, const Increment& node) {
  std::string sign = node.decrement ? "--" : "++";
  if (node.step != 1) sign += std::to_string(node.step);
  const std::string target =
      node.is_map ? MapText(scope, node.map, node.key) : VariableText(scope, node.slot);
  return (node.prefix ? sign + target : target + sign) + (node.result_used ? "" : " unused");
}

// ---- operators

std::string Body(const DumpScope& scope, const Unary& node) {
  return std::string(Spelling(node.op)) + "(" + ExprText(scope, *node.operand) + ")";
}
std::string Body(const DumpScope& scope, const Binary& node) {
  const std::string scale = node.scale == 1 ? "" : "*" + std::to_string(node.scale);
  const std::string limit = node.limit == 0 ? "" : " first " + std::to_string(node.limit);
  return "(" + ExprText(scope, *node.left) + " " + Spelling(node.op) + scale + " " +
         ExprText(scope, *node.right) + limit + ")";
}
std::string Body(const DumpScope& scope, const Convert& node) {
  return "convert(" + ExprText(scope, *node.operand) + ")";
}
std::string Body(const DumpScope& scope, const Ternary& node) {
  if (!node.then) return "(" + ExprText(scope, *node.value) + " ?: " + ExprText(scope, *node.otherwise) + ")";
  return "(" + ExprText(scope, *node.condition) + " ? " + ExprText(scope, *node.then) + " : " +
         ExprText(scope, *node.otherwise) + ")";
}
std::string Body(const DumpScope& scope, const IfValue& node) {
  if (!node.condition) return BlockText(scope, node.then);
  return "if " + ExprText(scope, *node.condition) + " " + BlockText(scope, node.then) + " else " +
         BlockText(scope, node.otherwise);
}

// ---- memory

std::string Body(const DumpScope& scope, const Field& node) {
  std::string at = "@" + std::to_string(node.field.byte_offset);
  if (node.field.bit_size != 0) {
    at += "." + std::to_string(node.field.bit_offset) + "/" + std::to_string(node.field.bit_size);
  }
  return ExprText(scope, *node.base) + (IsPointer(*node.base->type) ? "->" : ".") + node.field.name + at;
}
std::string Body(const DumpScope& scope, const Dereference& node) {
  return "*(" + ExprText(scope, *node.operand) + ")";
}
std::string Body(const DumpScope& scope, const Index& node) {
  return "(" + ExprText(scope, *node.base) + ")[" + ExprText(scope, *node.index) + "]";
}
std::string Body(const DumpScope& scope, const Tuple& node) {
  return "(" + ListText(scope, node.elements) + ")";
}
std::string Body(const DumpScope& scope, const TupleElement& node) {
  return "(" + ExprText(scope, *node.base) + ")." + std::to_string(node.index);
}
std::string Body(const DumpScope& scope, const Address& node) {
  return "&(" + ExprText(scope, *node.operand) + ")";
}

// ---- functions

std::string Body(const DumpScope& scope, const Apply& node) {
  std::string args = node.map == Apply::kNoMap ? "" : MapText(scope, node.map, nullptr);
  if (!args.empty() && !node.args.empty()) args += ", ";
  return std::string(sonde::RowOf(node.function).name) + SpaceName(node.space) + "(" + args +
         ListText(scope, node.args) + ")";
}
std::string Body(const DumpScope& scope, const Call& node) {
  return "call " + scope.probe.functions[node.function].name + "(" + ListText(scope, node.args) + ")";
}
std::string Body(const DumpScope& scope, const ImportedCall& node) {
  return "call C " + scope.program.imported->functions[node.function].name + "(" +
         ListText(scope, node.args) + ")";
}

std::string WithoutType(const DumpScope& scope, const Expr& expr) {
  switch (expr.kind) {
#define EXPR(name, result, effect, fault, weight) \
  case ExprKind::name:                            \
    return Body(scope, As<name>(expr));
#include "typed/nodes.def"
  }
  return "";
}

}  // namespace

std::string TypeText(const Type& type) {
  return Spell(type) + (type.flexible ? "?" : "") + (type.pointer.reference ? " &" : "") +
         (IsComposite(type) ? "" : SpaceName(type.space));
}

std::string ExprText(const DumpScope& scope, const Expr& expr) {
  return WithoutType(scope, expr) + ":" + TypeText(*expr.type);
}

std::string ListText(const DumpScope& scope, const std::vector<ExprPtr>& list) {
  std::string text;
  for (const auto& expr : list)
    text += (text.empty() ? "" : ", ") + ExprText(scope, *expr);
  return text;
}

std::string VariableText(const DumpScope& scope, uint32_t slot) {
  return scope.probe.variables[slot].name + "#" + std::to_string(slot);
}

std::string MapText(const DumpScope& scope, uint32_t map, const ExprPtr& key) {
  return scope.program.maps[map].name + (key ? "[" + ExprText(scope, *key) + "]" : "");
}

}  // namespace sonde::typed
