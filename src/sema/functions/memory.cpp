// kptr, uptr, buf, memcmp. Leaves: their rules. Covered by tests/golden/typed/functions/* and
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

// The bytes of an array or a string, or at an address; `length` null: all of an array.
ExprPtr MakeBuffer(Elaborator& elaborator, const ast::Call& call, ExprPtr data, ExprPtr length) {
  if (length) data = AsBytes(std::move(data));
  const Type& type = *data->type;
  if (!IsInteger(type) && !IsPointer(type) && !IsBytes(type)) {
    return elaborator.context.ReportAndPoison(
        DiagId::OnlySupports, data->range,
        {call.name.text, "integer, pointer, string or array", Spell(type)});
  }
  uint64_t most =
      elaborator.context.config.max_strlen - std::min(elaborator.context.config.max_strlen, kBufferHeader);
  if (length) {
    length = BufferLength(elaborator, std::move(length), most);
  } else if (type.kind == TypeKind::Array) {
    most = std::min<uint64_t>(most, type.size);
    length = MakeInteger(call.range, Number::Of(most));
  } else {
    const std::string shown = elaborator.context.Text(call.args[0]->range);
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::BufLength, call.range, {Spell(type)});
    const bool of_probe = shown == "args.buf" || shown == "args->buf";
    if (!shown.empty())
      diagnostic.Hint("say how many bytes: buf(" + shown + ", " + (of_probe ? "args.count" : "64") + ")");
    return Poison(call.range);
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
  return read;
}

}  // namespace

CallResult RuleKptr(Elaborator& /*elaborator*/, const ast::Call& call, Arguments args) {
  return InSpace(call, std::move(args.values[0]), AddressSpace::Kernel);
}

CallResult RuleUptr(Elaborator& /*elaborator*/, const ast::Call& call, Arguments args) {
  return InSpace(call, std::move(args.values[0]), AddressSpace::User);
}

CallResult RuleBuf(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  ExprPtr length = args.values.size() > 1 ? std::move(args.values[1]) : nullptr;
  return Value(MakeBuffer(elaborator, call, std::move(args.values[0]), std::move(length)));
}

// Two buffers of one size, what is missing in one is zero. A length that is not known while compiling is
// evaluated once, into a variable of its own.
CallResult RuleMemcmp(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  typed::Block block;
  ExprPtr& count = args.values[2];
  std::optional<Number> literal = LiteralNumber(*count);
  uint32_t slot = 0;
  if (!literal) {
    slot = static_cast<uint32_t>(elaborator.probe->variables.size());
    elaborator.probe->variables.push_back({"count", IntegerType(8, false)});
    auto keep = std::make_unique<typed::AssignVariable>(call.range);
    keep->slot = slot;
    keep->value = ByteCount(context, std::move(count));
    block.statements.push_back(std::move(keep));
  }
  const SourceRange range = call.args[2]->range;
  const auto length = [&]() -> ExprPtr {
    if (literal) return MakeInteger(range, *literal);
    auto kept = std::make_unique<typed::Variable>(IntegerType(8, false), range);
    kept->slot = slot;
    return kept;
  };
  ExprPtr left = MakeBuffer(elaborator, call, std::move(args.values[0]), length());
  ExprPtr right = MakeBuffer(elaborator, call, std::move(args.values[1]), length());
  if (Unresolved(left) || Unresolved(right)) return Failed(call);
  const TypePtr common = left->type->size < right->type->size ? right->type : left->type;
  Arguments both;
  both.values.push_back(Convert(context, std::move(left), common));
  both.values.push_back(Convert(context, std::move(right), common));
  CallResult result = Value(context, FunctionId::Memcmp, call, std::move(both));
  if (block.statements.empty()) return result;
  block.value = std::move(result.value);
  return Value(elaborator.BlockValue(std::move(block), call.range));
}

}  // namespace sonde::sema
