// Calls: finding the function, counting arguments, results. Leaves: Elaborator's Call, CheckAggregate,
// CheckArity and the results of handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include "sema/functions/calls.h"

#include <algorithm>

#include "sema/families.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

using FunctionHandler = CallResult (*)(Elaborator&, const ast::Call&);
using AggregateHandler = AggregateCall (*)(Elaborator&, const ast::Call&, uint32_t);

constexpr FunctionHandler kFunctionHandlers[] = {
#define FUNCTION(id, name, min_args, max_args, help) Check##id,
#include "defs/functions.def"
};

constexpr AggregateHandler kAggregateHandlers[] = {
    nullptr,  // MapFunction::None
#define MAP_FUNCTION(id, name, castable, json_type, words) Aggregate##id,
#include "defs/map_functions.def"
};

std::string SpellArguments(uint32_t count) {
  return count == 1 ? "one argument" : std::to_string(count) + " arguments";
}

bool SameEvent(const typed::EventInfo& a, const typed::EventInfo& b) {
  return a.kind == b.kind && a.range == b.range && a.text == b.text && a.map == b.map && a.top == b.top &&
         a.divisor == b.divisor &&
         std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(),
                    [](const TypePtr& x, const TypePtr& y) { return Identical(*x, *y); });
}

// Copies of a probe share their events where nothing differs.
uint32_t AddEvent(Elaborator& elaborator, typed::EventInfo event) {
  auto& candidates = elaborator.events_at[event.range.begin];
  for (const uint32_t index : candidates) {
    if (SameEvent(elaborator.out.events[index], event)) return index;
  }
  const auto index = static_cast<uint32_t>(elaborator.out.events.size());
  candidates.push_back(index);
  elaborator.out.events.push_back(std::move(event));
  return index;
}

}  // namespace

bool CheckArity(Elaborator& elaborator, const ast::Call& call, uint32_t least, uint32_t most) {
  const size_t count = call.args.size();
  if (count >= least && count <= most) return true;
  std::string needs = "requires no arguments";
  if (least == most && most > 0) {
    needs = "requires " + SpellArguments(least);
  } else if (count < least) {
    needs = "requires at least " + SpellArguments(least);
  } else if (most > 0) {
    needs = "takes up to " + SpellArguments(most);
  }
  elaborator.context.Report(DiagId::ArgumentCount, call.range,
                            {call.name.text, needs, std::to_string(count)});
  return false;
}

AggregateCall CheckAggregate(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  const MapFunction function = *FindMapFunction(call.name.text);
  return kAggregateHandlers[static_cast<size_t>(function)](elaborator, call, map);
}

std::optional<Number> LiteralNumber(const typed::Expr& expr) {
  if (Unresolved(expr.type) || !IsLiteralInteger(expr)) return std::nullopt;
  return NumberOf(expr);
}

CallResult Failed(const ast::Call& call) {
  return {Poison(call.range), nullptr};
}

CallResult Value(ExprPtr value) {
  return {std::move(value), nullptr};
}

CallResult Emit(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args) {
  for (const auto& arg : args) {
    if (Unresolved(arg)) return {Unresolvable(arg->type, call.range), nullptr};
    event.args.push_back(arg->type);
  }
  event.range = call.range;
  auto emit = std::make_unique<typed::Emit>(call.range);
  emit->event = AddEvent(elaborator, std::move(event));
  emit->args = std::move(args);
  return {nullptr, std::move(emit)};
}

CallResult Elaborator::Call(const ast::Call& node) {
  const std::string& name = node.name.text;
  if (auto result = CheckUserCall(*this, node)) return std::move(*result);
  if (const auto function = FindFunction(name)) {
    const FunctionRow& row = RowOf(*function);
    if (!CheckArity(*this, node, row.min_args, row.max_args)) return Failed(node);
    return kFunctionHandlers[static_cast<size_t>(*function)](*this, node);
  }
  if (auto result = CheckImportedCall(*this, node)) return std::move(*result);
  if (FindMapFunction(name)) {
    return sema::Value(context.ReportAndPoison(DiagId::MustAssignToMap, node.range, {name}));
  }
  if (const auto builtin = FindBuiltin(name)) {
    if (!CheckArity(*this, node, 0, 0)) return Failed(node);
    return sema::Value(Builtin(builtin->id, builtin->argument, node.range));
  }
  return sema::Value(UnknownName(context, DiagId::UnknownFunction, name, node.name.range, true));
}

}  // namespace sonde::sema
