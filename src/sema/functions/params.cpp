// getopt: parameters that the command line sets (language.md 1.8). Leaves: its rule. Covered by
// tests/golden/typed/params/* and tests/golden/diag/params/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// The type and default of getopt("name", default).
bool ReadDefault(Elaborator& elaborator, const typed::Expr& value, typed::ParameterInfo& parameter) {
  if (IsLiteralString(value)) {
    parameter.type = StringType(static_cast<uint32_t>(elaborator.context.config.max_strlen));
    parameter.text = TextOf(value);
    return true;
  }
  if (!IsLiteralInteger(value) && !IsLiteralBool(value)) return false;
  const Number number = NumberOf(value);
  parameter.type = IsLiteralBool(value) ? BoolType() : IntegerType(8, number.negative);
  parameter.bits = number.bits;
  return true;
}

std::string SpellDefault(const typed::ParameterInfo& parameter) {
  if (parameter.type->kind == TypeKind::String) return "\"" + parameter.text + "\"";
  if (parameter.type->kind == TypeKind::Bool) return parameter.bits != 0 ? "true" : "false";
  return Number{parameter.bits, parameter.type->is_signed}.Text();
}

bool SameDefault(const typed::ParameterInfo& a, const typed::ParameterInfo& b) {
  return Same(*a.type, *b.type) && a.bits == b.bits && a.text == b.text;
}

// One parameter however often it is asked for; every place must agree.
std::optional<uint32_t> AddParameter(Elaborator& elaborator, typed::ParameterInfo parameter) {
  auto& list = elaborator.out.parameters;
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& known) { return known.name == parameter.name; });
  if (found == list.end()) {
    list.push_back(std::move(parameter));
    return static_cast<uint32_t>(list.size() - 1);
  }
  if (!SameDefault(*found, parameter)) {
    elaborator.context.Report(DiagId::GetoptDefault, parameter.range, {parameter.name, SpellDefault(*found)})
        .Note(found->range, "This is the first use.")
        .Hint("wrap the call in a macro to write it once");
    return std::nullopt;
  }
  if (found->description.empty()) {
    found->description = parameter.description;
  } else if (!parameter.description.empty() && found->description != parameter.description) {
    elaborator.context
        .Report(DiagId::GetoptDescription, parameter.range, {parameter.name, found->description})
        .Note(found->range, "This is the first use.");
    return std::nullopt;
  }
  return static_cast<uint32_t>(found - list.begin());
}

}  // namespace

CallResult RuleGetopt(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  std::vector<ExprPtr> args;
  for (const auto& arg : call.args) {
    args.push_back(elaborator.Expression(*arg));
    if (Unresolved(args.back())) return {Unresolvable(args.back()->type, call.range), nullptr};
  }
  if (!IsLiteralString(*args[0])) {
    return Value(elaborator.context.ReportAndPoison(DiagId::GetoptName, args[0]->range));
  }
  typed::ParameterInfo parameter;
  parameter.name = TextOf(*args[0]);
  parameter.type = BoolType();
  parameter.range = call.range;
  if (args.size() > 1 && !ReadDefault(elaborator, *args[1], parameter)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::GetoptDefaultLiteral, args[1]->range));
  }
  if (args.size() > 2) {
    if (!IsLiteralString(*args[2])) {
      return Value(elaborator.context.ReportAndPoison(DiagId::GetoptDescriptionLiteral, args[2]->range));
    }
    parameter.description = TextOf(*args[2]);
  }
  const TypePtr type = parameter.type;
  const auto index = AddParameter(elaborator, std::move(parameter));
  if (!index) return Failed(call);
  auto node = std::make_unique<typed::Parameter>(type, call.range);
  node->parameter = *index;
  return Value(std::move(node));
}

}  // namespace sonde::sema
