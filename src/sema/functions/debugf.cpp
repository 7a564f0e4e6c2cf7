// debugf: a text that the kernel formats (functions.md 2.4). Leaves: its rule. Covered by
// tests/golden/typed/functions/debugf.bt, tests/golden/diag/functions/* and tests/run/debugf.test.
#include <algorithm>
#include <optional>

#include "base/format_spec.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr size_t kMostValues = 3;  // what bpf_trace_printk takes

// A conversion in the kernel's spelling, which knows one flag and a width: "%-8lld". Nothing where it has
// none.
std::optional<std::string> KernelSpelling(const FormatPiece& piece) {
  const int flags = int{piece.left} + int{piece.plus} + int{piece.space} + int{piece.zero};
  const bool plain =
      !piece.alternate && piece.precision < 0 && !piece.width_argument && !piece.precision_argument;
  if (!plain || flags > 1) return std::nullopt;
  std::string text = piece.left ? "%-" : piece.plus ? "%+" : piece.space ? "% " : piece.zero ? "%0" : "%";
  if (piece.width != 0) text += std::to_string(piece.width);
  if (piece.conv == FormatConv::Text) return text + "s";
  if (piece.conv == FormatConv::Pointer) {  // the kernel's %p shows a hash
    if (piece.width != 0 || flags != 0) return std::nullopt;
    return "0x%llx";
  }
  if (piece.bits < 32) return std::nullopt;
  if (piece.bits == 64) text += "ll";
  switch (piece.conv) {
    case FormatConv::Signed:
      return text + "d";
    case FormatConv::Unsigned:
      return text + "u";
    case FormatConv::HexLower:
      return text + "x";
    default:
      return std::nullopt;
  }
}

// Text between conversions; nothing where the kernel would refuse all of it.
std::optional<std::string> KernelText(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank && (c <= ' ' || c > '~')) return std::nullopt;
    escaped += c;
    if (c == '%') escaped += c;
  }
  return escaped;
}

// An argument as the kernel takes it: a number, or text in memory. Null after a report.
ExprPtr CheckValue(Elaborator& elaborator, const FormatPiece& piece, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value)) return value;
  const Type& type = *value->type;
  const bool text = piece.conv == FormatConv::Text;
  const bool number = IsInteger(type) || IsPointer(type) || type.kind == TypeKind::Bool;
  if (text ? type.kind == TypeKind::String : number)
    return text ? std::move(value) : ToWord(elaborator.context, std::move(value));
  return elaborator.context.ReportAndPoison(DiagId::FormatType, arg.range, {Spell(type), piece.text});
}

}  // namespace

CallResult RuleDebugf(Elaborator& elaborator, const ast::Call& call, Arguments arguments) {
  Context& context = elaborator.context;
  const SourceRange format_range = call.args[0]->range;
  const size_t supplied = call.args.size() - 1;
  std::string format;
  std::vector<ExprPtr> values(1);
  size_t wanted = 0;
  bool valid = true;
  for (const FormatPiece& piece : ParseFormat(TextOf(*arguments.values[0]))) {
    const auto text = piece.takes_argument() ? KernelSpelling(piece) : KernelText(piece.text);
    const DiagId problem = piece.takes_argument() ? DiagId::DebugfConversion : DiagId::DebugfText;
    if (!text) context.Report(problem, format_range, {piece.text});
    valid = valid && text.has_value();
    if (text) format += *text;
    if (!piece.takes_argument()) continue;
    if (text && wanted < supplied) values.push_back(CheckValue(elaborator, piece, *call.args[wanted + 1]));
    ++wanted;
  }
  if (wanted > kMostValues) context.Report(DiagId::DebugfMany, format_range);
  if (wanted != supplied) {
    const DiagId id = supplied < wanted ? DiagId::FormatTooFew : DiagId::FormatTooMany;
    context.Report(id, call.range, {std::to_string(supplied), std::to_string(wanted)});
  }
  if (!valid || wanted > kMostValues || wanted != supplied) return Failed(call);
  for (size_t i = 1; i < values.size(); ++i)
    if (Unresolved(values[i])) return {Unresolvable(values[i]->type, call.range), nullptr};
  context.Report(DiagId::DebugfUse, call.range);
  values[0] = MakeString(format_range, format);
  auto node = std::make_unique<typed::Apply>(FunctionId::Debugf, IntegerType(8, true), call.range);
  node->args = std::move(values);
  auto statement = std::make_unique<typed::Evaluate>(call.range);
  statement->expr = std::move(node);
  return {nullptr, std::move(statement)};
}

}  // namespace sonde::sema
