// What a pinned iterator may ask for: printf and print of numbers and texts, which its program writes to the
// file by itself. Leaves: CheckPinned. Covered by tests/golden/diag/functions/* and
// tests/run/iter-pinned.test.
#include "sema/functions/pinned.h"

#include "base/format_spec.h"

namespace sonde::sema {
namespace {

constexpr char kKnown[] =
    "its program writes the text itself: %d %i %u %x %X %p %c, and %s of texts and numbers";

bool HasText(const Type& type) {
  return type.kind == TypeKind::String || type.kind == TypeKind::Integer || type.kind == TypeKind::Bool ||
         IsPointer(type);
}

bool KnowsConversion(FormatConv conv) {
  switch (conv) {
    case FormatConv::Signed:
    case FormatConv::Unsigned:
    case FormatConv::HexLower:
    case FormatConv::HexUpper:
    case FormatConv::Char:
    case FormatConv::Pointer:
    case FormatConv::Text:
      return true;
    default:
      return false;
  }
}

bool CheckPiece(Elaborator& elaborator, SourceRange range, const FormatPiece& piece, const Type& type) {
  constexpr uint32_t kMost = typed::kMostPinnedWidth;
  Context& context = elaborator.context;
  if (!KnowsConversion(piece.conv)) {
    context.Report(DiagId::PinnedFormat, range, {piece.text}).Hint(kKnown);
  } else if (piece.width > kMost || piece.precision > static_cast<int32_t>(kMost)) {
    context.Report(DiagId::PinnedWidth, range, {std::to_string(kMost)});
  } else if (piece.conv == FormatConv::Text && !HasText(type)) {
    Diagnostic& report = context.Report(DiagId::PinnedType, range, {Spell(type)}).Hint(kKnown);
    if (type.kind == TypeKind::Enum) report.Hint("cast it: (int64)");
  } else {
    return true;
  }
  return false;
}

}  // namespace

bool CheckPinned(Elaborator& elaborator, const ast::Call& call, const typed::EventInfo& event) {
  Context& context = elaborator.context;
  if (context.placeholder()) return true;
  const auto* iter = std::get_if<IterSpec>(&context.target().spec.detail);
  if (iter == nullptr || iter->pin.empty()) return true;
  if (!event.maps.empty()) {
    context.Report(DiagId::PinnedType, call.range, {"map"}).Hint(kKnown);
    return false;
  }
  if (event.kind != EventKind::Printf && event.kind != EventKind::Print) {
    context.Report(DiagId::PinnedFunction, call.range, {call.name.text})
        .Hint("printf and print write to the file; maps live as long as it does");
    return false;
  }
  size_t next = 0;
  for (const FormatPiece& piece : ParseFormat(event.kind == EventKind::Print ? "%s" : event.text)) {
    if (!piece.takes_argument()) continue;
    if (piece.width_argument || piece.precision_argument) {
      context.Report(DiagId::PinnedStar, call.range);
      return false;
    }
    if (next == event.args.size()) break;
    const size_t written = event.kind == EventKind::Print ? next : next + 1;
    const SourceRange range = written < call.args.size() ? call.args[written]->range : call.range;
    if (!CheckPiece(elaborator, range, piece, *event.args[next++])) return false;
  }
  return true;
}

}  // namespace sonde::sema
