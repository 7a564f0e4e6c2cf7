// kptr, uptr, buf. Leaves: their rules. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint64_t kBufferHeader = 4;  // bytes of the length

// The same value, as an address in `space`.
CallResult InSpace(const ast::Call& call, ExprPtr value, AddressSpace space) {
  auto type = std::make_shared<Type>(*value->type);
  type->space = space;
  auto node = std::make_unique<typed::Convert>(type, call.range);
  node->operand = std::move(value);
  return Value(std::move(node));
}

// The length argument of buf(); `most` is set to what the buffer must hold.
ExprPtr BufferLength(Elaborator& elaborator, ExprPtr length, uint64_t& most) {
  const auto literal = LiteralNumber(*length);
  if (!literal) return length;
  if (literal->bits > most) {
    elaborator.context.Report(DiagId::LengthTooLong, length->range, {literal->Text(), std::to_string(most)});
  }
  most = std::min(most, literal->bits);
  return MakeInteger(length->range, Number::Of(most));
}

bool IsBytes(const Type& type) {
  return type.kind == TypeKind::String || type.kind == TypeKind::Array;
}

}  // namespace

CallResult RuleKptr(Elaborator& /*elaborator*/, const ast::Call& call, Arguments args) {
  return InSpace(call, std::move(args.values[0]), AddressSpace::Kernel);
}

CallResult RuleUptr(Elaborator& /*elaborator*/, const ast::Call& call, Arguments args) {
  return InSpace(call, std::move(args.values[0]), AddressSpace::User);
}

CallResult RuleBuf(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  ExprPtr data = std::move(args.values[0]);
  if (call.args.size() == 2) data = AsBytes(std::move(data));
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
    length = BufferLength(elaborator, std::move(args.values[1]), most);
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
  auto read =
      std::make_unique<typed::Apply>(FunctionId::Buf, BufferType(static_cast<uint32_t>(most)), call.range);
  read->space = space;
  read->args.push_back(IsBytes(type) ? std::move(data) : ToWord(elaborator.context, std::move(data)));
  read->args.push_back(ByteCount(elaborator.context, std::move(length)));
  return Value(std::move(read));
}

}  // namespace sonde::sema
