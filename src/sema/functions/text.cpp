// strncmp, strlen, strstr. Leaves: their rules. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// Text up to the first NUL.
std::string_view Visible(const typed::Expr& literal) {
  const std::string_view text = TextOf(literal);
  return text.substr(0, text.find('\0'));
}

}  // namespace

// 0 when the first n characters are the same, else 1.
CallResult RuleStrncmp(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  ExprPtr left = std::move(args.values[0]);
  ExprPtr right = std::move(args.values[1]);
  const auto number = LiteralNumber(*args.values[2]);
  if (!number || number->negative) {
    return Value(elaborator.context.ReportAndPoison(DiagId::StrncmpLength, args.values[2]->range));
  }
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

CallResult RuleStrlen(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  if (IsLiteralString(*args.values[0])) {
    return Value(MakeInteger(call.range, Number::Of(Visible(*args.values[0]).size())));
  }
  return Value(elaborator.context, FunctionId::Strlen, call, std::move(args));
}

CallResult RuleStrstr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const typed::Expr& text = *args.values[0];
  const typed::Expr& needle = *args.values[1];
  if (!IsLiteralString(text) || !IsLiteralString(needle)) {
    return Value(elaborator.context, FunctionId::Strstr, call, std::move(args));
  }
  const size_t at = Visible(text).find(Visible(needle));
  const int64_t found = at == std::string::npos ? -1 : static_cast<int64_t>(at);
  return Value(MakeInteger(call.range, Number::OfSigned(found)));
}

}  // namespace sonde::sema
