// kptr, uptr, buf. Leaves: their handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint64_t kBufferHeader = 4;  // bytes of the length

// The same value, as an address in `space`.
CallResult InSpace(Elaborator& elaborator, const ast::Call& call, AddressSpace space) {
  ExprPtr value = elaborator.Value(*call.args[0]);
  if (Unresolved(value)) return Value(std::move(value));
  if (!IsInteger(*value->type) && !IsPointer(*value->type)) {
    return Value(elaborator.context.ReportAndPoison(
        DiagId::OnlySupports, value->range, {call.name.text, "integer or pointer", Spell(*value->type)}));
  }
  auto type = std::make_shared<Type>(*value->type);
  type->space = space;
  auto node = std::make_unique<typed::Convert>(type, call.range);
  node->operand = std::move(value);
  return Value(std::move(node));
}

// The length argument of buf() as an unsigned word; `most` is set to what the buffer must hold. Null after an
// error.
ExprPtr BufferLength(Elaborator& elaborator, const ast::Call& call, uint64_t& most) {
  ExprPtr length = elaborator.Value(*call.args[1]);
  if (Unresolved(length)) return nullptr;
  if (!IsInteger(*length->type)) {
    elaborator.context.Report(DiagId::OnlySupports, length->range,
                              {call.name.text, "integer", Spell(*length->type)});
    return nullptr;
  }
  if (const auto literal = LiteralNumber(*length)) {
    if (literal->negative) {
      elaborator.context.Report(DiagId::NegativeLength, length->range, {call.name.text, literal->Text()});
      return nullptr;
    }
    if (literal->bits > most) {
      elaborator.context.Report(DiagId::LengthTooLong, length->range,
                                {literal->Text(), std::to_string(most)});
    }
    most = std::min(most, literal->bits);
    return MakeInteger(length->range, Number::Of(most));
  }
  return length;
}

bool IsBytes(const Type& type) {
  return type.kind == TypeKind::String || type.kind == TypeKind::Array;
}

}  // namespace

CallResult CheckKptr(Elaborator& elaborator, const ast::Call& call) {
  return InSpace(elaborator, call, AddressSpace::Kernel);
}

CallResult CheckUptr(Elaborator& elaborator, const ast::Call& call) {
  return InSpace(elaborator, call, AddressSpace::User);
}

CallResult CheckBuf(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr data = elaborator.Value(*call.args[0]);
  if (call.args.size() == 2) data = AsBytes(std::move(data));
  if (Unresolved(data)) return {Unresolvable(data->type, call.range), nullptr};
  const Type& type = *data->type;
  if (!IsInteger(type) && !IsPointer(type) && !IsBytes(type)) {
    return Value(elaborator.context.ReportAndPoison(
        DiagId::OnlySupports, data->range,
        {call.name.text, "integer, pointer, string or array", Spell(type)}));
  }
  uint64_t most =
      elaborator.context.config.max_strlen - std::min(elaborator.context.config.max_strlen, kBufferHeader);
  ExprPtr length;
  if (call.args.size() == 2) {
    length = BufferLength(elaborator, call, most);
    if (!length) return Failed(call);
  } else if (type.kind == TypeKind::Array) {
    most = std::min<uint64_t>(most, type.size);
    length = MakeInteger(call.range, Number::Of(most));
  } else {
    return Value(elaborator.context.ReportAndPoison(DiagId::BufLength, call.range, {Spell(type)}));
  }
  if (IsBytes(type)) most = std::min<uint64_t>(most, type.size);
  AddressSpace space = type.space;
  if (!IsBytes(type) && space == AddressSpace::None) space = elaborator.context.DefaultSpace();
  if (!IsBytes(type)) elaborator.context.WarnWithoutSpace(space, call.range);
  auto read = std::make_unique<typed::ReadBuffer>(BufferType(static_cast<uint32_t>(most)), call.range);
  read->space = space;
  read->address = IsBytes(type) ? std::move(data) : ToWord(elaborator.context, std::move(data));
  read->length = Convert(elaborator.context, ToWord(elaborator.context, std::move(length)),
                         IntegerType(8, false), false);
  return Value(std::move(read));
}

}  // namespace sonde::sema
