// Calls: finding the function and its rule. Leaves: Elaborator's Call, CheckAggregate. Covered by
// tests/golden/typed/functions/* and tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

#include <cassert>

#include "sema/families.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

using AggregateHandler = AggregateCall (*)(Elaborator&, const ast::Call&, uint32_t);

using FunctionRuleOf = CallResult (*)(Elaborator&, const ast::Call&, Arguments);

constexpr FunctionRuleOf kRules[] = {
#define SONDE_RULE_Generic(id) nullptr,
#define SONDE_RULE_Rule(id) Rule##id,
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) SONDE_RULE_##rule(id)
#include "defs/functions.def"
#undef SONDE_RULE_Generic
#undef SONDE_RULE_Rule
};

constexpr AggregateHandler kAggregateHandlers[] = {
    nullptr,  // Aggregation::None
#define AGGREGATION(id, name, castable, adds_up, json_type, words, form, help) Aggregate##id,
#include "defs/aggregations.def"
};

CallResult CheckFunction(Elaborator& elaborator, const FunctionRow& row, const ast::Call& call) {
  Arguments args = CheckArguments(elaborator, row, call);
  if (args.unresolved) return Value(Unresolvable(args.unresolved, call.range));
  // What is a macro of the standard library has been replaced, but for a wrong number of arguments.
  assert(row.code != FunctionCode::Script);
  if (const FunctionRuleOf rule = kRules[static_cast<size_t>(row.id)])
    return rule(elaborator, call, std::move(args));
  return Value(elaborator.context, row.id, call, std::move(args));
}

}  // namespace

AggregateCall CheckAggregate(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  const Aggregation function = *FindAggregation(call.name.text);
  return kAggregateHandlers[static_cast<size_t>(function)](elaborator, call, map);
}

CallResult Elaborator::Call(const ast::Call& node) {
  const std::string& name = node.name.text;
  if (node.speaks_for.empty()) {
    if (auto result = CheckUserCall(*this, node)) return std::move(*result);
  }
  if (const auto function = FindFunction(name)) return CheckFunction(*this, RowOf(*function), node);
  if (auto result = CheckImportedCall(*this, node)) return std::move(*result);
  if (const auto aggregation = FindAggregation(name)) {
    Diagnostic& diagnostic = context.Report(DiagId::MustAssignToMap, node.range, {name});
    // count() takes nothing: whoever gave it a map meant the one to count in.
    const std::string call = *aggregation == Aggregation::Count ? "count()" : context.Text(node.range);
    const bool least = *aggregation == Aggregation::Min;
    const bool two = node.args.size() == 2 && (least || *aggregation == Aggregation::Max);
    const ast::Map* whole = node.args.size() == 1 && node.args[0]->kind == ast::ExprKind::Map
                                ? &ast::As<ast::Map>(*node.args[0])
                                : nullptr;
    if (whole != nullptr && whole->keys.empty()) {  // sum(@m) of all that a map has
      diagnostic.Hint(*aggregation == Aggregation::Count
                          ? "to count events write " + whole->name +
                                " = count(); how many keys a map has is len(" + whole->name + ")"
                      : least || *aggregation == Aggregation::Max
                          ? "maps are printed in order: print(" + whole->name + ", 1) shows the largest"
                          : "all values of a map are gone over by a loop: $n = 0; for $kv : " + whole->name +
                                " { $n += $kv.1; } print($n)");
    } else if (two) {
      const std::string a = context.Text(node.args[0]->range);
      const std::string b = context.Text(node.args[1]->range);
      diagnostic.Hint("of two numbers it is " + a + (least ? " < " : " > ") + b + " ? " + a + " : " + b);
    } else if (!call.empty()) {
      diagnostic.Hint("write @ = " + call + ", or with a name and a key @n[comm] = " + call +
                      "; read it as @n[comm]");
    }
    return sema::Value(Poison(node.range));
  }
  if (const auto builtin = FindBuiltin(name)) {
    if (!CheckArity(*this, node, 0, 0)) return Failed(node);
    return sema::Value(Builtin(builtin->id, builtin->argument, node.range));
  }
  return sema::Value(UnknownName(context, DiagId::UnknownFunction, name, node.name.range, true));
}

}  // namespace sonde::sema
