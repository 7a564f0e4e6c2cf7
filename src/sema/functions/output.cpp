// printf, print, time. Leaves: their handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <limits>
#include <optional>

#include "base/format_spec.h"
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

bool IsPrintable(const Type& type) {
  return type.kind != TypeKind::None && type.kind != TypeKind::Void;
}

// The text of a literal argument, not limited in length; nullptr after a report.
const std::string* LiteralText(Elaborator& elaborator, const ast::Call& call, size_t index, ExprPtr& holder) {
  const ast::Expr& arg = *call.args[index];
  if (arg.kind == ast::ExprKind::StringLiteral) return &ast::As<ast::StringLiteral>(arg).value;
  holder = elaborator.Expression(arg);
  if (!Unresolved(holder) && IsLiteralString(*holder)) return &TextOf(*holder);
  if (Unresolved(holder)) return nullptr;
  const bool text = holder->type->kind == TypeKind::String;
  const auto use_str = [&](Diagnostic& diagnostic) {
    diagnostic.Fix({arg.range.begin, arg.range.begin}, "str(").Fix({arg.range.end, arg.range.end}, ")");
  };
  Diagnostic& diagnostic =
      elaborator.context.Report(DiagId::ExpectsLiteral, arg.range,
                                {call.name.text, "string literal", text ? "string" : Spell(*holder->type)});
  if (arg.kind == ast::ExprKind::PositionalParam) {
    use_str(diagnostic);
    const std::string parameter = "$" + std::to_string(ast::As<ast::PositionalParam>(arg).index);
    use_str(elaborator.context.Report(DiagId::UseStr, arg.range, {parameter, parameter}));
  }
  return nullptr;
}

bool Accepts(const FormatPiece& piece, const Type& type) {
  switch (piece.conv) {
    case FormatConv::Text:
      return true;
    case FormatConv::Buffer:
    case FormatConv::BufferHex:
    case FormatConv::BufferPairs:
      return type.kind == TypeKind::Buffer;
    case FormatConv::Float:
      return IsFloat(type);
    case FormatConv::Unsupported:
    case FormatConv::Literal:
      return false;
    case FormatConv::GfpFlags:
      return IsInteger(type) || IsPointer(type);
    default:
      return IsInteger(type) || IsPointer(type) || type.kind == TypeKind::Bool;
  }
}

// One value of stats is printed as a record; nullptr if the value is no such thing.
ExprPtr AsStatistics(ExprPtr& value) {
  const Type& type = *value->type;
  if (type.function != MapFunction::Stats || value->kind != typed::ExprKind::MapRead) return nullptr;
  const TypePtr number = IntegerType(8, type.is_signed);
  value->type = RecordType({"count", "average", "total"}, {IntegerType(8, false), number, number});
  return std::move(value);
}

ExprPtr WrongType(Elaborator& elaborator, const FormatPiece& piece, SourceRange range, const Type& type) {
  if (piece.conv == FormatConv::Float) {
    elaborator.context.Report(DiagId::FormatUnsupported, range, {piece.text})
        .Hint("%" + piece.text + " prints values of type float and double; this one has the type " +
              Spell(type));
    return Poison(range);
  }
  Diagnostic& diagnostic = elaborator.context.Report(DiagId::FormatType, range, {Spell(type), piece.text});
  if (IsCastable(type)) diagnostic.Hint("cast it: (int64), or use %s");
  if (IsFloat(type)) diagnostic.Hint("use %f, %e, %g or %s");
  return Poison(range);
}

// The width or the precision of a conversion.
ExprPtr CheckStar(Elaborator& elaborator, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value) || IsInteger(*value->type)) return value;
  elaborator.context.Report(DiagId::FormatType, arg.range, {Spell(*value->type), "*"})
      .Hint("a `*` takes an integer: the width, or the precision behind a dot");
  return Poison(arg.range);
}

// Checks one argument against its conversion.
ExprPtr CheckConversion(Elaborator& elaborator, const FormatPiece& piece, const ast::Expr& arg) {
  if (piece.conv == FormatConv::Unsupported) {
    elaborator.Expression(arg);
    return elaborator.context.ReportAndPoison(DiagId::FormatUnsupported, arg.range, {piece.text});
  }
  ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return value;
  if (!IsPrintable(*value->type)) {
    return elaborator.context.ReportAndPoison(DiagId::FormatNone, arg.range, {piece.text});
  }
  // An aggregation prints as it is with %s only.
  if (!Accepts(piece, *value->type)) return WrongType(elaborator, piece, arg.range, *value->type);
  value = AsValue(elaborator.context, std::move(value));
  if (value->type->kind == TypeKind::Aggregate) {
    if (ExprPtr statistics = AsStatistics(value)) return statistics;
    return elaborator.context.ReportAndPoison(DiagId::PrintKey, arg.range, {Spell(*value->type)});
  }
  return value;
}

bool TopOrDivisor(Elaborator& elaborator, const ast::Call& call, size_t index, uint32_t& out) {
  if (index >= call.args.size()) return true;
  const ExprPtr value = elaborator.Expression(*call.args[index]);
  if (Unresolved(value)) return false;
  const auto number = LiteralNumber(*value);
  if (number && !number->negative && number->bits <= std::numeric_limits<uint32_t>::max()) {
    out = static_cast<uint32_t>(number->bits);
    return true;
  }
  elaborator.context.Report(DiagId::ExpectsLiteral, value->range,
                            {call.name.text, "non-negative int literal", Spell(*value->type)});
  return false;
}

CallResult PrintMap(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  typed::EventInfo event;
  event.kind = EventKind::PrintMap;
  const bool known = elaborator.WholeMap(*call.args[0], call.name.text, map) != nullptr;
  const bool counts =
      TopOrDivisor(elaborator, call, 1, event.top) && TopOrDivisor(elaborator, call, 2, event.divisor);
  if (!known || !counts) return Failed(call);
  const TypePtr& value = elaborator.context.MapAt(map).value.type;
  if (call.args.size() > 1 && value->function == MapFunction::Stats) {
    elaborator.context.Report(DiagId::PrintStatsArguments, call.range);
  }
  if (elaborator.scope.in_loop()) elaborator.context.Report(DiagId::PrintInLoop, call.range);
  event.map = static_cast<int32_t>(map);
  return Emit(elaborator, call, std::move(event));
}

}  // namespace

CallResult CheckPrintf(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr holder;
  const std::string* format = LiteralText(elaborator, call, 0, holder);
  if (format == nullptr) return Failed(call);
  // Null: an argument that a `*` takes.
  std::vector<std::optional<FormatPiece>> conversions;
  for (auto& piece : ParseFormat(*format)) {
    if (!piece.takes_argument()) continue;
    conversions.resize(conversions.size() + (piece.width_argument ? 1 : 0) +
                       (piece.precision_argument ? 1 : 0));
    conversions.emplace_back(std::move(piece));
  }
  const size_t supplied = call.args.size() - 1;
  const size_t checked = std::min(supplied, conversions.size());
  std::vector<ExprPtr> args;
  for (size_t i = 0; i < checked; ++i) {
    const ast::Expr& arg = *call.args[i + 1];
    args.push_back(conversions[i] ? CheckConversion(elaborator, *conversions[i], arg)
                                  : CheckStar(elaborator, arg));
  }
  if (supplied != conversions.size()) {
    const DiagId id = supplied < conversions.size() ? DiagId::FormatTooFew : DiagId::FormatTooMany;
    elaborator.context.Report(id, call.range, {std::to_string(supplied), std::to_string(conversions.size())});
    return Failed(call);
  }
  typed::EventInfo event;
  event.kind = EventKind::Printf;
  event.text = *format;
  return Emit(elaborator, call, std::move(event), std::move(args));
}

CallResult CheckPrint(Elaborator& elaborator, const ast::Call& call) {
  const ast::Expr& arg = *call.args[0];
  const bool whole_map = arg.kind == ast::ExprKind::Map && ast::As<ast::Map>(arg).keys.empty();
  if (whole_map) return PrintMap(elaborator, call);
  const ContextKind context = elaborator.context.probe_type().context;
  const bool record = context == ContextKind::TracepointRecord || context == ContextKind::RawArguments;
  if (record && IsArgs(arg)) {
    const std::string type = "struct " + elaborator.context.target().spec.name + "_args";
    return Value(elaborator.context.ReportAndPoison(DiagId::NotPrintable, arg.range, {type}));
  }
  ExprPtr value = elaborator.Expression(arg);
  if (call.args.size() > 1) {
    elaborator.context.Report(DiagId::PrintArguments, call.range, {std::to_string(call.args.size())});
    return Failed(call);
  }
  if (Unresolved(value)) return {Unresolvable(value->type, call.range), nullptr};
  value = AsValue(elaborator.context, std::move(value));
  if (Unresolved(value)) return Failed(call);
  if (!IsPrintable(*value->type)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::NotPrintable, arg.range, {Spell(*value->type)}));
  }
  if (value->type->kind == TypeKind::Aggregate) {
    ExprPtr statistics = AsStatistics(value);
    if (!statistics) {
      return Value(elaborator.context.ReportAndPoison(DiagId::PrintKey, arg.range, {Spell(*value->type)}));
    }
    value = std::move(statistics);
  }
  typed::EventInfo event;
  event.kind = EventKind::Print;
  std::vector<ExprPtr> args;
  args.push_back(std::move(value));
  return Emit(elaborator, call, std::move(event), std::move(args));
}

CallResult CheckTime(Elaborator& elaborator, const ast::Call& call) {
  typed::EventInfo event;
  event.kind = EventKind::Time;
  event.text = "%H:%M:%S\n";
  ExprPtr holder;
  if (!call.args.empty()) {
    const std::string* format = LiteralText(elaborator, call, 0, holder);
    if (format == nullptr) return Failed(call);
    event.text = *format;
  }
  return Emit(elaborator, call, std::move(event));
}

}  // namespace sonde::sema
