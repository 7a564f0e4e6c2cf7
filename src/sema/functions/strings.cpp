// str. Leaves: its rule. Covered by tests/golden/typed/functions/* and tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/advice.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// str($1) and str($1 + 2): the parameter's text, whatever it looks like.
std::optional<std::string> ParameterText(Elaborator& elaborator, const ast::Expr& arg) {
  if (arg.kind == ast::ExprKind::PositionalParam) {
    return elaborator.context.PositionalText(ast::As<ast::PositionalParam>(arg).index);
  }
  if (arg.kind != ast::ExprKind::Binary) return std::nullopt;
  const auto& sum = ast::As<ast::Binary>(arg);
  if (sum.op != BinaryOp::Add || sum.left->kind != ast::ExprKind::PositionalParam) return std::nullopt;
  const ExprPtr offset = elaborator.Expression(*sum.right);
  const auto number = LiteralNumber(*offset);
  if (!number || number->negative) return std::nullopt;
  std::string text = elaborator.context.PositionalText(ast::As<ast::PositionalParam>(*sum.left).index);
  text.erase(0, std::min<uint64_t>(number->bits, text.size()));
  return text;
}

std::optional<std::string> LiteralText(Elaborator& elaborator, const ast::Expr& arg,
                                       const typed::Expr& data) {
  if (auto text = ParameterText(elaborator, arg)) return text;
  if (IsLiteralString(data)) return TextOf(data);
  if (const auto number = LiteralNumber(data)) return number->Text();
  return std::nullopt;
}

// Capacity of the result, NUL included.
uint32_t Capacity(Elaborator& elaborator, const ast::Call& call, const std::optional<Number>& length) {
  const uint64_t most = elaborator.context.config.max_strlen;
  if (!length) return static_cast<uint32_t>(most);
  if (length->bits >= most) {
    elaborator.context.Report(DiagId::LengthTooLong, call.args[1]->range,
                              {length->Text(), std::to_string(most)});
    return static_cast<uint32_t>(most);
  }
  return static_cast<uint32_t>(length->bits + 1);
}

// A string that is text already: only its length can change.
CallResult CutString(Elaborator& elaborator, const ast::Call& call, ExprPtr data, ExprPtr length,
                     const std::optional<Number>& literal) {
  const uint32_t size = data->type->size;
  if (call.args.size() == 1 || (literal && literal->bits >= size)) return Value(std::move(data));
  const uint32_t capacity = literal ? static_cast<uint32_t>(literal->bits) + 1 : size;
  auto cut = ReadText(call.range, capacity, AddressSpace::Kernel, std::move(data));
  cut->args.push_back(ByteCount(elaborator.context, std::move(length)));
  return Value(std::move(cut));
}

}  // namespace

CallResult RuleStr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const ast::Expr& arg = *call.args[0];
  ExprPtr length = args.values.size() > 1 ? std::move(args.values[1]) : nullptr;
  const std::optional<Number> literal = length ? LiteralNumber(*length) : std::nullopt;
  std::optional<std::string> text = ParameterText(elaborator, arg);
  ExprPtr data = text ? MakeString(arg.range, *text) : elaborator.Value(arg);
  if (Unresolved(data)) return {Unresolvable(data->type, call.range), nullptr};
  if (!text) text = LiteralText(elaborator, arg, *data);
  if (text && (!length || literal)) {
    if (literal) text->resize(std::min<uint64_t>(literal->bits, text->size()));
    return Value(MakeString(call.range, std::move(*text)));
  }
  // The bytes of an array of one-byte numbers as text.
  if (const Type& given = *data->type; given.kind == TypeKind::Array && given.size != 0 &&
                                       given.element->kind == TypeKind::Integer && given.element->size == 1) {
    data = Reinterpret(std::move(data), StringType(given.size));
  }
  const Type& type = *data->type;
  if (type.kind == TypeKind::String) {
    return CutString(elaborator, call, std::move(data), std::move(length), literal);
  }
  if (!IsInteger(type) && !IsPointer(type)) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::StrArgument, arg.range, {Spell(type)});
    Definitions* const fields = type.kind == TypeKind::Struct ? DefinitionsOf(type) : nullptr;
    if (fields != nullptr) {
      for (const StructField& member : fields->Fields(type)) {
        if (member.name.empty() || !member.type || !IsPointer(*member.type) ||
            member.type->element->size != 1)
          continue;
        diagnostic.Hint("its text is str(" + elaborator.context.Text(arg.range) + "." + member.name + ")");
        break;
      }
    }
    return Value(Poison(arg.range));
  }
  const uint32_t capacity = Capacity(elaborator, call, literal);
  AddressSpace space = type.space;
  if (space == AddressSpace::None) space = elaborator.context.DefaultSpace();
  if (!WarnNoAddress(elaborator.context, *data, call.name.text))
    elaborator.context.WarnWithoutSpace(space, call.range);
  auto read = ReadText(call.range, capacity, space, ToWord(elaborator.context, std::move(data)));
  // A literal n reads n bytes into n + 1, so there is always a NUL.
  if (length) read->args.push_back(ByteCount(elaborator.context, std::move(length)));
  return Value(std::move(read));
}

}  // namespace sonde::sema
