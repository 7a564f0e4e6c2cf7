// count, sum, min, max, avg, stats, hist, lhist, tseries: the right sides of map assignments (functions.md
// 10). Leaves: their handlers. Covered by tests/golden/typed/aggregations/* and
// tests/golden/diag/functions/*.
#include <algorithm>
#include <array>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint64_t kMostHistBits = 5;
constexpr int64_t kMostLinearBuckets = 1000;

AggregateCall Wrong() {
  return {ErrorType(), nullptr};
}

// The number to aggregate, 64 bits wide. The sign of a literal adapts to that of other calls.
AggregateCall Operand(Elaborator& elaborator, const ast::Call& call, Aggregation function, const char* kind) {
  ExprPtr value = elaborator.Expression(*call.args[0]);
  if (Unresolved(value)) return {value->type, nullptr};
  if (!IsInteger(*value->type)) {
    const bool text = value->type->kind == TypeKind::String;
    Diagnostic& diagnostic = elaborator.context.Report(
        DiagId::OnlySupports, value->range,
        {call.name.text, kind, text && std::string_view(kind) == "int" ? "string" : Spell(*value->type)});
    ExplainFloat(diagnostic, *value->type, *value->type);
    if (text)
      diagnostic.Hint("a text is counted as a key: @[" + elaborator.context.Text(value->range) +
                      "] = count()");
    return Wrong();
  }
  auto type = std::make_shared<Type>(*AggregateType(function, value->type->is_signed));
  type->flexible = value->type->flexible;
  return {std::move(type), ToWord(elaborator.context, std::move(value))};
}

// One integer argument and nothing else.
AggregateCall Simple(Elaborator& elaborator, const ast::Call& call, Aggregation function) {
  if (!CheckArity(elaborator, call, 1, 1)) return Wrong();
  return Operand(elaborator, call, function, "integer");
}

// The literal arguments of lhist after the value.
bool LinearBounds(Elaborator& elaborator, const ast::Call& call, Buckets& bounds) {
  static constexpr std::array<const char*, 3> kNames = {"min", "max", "step"};
  std::array<int64_t*, 3> targets = {&bounds.min, &bounds.max, &bounds.step};
  for (size_t i = 0; i < kNames.size(); ++i) {
    const ExprPtr value = elaborator.Expression(*call.args[i + 1]);
    if (Unresolved(value)) return false;
    const auto number = LiteralNumber(*value);
    if (!number || number->negative || !number->FitsSigned()) {
      elaborator.context.Report(DiagId::LhistLiteral, value->range, {kNames[i]});
      return false;
    }
    *targets[i] = number->Signed();
  }
  return true;
}

bool CheckBounds(Elaborator& elaborator, const ast::Call& call, const Buckets& bounds) {
  const int64_t extent = bounds.max - bounds.min;
  const auto text = [](int64_t value) { return std::to_string(value); };
  if (bounds.step < 1) {
    elaborator.context.Report(DiagId::LhistStep, call.range, {text(bounds.step)})
        .Hint("it is the width of a row: for ten of them write " +
              std::to_string(std::max<int64_t>((bounds.max - bounds.min) / 10, 1)))
        .Fix(call.args.back()->range, std::to_string(std::max<int64_t>((bounds.max - bounds.min) / 10, 1)));
  } else if (bounds.min > bounds.max) {
    Diagnostic& diagnostic =
        elaborator.context.Report(DiagId::LhistRange, call.range, {text(bounds.min), text(bounds.max)});
    if (call.args.size() == 4 && bounds.min > bounds.max)
      diagnostic
          .Hint("write lhist(" + elaborator.context.Text(call.args[0]->range) + ", " + text(bounds.max) +
                ", " + text(bounds.min) + ", " + elaborator.context.Text(call.args[3]->range) + ")")
          .Fix(call.args[1]->range, text(bounds.max))
          .Fix(call.args[2]->range, text(bounds.min));
  } else if (extent / bounds.step > kMostLinearBuckets) {
    Diagnostic& diagnostic = elaborator.context.Report(
        DiagId::LhistBuckets, call.range, {text(kMostLinearBuckets), text(extent / bounds.step)});
    const auto* named = call.args.size() == 4 ? call.args[3].get() : nullptr;
    if (named != nullptr && named->kind != ast::ExprKind::NamedArgument) {
      int64_t step = 1;
      while (extent / step > kMostLinearBuckets / 10)
        step *= 10;
      diagnostic.Hint("take wider ones: lhist(" + elaborator.context.Text(call.args[0]->range) + ", " +
                      text(bounds.min) + ", " + text(bounds.max) + ", " + text(step) + "), or hist(" +
                      elaborator.context.Text(call.args[0]->range) + "), which doubles them");
      diagnostic.Fix(named->range, text(step));
    }
  } else if (bounds.step > extent) {
    elaborator.context.Report(DiagId::LhistStepTooLarge, call.range, {text(bounds.step), text(extent)});
  } else {
    return true;
  }
  return false;
}

// All calls for one map divide numbers alike; a map that mixes hist and lhist is reported for its type.
bool AgreesWithOthers(Elaborator& elaborator, const ast::Call& call, uint32_t map, const Buckets& buckets,
                      DiagId differ) {
  Buckets& known = elaborator.context.MapAt(map).buckets;
  if (known.kind != buckets.kind) known = buckets;
  if (known == buckets) return true;
  elaborator.context.Report(differ, call.range);
  return false;
}

// The literal numbers of tseries.
bool SeriesBounds(Elaborator& elaborator, const ast::Call& call, Buckets& series) {
  static constexpr std::array<const char*, 2> kNames = {"interval_ns", "num_intervals"};
  std::array<int64_t*, 2> targets = {&series.step, &series.max};
  for (size_t i = 0; i < kNames.size(); ++i) {
    const ExprPtr value = elaborator.Expression(*call.args[i + 1]);
    if (Unresolved(value)) return false;
    const auto number = LiteralNumber(*value);
    if (!number || number->negative || !number->FitsSigned()) {
      elaborator.context.Report(DiagId::TseriesLiteral, value->range, {kNames[i]});
      return false;
    }
    *targets[i] = number->Signed();
    if (*targets[i] == 0) {
      elaborator.context.Report(i == 0 ? DiagId::TseriesInterval : DiagId::TseriesCount, value->range, {"0"});
      return false;
    }
  }
  if (series.max <= kMostIntervals) return true;
  elaborator.context.Report(DiagId::TseriesMany, call.args[2]->range,
                            {std::to_string(kMostIntervals), std::to_string(series.max)});
  return false;
}

// What the last argument says, if there is one.
bool SeriesMerge(Elaborator& elaborator, const ast::Call& call, Buckets& series) {
  static constexpr std::array<std::string_view, 5> kNames = {"", "avg", "max", "min",
                                                             "sum"};  // as Buckets::Merge
  if (call.args.size() < 4) return true;
  const ExprPtr name = elaborator.Expression(*call.args[3]);
  if (Unresolved(name)) return false;
  if (!IsLiteralString(*name)) {
    elaborator.context.Report(DiagId::ExpectsLiteral, name->range,
                              {call.name.text, "string literal", Spell(*name->type)});
    return false;
  }
  const auto* const found = std::find(kNames.begin() + 1, kNames.end(), TextOf(*name));
  series.bits = static_cast<uint32_t>(found - kNames.begin());
  if (found != kNames.end()) return true;
  elaborator.context.Report(DiagId::TseriesFunction, name->range, {TextOf(*name)});
  return false;
}

}  // namespace

AggregateCall AggregateCount(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  if (!CheckArity(elaborator, call, 0, 0)) return Wrong();
  return {AggregateType(Aggregation::Count, true), nullptr};
}

AggregateCall AggregateSum(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  return Simple(elaborator, call, Aggregation::Sum);
}

AggregateCall AggregateMin(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  return Simple(elaborator, call, Aggregation::Min);
}

AggregateCall AggregateMax(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  return Simple(elaborator, call, Aggregation::Max);
}

AggregateCall AggregateAvg(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  return Simple(elaborator, call, Aggregation::Avg);
}

AggregateCall AggregateStats(Elaborator& elaborator, const ast::Call& call, uint32_t) {
  return Simple(elaborator, call, Aggregation::Stats);
}

AggregateCall AggregateHist(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  if (!CheckArity(elaborator, call, 1, 2)) return Wrong();
  AggregateCall result = Operand(elaborator, call, Aggregation::Hist, "int");
  Buckets buckets{.kind = Buckets::Kind::Log};
  if (call.args.size() == 2) {
    const ExprPtr value = elaborator.Expression(*call.args[1]);
    if (Unresolved(value)) return Wrong();
    const auto number = LiteralNumber(*value);
    if (!number || number->negative || number->bits > kMostHistBits) {
      elaborator.context
          .Report(DiagId::HistBits, value->range, {number ? number->Text() : "'" + Spell(*value->type) + "'"})
          .Hint("5 of them are the finest rows; rows of one width are those of lhist(" +
                elaborator.context.Text(call.args[0]->range) + ", 0, 100, 10)");
      return Wrong();
    }
    buckets.bits = static_cast<uint32_t>(number->bits);
  }
  if (!AgreesWithOthers(elaborator, call, map, buckets, DiagId::HistBitsDiffer)) return Wrong();
  return result;
}

AggregateCall AggregateLhist(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  if (!CheckArity(elaborator, call, 4, 4)) return Wrong();
  AggregateCall result = Operand(elaborator, call, Aggregation::Lhist, "int");
  Buckets bounds{.kind = Buckets::Kind::Linear};
  if (!LinearBounds(elaborator, call, bounds) || !CheckBounds(elaborator, call, bounds)) return Wrong();
  if (!AgreesWithOthers(elaborator, call, map, bounds, DiagId::LhistBoundsDiffer)) return Wrong();
  return result;
}

AggregateCall AggregateTseries(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  if (!CheckArity(elaborator, call, 3, 4)) return Wrong();
  const typed::Config& config = elaborator.context.config;
  if (!elaborator.context.MayUse("tseries", "unstable_tseries", config.unstable_tseries, call.range))
    return Wrong();
  AggregateCall result = Operand(elaborator, call, Aggregation::Tseries, "int");
  Buckets series{.kind = Buckets::Kind::Time};
  if (!SeriesBounds(elaborator, call, series) || !SeriesMerge(elaborator, call, series)) return Wrong();
  if (!AgreesWithOthers(elaborator, call, map, series, DiagId::TseriesDiffer)) return Wrong();
  return result;
}

}  // namespace sonde::sema
