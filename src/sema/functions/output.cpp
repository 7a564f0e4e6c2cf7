// printf and its kin, print, join, time. Leaves: their rules. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <optional>

#include "base/format_spec.h"
#include "sema/advice.h"
#include "sema/functions/calls.h"
#include "sema/functions/print_arguments.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

bool IsPrintable(const Type& type) {
  return type.kind != TypeKind::None && type.kind != TypeKind::Void;
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
  if (type.function != Aggregation::Stats || value->kind != typed::ExprKind::MapRead) return nullptr;
  const TypePtr number = IntegerType(8, type.is_signed);
  value->type = RecordType({"count", "average", "total"}, {IntegerType(8, false), number, number});
  return std::move(value);
}

// `letters`: those of the conversion, in the script; empty where they are not known.
ExprPtr WrongType(Elaborator& elaborator, const FormatPiece& piece, SourceRange range, const Type& type,
                  SourceRange letters) {
  const bool known = letters.begin < letters.end;
  if (piece.conv == FormatConv::Float) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::FormatUnsupported, range, {piece.text});
    diagnostic.Hint("%" + piece.text + " prints values of type float and double; this one has the type " +
                    Spell(type) + ": write %d");
    if (known && IsInteger(type)) diagnostic.Fix(letters, "d");
    return Poison(range);
  }
  Diagnostic& diagnostic = elaborator.context.Report(DiagId::FormatType, range, {Spell(type), piece.text});
  if (IsCastable(type)) diagnostic.Hint("cast it: (int64), or use %s");
  if (IsFloat(type)) diagnostic.Hint("use %f, %e, %g or %s");
  if (!IsCastable(type) && !IsFloat(type)) diagnostic.Hint("write %s for it");
  if (known) diagnostic.Fix(letters, "s");
  return Poison(range);
}

// The letters of conversion `index` of a literal, with what gives a precision to floating-point numbers.
SourceRange ConversionAt(const Context& context, SourceRange literal, size_t index) {
  constexpr std::string_view kFlags = "-+ #0123456789";
  constexpr std::string_view kMore = ".0123456789lhzjt";
  const std::string text = context.Text(literal);
  for (size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at)) {
    const size_t begin = text.find_first_not_of(kFlags, at + 1);
    const size_t end = text.find_first_not_of(kMore, begin);
    if (end == std::string::npos || text[end] == '*') return {};
    if (text[end] != '%' && index-- == 0)
      return {literal.begin + static_cast<uint32_t>(begin), literal.begin + static_cast<uint32_t>(end) + 1};
    at = end + 1;
  }
  return {};
}

// An address where a text is expected, or a decimal number that nobody wants.
void WarnShownAddress(Context& context, const FormatPiece& piece, const typed::Expr& value,
                      SourceRange range) {
  const Type& type = *value.type;
  const bool text = piece.conv == FormatConv::Text;
  const bool decimal = piece.text == "d" || piece.text == "u" || piece.text == "i";
  const bool texts = IsPointer(type) && !type.pointer.kept && IsTextAddress(*type.element);
  const bool argument = value.kind == typed::ExprKind::Builtin && IsInteger(type) &&
                        (static_cast<const typed::Builtin&>(value).id == BuiltinId::Arg ||
                         static_cast<const typed::Builtin&>(value).id == BuiltinId::Retval);
  if ((text && (IsTextAddress(type) || texts || argument)) || (decimal && IsTextAddress(type)))
    WarnTextAddress(context, value, range, "what %" + piece.text + " prints");
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
ExprPtr CheckConversion(Elaborator& elaborator, const FormatPiece& piece, const ast::Expr& arg,
                        SourceRange letters) {
  if (piece.conv == FormatConv::Unsupported) {
    elaborator.Expression(arg);
    return elaborator.context.ReportAndPoison(DiagId::FormatUnsupported, arg.range, {piece.text});
  }
  ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return value;
  if (!IsPrintable(*value->type)) {
    elaborator.context.Report(DiagId::FormatNone, arg.range, {piece.text})
        .Hint("it does something and has no value; the time as a text is strftime(\"%H:%M:%S\", nsecs)");
    return Poison(arg.range);
  }
  // An aggregation prints as it is with %s only.
  if (!Accepts(piece, *value->type)) return WrongType(elaborator, piece, arg.range, *value->type, letters);
  WarnShownAddress(elaborator.context, piece, *value, arg.range);
  value = AsValue(elaborator.context, std::move(value));
  if (value->type->kind == TypeKind::Aggregate) {
    if (ExprPtr statistics = AsStatistics(value)) return statistics;
    return elaborator.context.ReportAndPoison(DiagId::PrintKey, arg.range, {Spell(*value->type)});
  }
  return value;
}

// What an argument of a format is that names a map and no key.
enum class MapUse : uint8_t { Value, Whole, NotYetKnown };

// A map with keys has no value of its own, nor has a histogram. An aggregation that is one number is that.
MapUse UseOf(Elaborator& elaborator, const FormatPiece& piece, const ast::Expr& arg) {
  if (piece.conv != FormatConv::Text || !IsWholeMap(arg)) return MapUse::Value;
  const Inference& inference = elaborator.context.inference;
  const MapState& state =
      elaborator.context.MapAt(elaborator.context.inference.Map(ast::As<ast::Map>(arg).name));
  if (state.shape == Shape::Keyed) return MapUse::Whole;
  const Type& type = *state.value.type;
  if (KindOf(type.function) != Buckets::Kind::None) return MapUse::Whole;
  const bool known = state.shape != Shape::Unknown || inference.use_defaults;
  return known ? MapUse::Value : MapUse::NotYetKnown;
}

// A whole map in the place of a value. False after a report.
bool AddWholeMap(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, uint32_t place,
                 typed::EventInfo& event) {
  uint32_t map = 0;
  const bool prints =
      event.kind == EventKind::Printf || event.kind == EventKind::Errorf || event.kind == EventKind::Warnf;
  if (!prints) {
    elaborator.context.Report(DiagId::MapAsText, arg.range, {call.name.text})
        .Hint("printf, errorf, warnf and print() take one");
    return false;
  }
  if (elaborator.WholeMap(arg, call.name.text, map) == nullptr) return false;
  if (elaborator.scope.in_loop()) elaborator.context.Report(DiagId::PrintInLoop, call.range);
  event.maps.emplace_back(place, map);
  return true;
}

// A letter behind % that is no conversion; 0 if there is none.
char UnknownConversion(const std::string& format) {
  constexpr std::string_view kFlags = "-+ #0123456789.*lhzjt";
  for (size_t at = format.find('%'); at != std::string::npos; at = format.find('%', at)) {
    size_t end = format.find_first_not_of(kFlags, at + 1);
    if (end == std::string::npos) return 0;
    const bool known = !ParseFormat(format.substr(at, end + 1 - at)).empty() &&
                       ParseFormat(format.substr(at, end + 1 - at))[0].takes_argument();
    if (!known && format[end] != '%') return format[end];
    at = end + 1;
  }
  return 0;
}

// What is missing in the format, or behind it.
void AdviseCount(Diagnostic& diagnostic, const Context& context, const ast::Call& call,
                 const std::string& format, size_t wanted) {
  const size_t supplied = call.args.size() - 1;
  const std::string literal = context.Text(call.args[0]->range);
  if (const char letter = UnknownConversion(format); letter != 0) {
    constexpr std::string_view kDates = "YFTHMSDjm";
    diagnostic.Hint(std::string("%") + letter +
                    " is no conversion: write %d for a number, %s for a text, %x for a number in base 16");
    if (kDates.find(letter) != std::string_view::npos)
      diagnostic.Hint("a date is printed by printf(\"%s\\n\", strftime(\"%F %T\", nsecs))");
  } else if (size_t brace = literal.find("{}"); supplied > wanted && brace != std::string::npos) {
    std::string own = literal;  // of Python and Rust
    for (; brace != std::string::npos; brace = own.find("{}", brace))
      own.replace(brace, 2, "%s");
    diagnostic.Hint("a value stands where %s is: write " + call.name.text + "(" + own + ", ...)")
        .Fix(call.args[0]->range, own);
  } else if (supplied > wanted && literal.size() > 1) {
    std::string longer = literal.substr(0, literal.size() - 1);
    const bool newline = longer.ends_with("\\n");
    if (newline) longer.resize(longer.size() - 2);
    for (size_t i = wanted; i < supplied; ++i)
      longer += " %s";
    diagnostic.Hint("each value needs a conversion: write " + call.name.text + "(" + longer +
                    (newline ? "\\n" : "") + "\", ...)");
  } else if (supplied < wanted) {
    diagnostic.Hint("each conversion needs a value: " + std::to_string(wanted - supplied) +
                    " more behind the last one; a percent sign is written %%");
  }
}

// A format and its arguments, sent for user space to do something with the text.
bool IsNumber(BuiltinTypeOf type) {
  return type == BuiltinTypeOf::Uint32 || type == BuiltinTypeOf::Uint64 || type == BuiltinTypeOf::Time;
}

// "pid $pid", "pid {pid}" of the shell and of Python: names that the script has, in a literal text.
void WarnNamesInText(Elaborator& elaborator, const ast::Expr& literal, const std::string& text) {
  const auto name_at = [&](size_t at) {
    size_t end = at;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    return text.substr(at, end - at);
  };
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{' && text[at] != '$') continue;
    const std::string_view sign = std::string_view(text).substr(at, 2);  // {x} ${x} {$x} $x
    const bool braces = text[at] == '{' || sign == "${";
    const bool dollar = text[at] == '$' || sign == "{$";
    const size_t begin = at + (sign == "${" || sign == "{$" ? 2 : 1);
    const std::string name = begin < text.size() ? name_at(begin) : std::string();
    const size_t end = begin + name.size();
    if (name.empty() || (braces && (end >= text.size() || text[end] != '}'))) continue;
    const bool variable = dollar && elaborator.scope.Find("$" + name) != nullptr;
    const auto builtin = variable ? std::nullopt : FindBuiltin(name);
    if (!variable && !builtin) continue;
    const std::string value = variable ? "$" + name : name;
    std::string format = elaborator.context.Text(literal.range);
    const std::string written = text.substr(at, end + (braces ? 1 : 0) - at);
    const size_t place = format.find(written);
    if (place == std::string::npos) return;
    format.replace(place, written.size(), builtin && IsNumber(RowOf(builtin->id).type) ? "%d" : "%s");
    if (!format.ends_with("\\n\"")) format.insert(format.size() - 1, "\\n");
    elaborator.context.Report(DiagId::NameInText, literal.range, {written})
        .Hint("values stand behind a format: printf(" + format + ", " + value + ")");
    return;
  }
}

CallResult SendFormatted(Elaborator& elaborator, const ast::Call& call, const Arguments& arguments,
                         EventKind kind) {
  if (call.args.size() == 1) WarnNamesInText(elaborator, *call.args[0], TextOf(*arguments.values[0]));
  const std::string& format = TextOf(*arguments.values[0]);
  // Null: an argument that a `*` takes.
  std::vector<std::optional<FormatPiece>> conversions;
  for (auto& piece : ParseFormat(format)) {
    if (!piece.takes_argument()) continue;
    conversions.resize(conversions.size() + (piece.width_argument ? 1 : 0) +
                       (piece.precision_argument ? 1 : 0));
    conversions.emplace_back(std::move(piece));
  }
  const size_t supplied = call.args.size() - 1;
  const size_t checked = std::min(supplied, conversions.size());
  typed::EventInfo event;
  event.kind = kind;
  event.text = format;
  std::vector<ExprPtr> args;
  for (size_t i = 0; i < checked; ++i) {
    const ast::Expr& arg = *call.args[i + 1];
    const MapUse use = conversions[i] ? UseOf(elaborator, *conversions[i], arg) : MapUse::Value;
    if (use == MapUse::Whole) {
      if (!AddWholeMap(elaborator, call, arg, static_cast<uint32_t>(i), event)) return Failed(call);
    } else if (use == MapUse::NotYetKnown) {
      args.push_back(Unresolvable(UnknownType(), arg.range));
    } else {
      const SourceRange letters = ConversionAt(elaborator.context, call.args[0]->range, i);
      args.push_back(conversions[i] ? CheckConversion(elaborator, *conversions[i], arg, letters)
                                    : CheckStar(elaborator, arg));
    }
  }
  if (supplied != conversions.size()) {
    const DiagId id = supplied < conversions.size() ? DiagId::FormatTooFew : DiagId::FormatTooMany;
    AdviseCount(elaborator.context.Report(id, call.range,
                                          {std::to_string(supplied), std::to_string(conversions.size())}),
                elaborator.context, call, format, conversions.size());
    return Failed(call);
  }
  if (kind == EventKind::Errorf || kind == EventKind::Warnf) event.expansions = elaborator.context.expansions;
  return Send(elaborator, call, std::move(event), std::move(args));
}

// What print() of several values was meant to be.
void AdviseSeveral(Elaborator& elaborator, Diagnostic& diagnostic, const ast::Call& call) {
  std::string values;
  std::string format;
  for (const auto& arg : call.args) {
    const std::string written = elaborator.context.Text(arg->range);
    if (written.empty()) return;
    const bool literal = arg->kind == ast::ExprKind::StringLiteral;
    if (literal && &arg == &call.args.front() && written.find('%') != std::string::npos) {
      diagnostic.Fix(call.name.range, "printf");
      diagnostic.Hint("with a format it is " +
                      elaborator.context.Text(call.range).replace(0, call.name.text.size(), "printf"));
      return;
    }
    format +=
        (format.empty() ? "" : " ") + std::string(literal ? written.substr(1, written.size() - 2) : "%s");
    if (!literal) values += ", " + written;
  }
  diagnostic.Hint("several values are printed by printf(\"" + format + "\\n\"" + values + ")");
}

CallResult PrintMap(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  typed::EventInfo event;
  event.kind = EventKind::PrintMap;
  if (elaborator.WholeMap(*call.args[0], call.name.text, map) == nullptr) return Failed(call);
  if (!ReadMapArguments(elaborator, call, map, event)) return Failed(call);
  const TypePtr& value = elaborator.context.MapAt(map).value.type;
  if (call.args.size() > 1 && value->function == Aggregation::Stats) {
    elaborator.context.Report(DiagId::PrintStatsArguments, call.range);
  }
  if (elaborator.scope.in_loop()) elaborator.context.Report(DiagId::PrintInLoop, call.range);
  event.map = static_cast<int32_t>(map);
  return Send(elaborator, call, std::move(event));
}

}  // namespace

CallResult RulePrintf(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return SendFormatted(elaborator, call, args, EventKind::Printf);
}

CallResult RuleErrorf(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return SendFormatted(elaborator, call, args, EventKind::Errorf);
}

CallResult RuleWarnf(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return SendFormatted(elaborator, call, args, EventKind::Warnf);
}

CallResult RuleCat(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return SendFormatted(elaborator, call, args, EventKind::Cat);
}

CallResult RuleSystem(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  if (!elaborator.context.options.unsafe) {  // in words of its own, which scripts look for
    elaborator.context.Report(DiagId::UnsafeSystem, call.range, {call.name.text})
        .Hint("to use it, give the option --unsafe");
    return Failed(call);
  }
  return SendFormatted(elaborator, call, args, EventKind::System);
}

CallResult RuleJoin(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  ExprPtr strings = AsValue(context, Decayed(elaborator.Expression(*call.args[0])));
  if (Unresolved(strings)) return {Unresolvable(strings->type, call.range), nullptr};
  const Type& type = *strings->type;
  if (!IsInteger(type) && !IsPointer(type)) {
    context.Report(DiagId::OnlySupports, strings->range, {call.name.text, "integer or pointer", Spell(type)})
        .Hint("it takes an array of texts, as execve has: join(args.argv); one text is print(" +
              context.Text(call.args[0]->range) + ")");
    return Value(Poison(strings->range));
  }
  AddressSpace space = type.space;
  if (space == AddressSpace::None) space = context.DefaultSpace();
  context.WarnWithoutSpace(space, call.range);
  auto read =
      std::make_unique<typed::Apply>(FunctionId::Join, StringType(kJoinedStrings * kJoinedSize), call.range);
  read->space = space;
  read->args.push_back(ToWord(context, std::move(strings)));
  typed::EventInfo event;
  event.kind = EventKind::Join;
  event.text = args.values.size() > 1 ? TextOf(*args.values[1]) : " ";
  std::vector<ExprPtr> sent;
  sent.push_back(std::move(read));
  return Send(elaborator, call, std::move(event), std::move(sent));
}

CallResult RulePrint(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ast::Expr& arg = *call.args[0];
  const bool whole_map = arg.kind == ast::ExprKind::Map && ast::As<ast::Map>(arg).keys.empty();
  if (whole_map) return PrintMap(elaborator, call);
  ExprPtr value = elaborator.Expression(arg);
  if (call.args.size() > 1) {
    Diagnostic& diagnostic =
        elaborator.context.Report(DiagId::PrintArguments, call.range, {std::to_string(call.args.size())});
    AdviseSeveral(elaborator, diagnostic, call);
    return Failed(call);
  }
  if (Unresolved(value)) return {Unresolvable(value->type, call.range), nullptr};
  if (IsLiteralString(*value)) WarnNamesInText(elaborator, arg, TextOf(*value));
  if (IsTextAddress(*value->type))
    WarnTextAddress(elaborator.context, *value, arg.range, "what print() shows");
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
  return Send(elaborator, call, std::move(event), std::move(args));
}

CallResult RuleTime(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  typed::EventInfo event;
  event.kind = EventKind::Time;
  event.text = args.values.empty() ? "%H:%M:%S\n" : TextOf(*args.values[0]);
  return Send(elaborator, call, std::move(event));
}

}  // namespace sonde::sema
