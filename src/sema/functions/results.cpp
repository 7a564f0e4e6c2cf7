// Arguments counted, and what calls become. Leaves: what results.h declares. Covered by the tests named
// there.
#include "sema/functions/results.h"

#include <algorithm>
#include <cassert>

#include "sema/advice.h"
#include "sema/functions/arguments.h"
#include "sema/functions/pinned.h"

namespace sonde::sema {
namespace {

std::string SpellArguments(uint32_t count) {
  return count == 1 ? "one argument" : std::to_string(count) + " arguments";
}

bool SameEvent(const typed::EventInfo& a, const typed::EventInfo& b) {
  return a.kind == b.kind && a.range == b.range && a.text == b.text && a.map == b.map &&
         a.joined == b.joined && a.top == b.top && a.divisor == b.divisor && a.percentiles == b.percentiles &&
         a.top_parameter == b.top_parameter && a.divisor_parameter == b.divisor_parameter &&
         a.maps == b.maps && a.expansions == b.expansions &&
         std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(),
                    [](const TypePtr& x, const TypePtr& y) { return Identical(*x, *y); });
}

// The type of what a signature says without a rule.
TypePtr ResultOf(const Context& context, ResultKind result) {
  switch (result) {
    case ResultKind::Bool:
      return BoolType();
    case ResultKind::Int64:
      return IntegerType(8, true);
    case ResultKind::Uint64:
      return IntegerType(8, false);
    case ResultKind::KernelSymbol:
      return LateType(ValueKind::KernelSymbol);
    case ResultKind::UserSymbol:
      return LateType(ValueKind::UserSymbol);
    case ResultKind::Uint32:
      return IntegerType(4, false);
    case ResultKind::Inet:
      return LateType(ValueKind::Inet);
    case ResultKind::MacAddress:
      return LateType(ValueKind::MacAddress);
    case ResultKind::CgroupPath:
      return LateType(ValueKind::CgroupPath);
    case ResultKind::Timestamp:
      return LateType(ValueKind::Timestamp);
    case ResultKind::String:
      return StringType(static_cast<uint32_t>(context.config.max_strlen));
    case ResultKind::Any:
    case ResultKind::Void:
    case ResultKind::Buffer:
    case ResultKind::Stack:
      break;
  }
  assert(false && "only a rule knows this type");
  return ErrorType();
}

}  // namespace

bool CheckPlace(Elaborator& elaborator, const ast::Call& call, uint32_t flags) {
  Context& context = elaborator.context;
  if (elaborator.scope.function != nullptr) {
    context.Report(DiagId::OutsideProbe, call.range, {call.name.text});
    return false;
  }
  if (context.placeholder() || (context.probe_type().flags & flags) != 0) return true;
  context.Report(DiagId::CallNotIn, call.range, {call.name.text, std::string(context.probe_type().name)});
  return false;
}

bool CheckUnsafe(Elaborator& elaborator, const ast::Call& call) {
  if (elaborator.context.options.unsafe) return true;
  elaborator.context.Report(DiagId::Unsafe, call.range, {call.name.text});
  return false;
}

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
  AdviseUsage(elaborator.context,
              elaborator.context.Report(DiagId::ArgumentCount, call.range,
                                        {call.name.text, needs, std::to_string(count)}),
              call);
  return false;
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

CallResult Value(FunctionId function, TypePtr type, const ast::Call& call, Arguments args) {
  auto node = std::make_unique<typed::Apply>(function, std::move(type), call.range);
  node->map = args.map;
  for (ExprPtr& arg : args.values)
    if (arg) node->args.push_back(std::move(arg));
  return {std::move(node), nullptr};
}

CallResult Value(const Context& context, FunctionId function, const ast::Call& call, Arguments args) {
  return Value(function, ResultOf(context, RowOf(function).signature.result), call, std::move(args));
}

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

CallResult Send(Elaborator& elaborator, const ast::Call& call, typed::EventInfo event,
                std::vector<ExprPtr> args) {
  for (const auto& arg : args) {
    if (Unresolved(arg)) return {Unresolvable(arg->type, call.range), nullptr};
    event.args.push_back(arg->type);
  }
  event.range = call.range;
  if (!CheckPinned(elaborator, call, event)) return Failed(call);
  auto send = std::make_unique<typed::Send>(call.range);
  send->event = AddEvent(elaborator, std::move(event));
  send->args = std::move(args);
  return {nullptr, std::move(send)};
}

}  // namespace sonde::sema
