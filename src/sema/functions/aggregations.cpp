// count, sum, min, max, avg, stats, hist, lhist: the right sides of map assignments (functions.md 10).
// Leaves: their handlers. Covered by tests/golden/typed/aggregations/* and tests/golden/diag/functions/*.
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
    elaborator.context.Report(DiagId::LhistStep, call.range, {text(bounds.step)});
  } else if (bounds.min > bounds.max) {
    elaborator.context.Report(DiagId::LhistRange, call.range, {text(bounds.min), text(bounds.max)});
  } else if (extent / bounds.step > kMostLinearBuckets) {
    elaborator.context.Report(DiagId::LhistBuckets, call.range,
                              {text(kMostLinearBuckets), text(extent / bounds.step)});
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
      elaborator.context.Report(DiagId::HistBits, value->range,
                                {number ? number->Text() : "'" + Spell(*value->type) + "'"});
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

}  // namespace sonde::sema
