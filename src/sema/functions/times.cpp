// nsecs with a clock, strftime (functions.md 6). Leaves: their rules.
// Covered by tests/golden/typed/functions/times.bt and tests/golden/diag/functions/*.
#include "base/nearest.h"
#include "defs/clocks.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// The clock that an argument names; nothing after a report.
std::optional<Clock> NamedClock(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  if (arg.kind == ast::ExprKind::Identifier) {
    const std::string& name = ast::As<ast::Identifier>(arg).name;
    const auto clock = FindClock(name);
    if (!clock) {
      Diagnostic& diagnostic = elaborator.context.Report(DiagId::ClockMode, arg.range, {name});
      std::vector<std::string> names;
      std::string all;
      for (const auto& row : kClocks) {
        names.emplace_back(row.name);
        all += (all.empty() ? "" : ", ") + names.back();
      }
      const std::string near = Nearest(name, names);
      diagnostic.Hint(near.empty() ? "there are " + all : "did you mean `" + near + "`?");
    }
    return clock;
  }
  const ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return std::nullopt;
  elaborator.context.Report(DiagId::OnlySupports, arg.range,
                            {call.name.text, "timestamp_mode", SpellBase(*value->type)});
  return std::nullopt;
}

// Whether a date can be made of a time; reports what cannot.
bool CheckTime(Elaborator& elaborator, const typed::Expr& time) {
  const auto literal = LiteralNumber(time);
  if (literal && literal->negative) {
    elaborator.context.Report(DiagId::StrftimeNegative, time.range);
    return false;
  }
  if (OriginOf(time.type->meaning.clock) != TimeOrigin::None) return true;
  if (time.type->meaning.clock == Clock::Several) {
    elaborator.context.Report(DiagId::StrftimeClocks, time.range)
        .Hint("it may have been read from either of two clocks that begin at different times");
  } else {
    elaborator.context.Report(DiagId::StrftimeMonotonic, time.range)
        .Hint("how long the machine has slept is not known: use nsecs(boot) or nsecs(tai)");
  }
  return false;
}

}  // namespace

CallResult RuleNsecs(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  if (call.args.empty()) return Value(elaborator.Builtin(BuiltinId::Nsecs, 0, call.range));
  const auto clock = NamedClock(elaborator, call, *call.args[0]);
  if (!clock) return Failed(call);
  Arguments args;  // the type may be replaced by another of the same size
  args.values.push_back(MakeInteger(call.range, Number::Of(static_cast<uint64_t>(*clock))));
  return Value(FunctionId::Nsecs, TimeType(*clock), call, std::move(args));
}

CallResult RuleStrftime(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  if (!CheckTime(elaborator, *args.values[1])) return Failed(call);
  args.values[1] = ToWord(elaborator.context, std::move(args.values[1]));
  return Value(elaborator.context, FunctionId::Strftime, call, std::move(args));
}

}  // namespace sonde::sema
