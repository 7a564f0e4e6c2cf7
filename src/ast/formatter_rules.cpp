// Rules on parentheses and other properties of expressions. Leaves: the functions of formatter_rules.h.
// Covered by tests/golden/fmt/parentheses/* and tests/golden/fmt/statement/*.
#include "ast/formatter_rules.h"

#include <algorithm>
#include <iterator>

#include "ast/walker.h"
#include "base/printable.h"
#include "defs/builtins.h"

namespace sonde::ast {
namespace {

bool IsPrefixed(const Expr& expr) {
  return expr.kind == ExprKind::Unary && !IsPostfix(As<Unary>(expr).op);
}

// Looser than any unary operator, or ends with a brace.
bool IsLoose(const Expr& expr) {
  return expr.kind == ExprKind::Binary || expr.kind == ExprKind::Ternary || EndsWithBlock(expr);
}

// The expression that a postfix operator stands behind, or null.
const Expr* Base(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::FieldAccess:
      return As<FieldAccess>(expr).base.get();
    case ExprKind::TupleAccess:
      return As<TupleAccess>(expr).base.get();
    case ExprKind::IndexAccess:
      return As<IndexAccess>(expr).base.get();
    case ExprKind::Unary:
      return IsPostfix(As<Unary>(expr).op) ? As<Unary>(expr).operand.get() : nullptr;
    default:
      return nullptr;
  }
}

bool BeginsWithParenthesis(const Expr& expr) {
  if (expr.kind == ExprKind::Cast || expr.kind == ExprKind::Tuple || expr.kind == ExprKind::Record)
    return true;
  const Expr* base = Base(expr);
  if (base == nullptr) return false;
  const bool wrapped =
      expr.kind == ExprKind::IndexAccess ? ParenthesesAsIndexedBase(*base) : ParenthesesAsBase(*base);
  return wrapped || BeginsWithParenthesis(*base);
}

// Bytes of the UTF-8 character at `at` beyond ASCII; 0 if there is none, or a control character.
size_t CharacterSize(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const auto continues = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const int lead = byte(at);
  size_t size = 0;
  if (lead >= 0xc2) size = 2;
  if (lead >= 0xe0) size = 3;
  if (lead >= 0xf0) size = 4;
  if (lead >= 0xf5 || size == 0 || (lead == 0xc2 && byte(at + 1) < 0xa0)) return 0;
  for (size_t i = at + 1; i < at + size; ++i) {
    if (!continues(i)) return 0;
  }
  return size;
}

}  // namespace

bool ParenthesesInBinary(const Expr& expr, BinaryOp parent, bool right) {
  if (expr.kind != ExprKind::Binary) return IsLoose(expr);
  const BinaryOp op = As<Binary>(expr).op;
  if (!IsLogical(parent)) return true;
  if (op == parent) return right;
  return !IsComparison(op);
}

bool ParenthesesInUnary(const Expr& expr, UnaryOp parent) {
  if (IsLoose(expr)) return true;
  // `- -x` must not become `--x`.
  if (parent != UnaryOp::Negate || expr.kind != ExprKind::Unary) return false;
  return As<Unary>(expr).op == UnaryOp::Negate || As<Unary>(expr).op == UnaryOp::PreDecrement;
}

bool ParenthesesInCast(const Expr& expr, const TypeName& type) {
  if (IsLoose(expr)) return true;
  // `(cpu) - 1` is a subtraction, `(cpu)(-1)` a cast.
  const bool bare_name = type.tag == TypeName::Tag::None && type.suffixes.empty();
  return bare_name && FirstOperator(expr) != '\0' &&
         std::any_of(std::begin(kBuiltins), std::end(kBuiltins),
                     [&](const BuiltinRow& row) { return row.name == type.base; });
}

bool ParenthesesAsBase(const Expr& expr) {
  return IsLoose(expr) || IsPrefixed(expr) || expr.kind == ExprKind::Cast || expr.kind == ExprKind::Comptime;
}

bool ParenthesesAsIndexedBase(const Expr& expr) {
  // Behind the bare name of a map `[` begins its key.
  const bool whole_map = expr.kind == ExprKind::Map && As<Map>(expr).keys.empty();
  return whole_map || ParenthesesAsBase(expr);
}

bool ParenthesesInTernary(const Expr& expr, bool last) {
  return EndsWithBlock(expr) || (expr.kind == ExprKind::Ternary && !last);
}

bool ParenthesesInRange(const Expr& expr) {
  return IsLoose(expr) || expr.kind == ExprKind::Unary || expr.kind == ExprKind::Comptime ||
         Base(expr) != nullptr;
}

bool ParenthesesInCondition(const Expr& expr) {
  return IsLoose(expr) || BeginsWithParenthesis(expr);
}

SourceRange TokenRange(const Expr& expr) {
  SourceRange range = expr.range;
  for (const Expr* first = &expr; first != nullptr;) {
    range.begin = first->range.begin;
    if (first->kind == ExprKind::Binary) {
      first = As<Binary>(*first).left.get();
    } else if (first->kind == ExprKind::Ternary) {
      first = As<Ternary>(*first).condition.get();
    } else {
      first = Base(*first);
    }
  }
  for (const Expr* last = &expr; last != nullptr;) {
    range.end = last->range.end;
    if (last->kind == ExprKind::Binary) {
      last = As<Binary>(*last).right.get();
    } else if (last->kind == ExprKind::Ternary) {
      last = As<Ternary>(*last).otherwise.get();
    } else if (last->kind == ExprKind::Cast) {
      last = As<Cast>(*last).operand.get();
    } else if (last->kind == ExprKind::Comptime) {
      last = As<Comptime>(*last).operand.get();
    } else {
      last = IsPrefixed(*last) ? As<Unary>(*last).operand.get() : nullptr;
    }
  }
  return range;
}

bool EndsWithBlock(const Expr& expr) {
  return expr.kind == ExprKind::If || expr.kind == ExprKind::BlockExpr;
}

char FirstOperator(const Stmt& stmt) {
  return stmt.kind == StmtKind::ExprStmt ? FirstOperator(*As<ExprStmt>(stmt).expr) : '\0';
}

char FirstOperator(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Unary: {
      const std::string op = Spelling(As<Unary>(expr).op);
      const bool leads = op == "-" || op == "*" || op == "&";
      return leads ? op[0] : '\0';
    }
    case ExprKind::Binary: {
      const auto& binary = As<Binary>(expr);
      return ParenthesesInBinary(*binary.left, binary.op, false) ? '\0' : FirstOperator(*binary.left);
    }
    case ExprKind::Ternary: {
      const Expr& condition = *As<Ternary>(expr).condition;
      return ParenthesesInTernary(condition, false) ? '\0' : FirstOperator(condition);
    }
    default:
      return '\0';
  }
}

bool IsRepeatable(const Expr& expr) {
  // Only what no macro can stand for: any other name may hide a call.
  static constexpr std::string_view kSteady[] = {"pid", "tid", "args", "ctx"};
  bool repeatable = true;
  WalkExprs(expr, [&](const Expr& part) {
    switch (part.kind) {
      case ExprKind::Identifier:
        repeatable &=
            std::find(std::begin(kSteady), std::end(kSteady), As<Identifier>(part).name) != std::end(kSteady);
        break;
      case ExprKind::Unary:
        repeatable &= !IsPostfix(As<Unary>(part).op) && As<Unary>(part).op != UnaryOp::PreIncrement &&
                      As<Unary>(part).op != UnaryOp::PreDecrement;
        break;
      case ExprKind::Call:
      case ExprKind::If:
      case ExprKind::BlockExpr:
        repeatable = false;
        break;
      default:
        break;
    }
  });
  return repeatable;
}

bool HasAssignment(BinaryOp op) {
  return !IsLogical(op) && !IsComparison(op);
}

const Expr* TypeLikeName(const Expr& expr) {
  const Expr* name = &expr;
  while (name->kind == ExprKind::IndexAccess) {
    if (As<IndexAccess>(*name).index->kind != ExprKind::IntegerLiteral) return nullptr;
    name = As<IndexAccess>(*name).base.get();
  }
  return name->kind == ExprKind::Identifier ? name : nullptr;
}

bool IsBareSetting(std::string_view text) {
  static constexpr std::string_view kKeywords[] = {
      "break",  "comptime", "config", "continue", "else",   "enum",     "fn",
      "for",    "if",       "import", "let",      "macro",  "offsetof", "return",
      "sizeof", "struct",   "typeof", "typeinfo", "unroll", "union",    "while"};
  static constexpr std::string_view kDigits = "0123456789";
  static constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  static constexpr size_t kSafeDigits = 19;  // always fit 64 bits
  if (text.empty()) return false;
  if (kDigits.find(text[0]) != std::string_view::npos) {
    const bool plain = text.find_first_not_of(kDigits) == std::string_view::npos;
    return plain && text.size() <= kSafeDigits && (text[0] != '0' || text.size() == 1);
  }
  return text.find_first_not_of(kLetters) == std::string_view::npos &&
         std::find(std::begin(kKeywords), std::end(kKeywords), text) == std::end(kKeywords);
}

std::string QuoteReadably(const std::string& text) {
  std::string quoted = "\"";
  for (size_t at = 0; at < text.size();) {
    if (const size_t size = CharacterSize(text, at); size > 0) {
      quoted += text.substr(at, size);
      at += size;
    } else {
      const std::string byte = Quote(text.substr(at, 1));
      quoted += byte.substr(1, byte.size() - 2);
      ++at;
    }
  }
  return quoted + "\"";
}

}  // namespace sonde::ast
