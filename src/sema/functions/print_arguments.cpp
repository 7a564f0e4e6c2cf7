// The arguments of print() behind a map: other maps, numbers, percentiles. Leaves: what print_arguments.h
// declares. Covered by the tests named there.
// declares. Covered by the tests named there.
#include "sema/functions/print_arguments.h"

#include <algorithm>
#include <charconv>

#include "defs/percentiles.h"
#include "sema/functions/arguments.h"
#include "sema/functions/results.h"
#include "sema/literals.h"

namespace sonde::sema {
namespace {

constexpr size_t kMostPercentiles = 16;

// The digits of a bare word `p99`; empty if it is none.
std::string DigitsOf(const ast::Expr& expr) {
  if (expr.kind != ast::ExprKind::Identifier) return {};
  const std::string& name = ast::As<ast::Identifier>(expr).name;
  if (name.size() < 2 || name[0] != 'p') return {};
  const bool number = name.find_first_not_of("0123456789", 1) == std::string::npos;
  return number ? name.substr(1) : std::string();
}

// What stands behind the dot of `p99.05`, which the parser has taken for an access to a tuple: the range says
// how many zeroes come first. Empty if it is not written as a number behind a dot.
std::string FractionOf(const ast::TupleAccess& access) {
  const std::string digits = std::to_string(access.index);
  const uint32_t written = access.range.end - access.base->range.end;
  if (written < digits.size() + 1) return {};
  return std::string(written - 1 - digits.size(), '0') + digits;
}

struct Written {
  std::string whole;
  std::string fraction;
};

std::optional<Written> AsPercentile(const ast::Expr& arg) {
  if (arg.kind != ast::ExprKind::TupleAccess) {
    std::string whole = DigitsOf(arg);
    return whole.empty() ? std::nullopt : std::optional(Written{std::move(whole), ""});
  }
  const auto& access = ast::As<ast::TupleAccess>(arg);
  std::string whole = DigitsOf(*access.base);
  std::string fraction = FractionOf(access);
  if (whole.empty() || fraction.empty()) return std::nullopt;
  return Written{std::move(whole), std::move(fraction)};
}

// Nothing: above 100, or with more digits than are kept.
std::optional<uint32_t> Millionths(const Written& written) {
  std::string fraction = written.fraction;
  constexpr size_t kWhole = 3;
  if (written.whole.size() > kWhole || fraction.size() > kPercentileDigits) return std::nullopt;
  fraction.resize(kPercentileDigits, '0');
  const std::string digits = written.whole + fraction;
  uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (value > kWholePercentile) return std::nullopt;
  return value;
}

bool AddPercentile(Elaborator& elaborator, const ast::Expr& arg, const Written& written,
                   typed::EventInfo& event) {
  const auto millionths = Millionths(written);
  if (!millionths) {
    elaborator.context.Report(DiagId::PercentileRange, arg.range)
        .Hint("p0 is the least value, p100 the greatest; four digits may stand behind the dot: p99.9999");
    return false;
  }
  if (event.percentiles.size() == kMostPercentiles) {
    elaborator.context.Report(DiagId::PercentileCount, arg.range, {std::to_string(kMostPercentiles)});
    return false;
  }
  event.percentiles.push_back(*millionths);
  return true;
}

// The parameter of the command line that a value is, where that is a number that cannot be below 0.
std::optional<uint32_t> CountParameter(const typed::Expr& value) {
  if (value.kind != typed::ExprKind::Parameter || !IsInteger(*value.type) || value.type->is_signed)
    return std::nullopt;
  return typed::As<typed::Parameter>(value).parameter;
}

// `number`: how many counts came before.
bool AddCount(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, size_t number,
              typed::EventInfo& event) {
  if (number == 2 || !event.percentiles.empty()) {
    elaborator.context.Report(DiagId::PercentileExpected, arg.range)
        .Hint("print(@m, 10, p50, p99.9): how many entries first, then what to print of each");
    return false;
  }
  uint32_t& count = number == 0 ? event.top : event.divisor;
  ExprPtr value = elaborator.Expression(arg);
  if (const auto parameter = CountParameter(*value)) {  // known where the script runs
    (number == 0 ? event.top_parameter : event.divisor_parameter) = static_cast<int32_t>(*parameter);
    count = static_cast<uint32_t>(elaborator.out.parameters[*parameter].bits);
    return true;
  }
  value = CheckCountLiteral(elaborator, call, std::move(value));
  if (Unresolved(value)) return false;
  count = static_cast<uint32_t>(NumberOf(*value).bits);
  return true;
}

bool CheckHistogram(Elaborator& elaborator, const ast::Call& call, uint32_t map) {
  const TypePtr& value = elaborator.context.MapAt(map).value.type;
  const bool unknown = !value || value->kind == TypeKind::None;
  const Buckets::Kind kind = unknown ? Buckets::Kind::None : KindOf(value->function);
  if (unknown || kind == Buckets::Kind::Log || kind == Buckets::Kind::Linear) return true;
  elaborator.context.Report(DiagId::PercentileMap, call.range, {Spell(*value)})
      .Hint("@m = hist(value, 5) keeps what percentiles are made of, to within 2 percent");
  return false;
}

// Whether the map's values can stand in a row with those of others.
bool CheckJoined(Elaborator& elaborator, uint32_t map, SourceRange range) {
  if (elaborator.context.MapAt(map).shape == Shape::Scalar) {
    elaborator.context.Report(DiagId::ExpectsKeyedMap, range, {"print()"})
        .Hint("several maps are printed by their keys; those without keys one by one: print(@a); print(@b)");
    return false;
  }
  const TypePtr& value = elaborator.context.MapAt(map).value.type;
  if (!value || KindOf(value->function) == Buckets::Kind::None) return true;
  elaborator.context.Report(DiagId::JoinHistogram, range, {Spell(*value)});
  return false;
}

// Whether equal keys of these types can be told from others.
bool AreComparable(const Type& a, const Type& b) {
  const bool texts = a.kind == TypeKind::String && b.kind == TypeKind::String;
  return texts || (IsInteger(a) && IsInteger(b)) || Identical(a, b);
}

// A whole map behind `first`, whose keys are the same.
bool AddJoined(Elaborator& elaborator, const ast::Expr& arg, uint32_t first, typed::EventInfo& event) {
  uint32_t map = 0;
  if (elaborator.WholeMap(arg, "print", map) == nullptr || !CheckJoined(elaborator, map, arg.range))
    return false;
  const TypePtr& key = elaborator.context.MapAt(map).key.type;
  const TypePtr& wanted = elaborator.context.MapAt(first).key.type;
  if (key && wanted && !AreComparable(*key, *wanted)) {
    elaborator.context.Report(DiagId::JoinKeys, arg.range, {Spell(*key), Spell(*wanted)})
        .Hint("give all of them keys of one type, by casts");
    return false;
  }
  event.joined.push_back(map);
  return true;
}

}  // namespace

bool IsWholeMap(const ast::Expr& arg) {
  return arg.kind == ast::ExprKind::Map && ast::As<ast::Map>(arg).keys.empty();
}

bool ReadMapArguments(Elaborator& elaborator, const ast::Call& call, uint32_t map, typed::EventInfo& event) {
  const bool any = std::any_of(call.args.begin(), call.args.end(),
                               [](const ast::ExprPtr& arg) { return AsPercentile(*arg).has_value(); });
  const bool joins = call.args.size() > 1 && IsWholeMap(*call.args[1]);
  if (!any && !joins && !CheckArity(elaborator, call, 1, 3)) return false;  // the map, top and divisor
  size_t i = 1;
  for (; i < call.args.size() && IsWholeMap(*call.args[i]); ++i) {
    if (i == 1 && !CheckJoined(elaborator, map, call.args[0]->range)) return false;
    if (!AddJoined(elaborator, *call.args[i], map, event)) return false;
  }
  size_t counts = 0;
  for (; i < call.args.size(); ++i) {
    const ast::Expr& arg = *call.args[i];
    const auto percentile = AsPercentile(arg);
    const bool good = percentile ? AddPercentile(elaborator, arg, *percentile, event)
                                 : AddCount(elaborator, call, arg, counts++, event);
    if (!good) return false;
  }
  if (!event.percentiles.empty() &&
      (event.divisor != 0 || event.divisor_parameter >= 0)) {  // it divides counts, of which none is printed
    elaborator.context.Report(DiagId::PercentileDivisor, call.range)
        .Hint("divide what is counted: @m = hist(value / 1000, 5)");
    return false;
  }
  return event.percentiles.empty() || CheckHistogram(elaborator, call, map);
}

}  // namespace sonde::sema
