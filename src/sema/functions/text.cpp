// strncmp, strlen, strstr, strcontains. Leaves: their handlers. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

bool IsByte(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 1;
}

// Text as a string: strings, arrays of bytes, what pointers to bytes point to.
ExprPtr AsText(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value) || value->type->kind == TypeKind::String) return value;
  const Type& type = *value->type;
  if (type.kind == TypeKind::Array && IsByte(*type.element) && type.size != 0) {
    return Reinterpret(std::move(value), StringType(type.size));
  }
  if (!IsPointer(type) || !IsByte(*type.element)) {
    return elaborator.context.ReportAndPoison(DiagId::OnlySupports, arg.range,
                                              {call.name.text, "string", Spell(type)});
  }
  AddressSpace space = type.space;
  if (space == AddressSpace::None) space = elaborator.context.DefaultSpace();
  elaborator.context.WarnWithoutSpace(space, arg.range);
  const auto capacity = static_cast<uint32_t>(elaborator.context.config.max_strlen);
  auto read = std::make_unique<typed::ReadString>(StringType(capacity), arg.range);
  read->space = space;
  read->address = std::move(value);
  return read;
}

// Text up to the first NUL.
std::string_view Visible(const typed::Expr& literal) {
  const std::string_view text = TextOf(literal);
  return text.substr(0, text.find('\0'));
}

// Both arguments as text; the result is unresolved when one of them is.
TypePtr BothTexts(Elaborator& elaborator, const ast::Call& call, ExprPtr& left, ExprPtr& right) {
  left = AsText(elaborator, call, *call.args[0]);
  right = AsText(elaborator, call, *call.args[1]);
  if (Unresolved(left)) return left->type;
  return Unresolved(right) ? right->type : nullptr;
}

ExprPtr Find(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr text;
  ExprPtr needle;
  if (const TypePtr unresolved = BothTexts(elaborator, call, text, needle)) {
    return Unresolvable(unresolved, call.range);
  }
  if (IsLiteralString(*text) && IsLiteralString(*needle)) {
    const size_t at = Visible(*text).find(Visible(*needle));
    return MakeInteger(call.range, Number::OfSigned(at == std::string::npos ? -1 : static_cast<int64_t>(at)));
  }
  auto find = std::make_unique<typed::FindText>(IntegerType(8, true), call.range);
  find->text = std::move(text);
  find->needle = std::move(needle);
  return find;
}

}  // namespace

// 0 when the first n characters are the same, else 1.
CallResult CheckStrncmp(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr left;
  ExprPtr right;
  const TypePtr unresolved = BothTexts(elaborator, call, left, right);
  const ExprPtr count = elaborator.Value(*call.args[2]);
  if (Unresolved(count)) return {Unresolvable(count->type, call.range), nullptr};
  const auto number = LiteralNumber(*count);
  if (!number || number->negative) {
    return Value(elaborator.context.ReportAndPoison(DiagId::StrncmpLength, count->range));
  }
  if (unresolved) return {Unresolvable(unresolved, call.range), nullptr};
  left = WithNul(std::move(left), number->bits);
  right = WithNul(std::move(right), number->bits);
  const uint64_t most = std::min<uint64_t>({number->bits, left->type->size, right->type->size});
  const bool literals = IsLiteralString(*left) && IsLiteralString(*right);
  if (most == 0 || literals) {
    const bool same = most == 0 || Visible(*left).substr(0, most) == Visible(*right).substr(0, most);
    return Value(MakeInteger(call.range, Number::Of(same ? 0 : 1)));
  }
  auto differ = std::make_unique<typed::Binary>(BoolType(), call.range);
  differ->op = BinaryOp::NotEqual;
  differ->left = std::move(left);
  differ->right = std::move(right);
  differ->limit = static_cast<uint32_t>(most);
  return Value(Reinterpret(std::move(differ), IntegerType(8, false)));
}

CallResult CheckStrlen(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr text = AsText(elaborator, call, *call.args[0]);
  if (Unresolved(text)) return Value(std::move(text));
  if (IsLiteralString(*text)) {
    return Value(MakeInteger(call.range, Number::Of(Visible(*text).size())));
  }
  auto length = std::make_unique<typed::StringLength>(IntegerType(8, false), call.range);
  length->operand = std::move(text);
  return Value(std::move(length));
}

CallResult CheckStrstr(Elaborator& elaborator, const ast::Call& call) {
  return Value(Find(elaborator, call));
}

CallResult CheckStrcontains(Elaborator& elaborator, const ast::Call& call) {
  ExprPtr at = Find(elaborator, call);
  if (Unresolved(at)) return Value(std::move(at));
  return Value(MakeBinary(elaborator.context, call.range, BinaryOp::GreaterEqual, std::move(at),
                          MakeInteger(call.range, Number::Of(0))));
}

}  // namespace sonde::sema
