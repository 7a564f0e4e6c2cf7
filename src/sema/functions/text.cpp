// strncmp, strlen, strcap, strstr, match. Leaves: their rules. Covered by tests/golden/typed/functions/* and
// tests/golden/diag/functions/*.
#include <algorithm>

#include "base/automaton.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// Text up to the first NUL.
std::string_view Visible(const typed::Expr& literal) {
  const std::string_view text = TextOf(literal);
  return text.substr(0, text.find('\0'));
}

// `automaton`: of the pattern. Two literals are matched here.
CallResult Match(Elaborator& elaborator, const ast::Call& call, FunctionId function,
                 const Result<Automaton>& automaton, Arguments args) {
  if (!automaton) {
    return Value(elaborator.context.ReportAndPoison(DiagId::MatchPattern, args.values[1]->range,
                                                    {call.name.text, automaton.error().Text()}));
  }
  if (IsLiteralString(*args.values[0]))
    return Value(MakeBool(call.range, automaton->Matches(TextOf(*args.values[0]))));
  return Value(elaborator.context, function, call, std::move(args));
}

}  // namespace

CallResult RuleMatch(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const auto automaton = CompileGlob(TextOf(*args.values[1]));
  return Match(elaborator, call, FunctionId::Match, automaton, std::move(args));
}

CallResult RuleMatchRegex(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const auto automaton = CompileRegex(TextOf(*args.values[1]));
  return Match(elaborator, call, FunctionId::MatchRegex, automaton, std::move(args));
}

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

// Of what has a size of its own that; a pointer leads to as much as its text has.
CallResult RuleStrcap(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const TypePtr type = elaborator.ExpressionType(*call.args[0], call.name.text.c_str());
  if (Unresolved(type)) return Value(Unresolvable(type, call.range));
  const TypePtr result = IntegerType(8, true);
  const bool array = type->kind == TypeKind::Array;
  if (type->kind == TypeKind::String || array) {
    ExprPtr size = MakeInteger(call.range, Number::Of(array ? type->count : type->size));
    return Value(Convert(elaborator.context, std::move(size), result));
  }
  Arguments text = CheckArguments(elaborator, RowOf(FunctionId::Strlen), call);
  if (text.unresolved) return Value(Unresolvable(text.unresolved, call.range));
  return Value(Reinterpret(RuleStrlen(elaborator, call, std::move(text)).value, result));
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
