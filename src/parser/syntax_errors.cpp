// Messages of syntax errors. Leaves: ReportSyntaxError. Covered by tests/golden/diag-syntax/*.
#include "parser/syntax_errors.h"

#include <array>
#include <cctype>
#include <string>

#include "parser/slips.h"

namespace sonde {
namespace {

using Symbol = grammar::Parser::symbol_kind;

class Expected {
 public:
  explicit Expected(const grammar::Parser::context& context) {
    count_ = static_cast<size_t>(context.expected_tokens(list_.data(), static_cast<int>(list_.size())));
  }
  [[nodiscard]] bool Has(Symbol::symbol_kind_type kind) const {
    for (size_t i = 0; i < count_; ++i) {
      if (list_[i] == kind) return true;
    }
    return false;
  }
  [[nodiscard]] size_t count() const { return count_; }
  [[nodiscard]] Symbol::symbol_kind_type first() const { return list_[0]; }

 private:
  std::array<Symbol::symbol_kind_type, 128> list_{};
  size_t count_ = 0;
};

// 'x' for punctuation, the bare name for a kind of token.
std::string Quoted(Symbol::symbol_kind_type kind) {
  const std::string name = grammar::Parser::symbol_name(kind);
  const bool word = std::isalpha(static_cast<unsigned char>(name[0])) != 0 || name[0] == '\'';
  return word ? name : "'" + name + "'";
}

constexpr std::string_view kMissingBrace = "expected '{'";

// Text that is no token.
void ReportInvalid(std::string_view text, SourceRange range, Errors& errors) {
  if (text.starts_with('"')) {
    errors.Syntax(range, "unterminated string");
    return;
  }
  if (text.starts_with("/*")) {
    if (auto* error = errors.Syntax({range.begin, range.begin + 2}, "unterminated comment"))
      error->Hint("write */ where it ends, or // for a comment up to the end of the line");
    return;
  }
  const bool printable = text.size() == 1 && std::isprint(static_cast<unsigned char>(text[0])) != 0;
  Diagnostic* error = errors.Syntax(
      range, printable ? "unexpected character '" + std::string(text) + "'" : "unexpected character");
  if (error != nullptr && text == "'") {
    error->Hint("there are no character literals: a text is \"x\", the code of a letter \"x\"[0]");
  }
}

bool IsOperator(TokenKind kind) {
  return (kind >= Tok::T_LOGICAL_AND && kind <= Tok::T_CARET) || kind == Tok::T_QUESTION;
}

bool InForHead(const TokenStream& stream) {
  const TokenKind before = stream.Last(1).kind;
  return before == Tok::T_FOR || (before == Tok::T_COND_LPAREN && stream.Last(2).kind == Tok::T_FOR);
}

// The most helpful of the tokens that could stand here.
std::string Message(const Expected& expected, const TokenStream& stream) {
  if (InForHead(stream)) return "expected variable in for loop";
  const TokenKind found = stream.Last().kind;
  const bool at_end = found == Tok::T_ITEM_END || found == Tok::T_EOF;
  if (at_end && expected.Has(Symbol::S_RBRACE)) return "expected '}'";
  const bool argument = expected.Has(Symbol::S_TYPEOF);  // of a call, where types are rare
  if (expected.Has(Symbol::S_TYPE_MARK) && !argument && expected.count() > 1)
    return "expected type or expression";
  if (expected.Has(Symbol::S_INT) && expected.Has(Symbol::S_VARIABLE)) return "expected expression";
  if (expected.Has(Symbol::S_TYPEOF) && expected.Has(Symbol::S_STRUCT) && !expected.Has(Symbol::S_WHILE)) {
    return "expected type";
  }
  if (expected.Has(Symbol::S_INT) && expected.Has(Symbol::S_STRING)) return "expected value";
  if (expected.Has(Symbol::S_IDENT) && expected.Has(Symbol::S_WHILE)) return "expected name";
  // Behind a complete expression any operator could follow; what is missing is what ends it.
  for (const auto end :
       {Symbol::S_SEMI, Symbol::S_RPAREN, Symbol::S_RBRACKET, Symbol::S_PREDICATE_CLOSE, Symbol::S_COMMA,
        Symbol::S_LBRACE, Symbol::S_COLON, Symbol::S_RBRACE, Symbol::S_RANGLE}) {
    if (expected.Has(end)) return "expected " + Quoted(end);
  }
  if (expected.count() > 0) return "expected " + Quoted(expected.first());
  return "unexpected token";
}

// What must follow where an assignment cannot stand: the end of a condition, a predicate or a part in
// parentheses.
bool EndsCondition(std::string_view message) {
  return message == "expected ')'" || message == "expected '/'";
}

// The offending token, or the one before it if the line ended there.
SourceRange Place(const TokenStream& stream, const Source& source) {
  const SourceRange found = stream.Last().range;
  const SourceRange before = stream.Last(1).range;
  if (before.end == 0) return found;
  const bool other_line = source.Position(found.begin).line != source.Position(before.end).line;
  return other_line || found.begin == found.end ? before : found;
}

// An assignment where a comparison must be meant.
void SuggestComparison(const TokenStream& stream, std::string_view message, Diagnostic& error) {
  const TokenKind before = stream.Last(1).kind;
  const TokenKind open = stream.Last(2).kind;
  // A word behind a parenthesis may be the label of a record.
  const bool label = before == Tok::T_IDENT && (open == Tok::T_LPAREN || open == Tok::T_COMMA);
  if (stream.Last().kind != Tok::T_ASSIGN || !EndsCondition(message)) return;
  if (label && message != "expected '/'") return;
  error.Hint("to compare, write `==`").Fix(stream.Last().range, "==");
}

// Reports what the rules know of the habit behind the error. False if they know nothing.
bool ReportSlip(const Expected& expected, TokenStream& stream, const Source& source, Errors& errors) {
  const auto slip = FindSlip(SlipView(stream.tokens(), stream.last_index(), source));
  if (!slip) return false;
  const bool grammar = slip->message.empty();
  Diagnostic* error = errors.Syntax(grammar ? Place(stream, source) : slip->range,
                                    grammar ? Message(expected, stream) : slip->message);
  if (error != nullptr) {
    error->hints = slip->hints;
    error->fixes = slip->fixes;
  }
  slip->stop || errors.Full() ? stream.Stop() : stream.Recover(static_cast<size_t>(slip->resume));
  return true;
}

}  // namespace

void ReportSyntaxError(const grammar::Parser::context& context, TokenStream& stream, const Source& source,
                       Errors& errors) {
  const Token found = stream.Last();
  const Expected expected(context);
  if (ReportSlip(expected, stream, source, errors)) return;
  if (found.kind == Tok::T_INVALID) {
    ReportInvalid(source.Slice(found.range), found.range, errors);
  } else {
    const std::string message = Message(expected, stream);
    Diagnostic* error = errors.Syntax(Place(stream, source), message);
    if (error != nullptr && message == kMissingBrace && IsOperator(found.kind)) {
      error->Hint("a condition with operators needs parentheses: if (a == b) { ... }");
    }
    if (error != nullptr) SuggestComparison(stream, message, *error);
  }
  if (errors.Full()) {
    stream.Stop();
  } else {
    stream.Recover();
  }
}

}  // namespace sonde
