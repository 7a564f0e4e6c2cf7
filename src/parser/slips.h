// Slips: what someone meant who writes as in another language, or left a sign out: recognised from the tokens
// around a syntax error, so that the message can say it in those terms and give the text to write instead.
// Each rule is about a habit, not about a word. Covered by tests/golden/diag-syntax/slips/* and
// tests/messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "parser/tokens.h"

namespace sonde {

struct Slip {
  SourceRange range;    // what is wrong
  std::string message;  // behind "syntax: "; empty: what the grammar says
  std::vector<std::string> hints;
  std::vector<FixIt> fixes;
  int resume = 0;     // tokens from the offending one to where the parser may look for a statement's end
  bool stop = false;  // the rest of the script means nothing
};

// The tokens of one item, seen from the offending one: 0 is that one, -1 the one before it. Marks are left
// out.
class SlipView {
 public:
  SlipView(const std::vector<Token>& tokens, size_t offending, const Source& source);

  [[nodiscard]] TokenKind Kind(int i) const;
  [[nodiscard]] SourceRange Range(int i) const;
  [[nodiscard]] std::string_view Text(int i) const { return source_.Slice(Range(i)); }
  [[nodiscard]] bool Is(int i, std::string_view word) const {
    return Kind(i) == Tok::T_IDENT && Text(i) == word;
  }
  // The text from token `from` to before token `to`, without blanks at its ends.
  [[nodiscard]] std::string Between(int from, int to) const;
  [[nodiscard]] std::string Slice(SourceRange range) const { return std::string(source_.Slice(range)); }
  // Whether nothing stands between the tokens i and i + 1.
  [[nodiscard]] bool Touch(int i) const { return Range(i).end == Range(i + 1).begin; }
  [[nodiscard]] bool Exists(int i) const;

  // The first token of the statement that `i` is in, and the token that ends it: ; } or the end of the item.
  [[nodiscard]] int StatementStart(int i = 0) const;
  [[nodiscard]] int StatementEnd(int i = 0) const;
  [[nodiscard]] bool StartsStatement(int i) const { return StatementStart(i) == i; }
  // The bracket that belongs to the one at `i`; `i` itself if there is none.
  [[nodiscard]] int Matching(int i) const;
  // The first token of the operand that ends at `i` (a name, a call, a chain of fields), the last of the one
  // that begins there.
  [[nodiscard]] int OperandStart(int i) const;
  [[nodiscard]] int OperandEnd(int i) const;
  // Whether another item of the script has the bare word: what several probes name is no variable.
  [[nodiscard]] bool InOtherItem(std::string_view word) const;
  // Whether the script has a variable or a map of this spelling, sign included.
  [[nodiscard]] bool Names(std::string_view name) const;
  // The rest of the line from byte `at`.
  [[nodiscard]] std::string_view LineFrom(uint32_t at) const;
  // The first token that begins at or behind byte `at`, seen as the others.
  [[nodiscard]] int TokenAt(uint32_t at) const;
  // Whether the script came from the command line or a pipe, so that a shell has read it before.
  [[nodiscard]] bool FromShell() const { return source_.files()[0].name == "stdin"; }

 private:
  const std::vector<Token>& all_;
  const Source& source_;
  std::vector<Token> item_;
  int at_ = 0;
};

using SlipRule = std::optional<Slip> (*)(const SlipView& view);

// The first rule that knows the slip at the offending token; nothing for an ordinary error.
std::optional<Slip> FindSlip(const SlipView& view);

// `$name` or `@name`, as the script, how many of its probes name it, or what is assigned says. `value`: the
// first token of what is assigned.
std::string WithSign(const SlipView& view, std::string_view name, int value, bool shared);

// A format with {} in it, as Python and Rust have, as a call of printf: the text at `format`, its values in
// [from, close).
std::string FormatCall(const SlipView& view, int format, int from, int close);

// Whether the item is the config block.
bool InConfig(const SlipView& view);

// ---- the rules, by file: slips_foreign.cpp, slips_text.cpp, slips_operators.cpp, slips_statements.cpp,
// slips_loops.cpp, slips_methods.cpp, slips_signs.cpp, slips_words.cpp
std::optional<Slip> StrayCharacter(const SlipView& view);
std::optional<Slip> FormattedText(const SlipView& view);
std::optional<Slip> ShellTook(const SlipView& view);
std::optional<Slip> WordOperator(const SlipView& view);
std::optional<Slip> PatternOperator(const SlipView& view);
std::optional<Slip> AssignmentOperator(const SlipView& view);
std::optional<Slip> ListedNumber(const SlipView& view);
std::optional<Slip> ForeignLoop(const SlipView& view);
std::optional<Slip> ForeignControl(const SlipView& view);
std::optional<Slip> BareCondition(const SlipView& view);
std::optional<Slip> MissingBraces(const SlipView& view);
std::optional<Slip> Declaration(const SlipView& view);
std::optional<Slip> CallWithoutParentheses(const SlipView& view);
std::optional<Slip> MethodCall(const SlipView& view);
std::optional<Slip> TextOperator(const SlipView& view);
std::optional<Slip> MissingSign(const SlipView& view);
std::optional<Slip> SeveralAssignments(const SlipView& view);
std::optional<Slip> WrongBrackets(const SlipView& view);
std::optional<Slip> MissingPunctuation(const SlipView& view);
std::optional<Slip> ForeignValue(const SlipView& view);
std::optional<Slip> InlineIf(const SlipView& view);
std::optional<Slip> ForeignStatement(const SlipView& view);
std::optional<Slip> CArray(const SlipView& view);
std::optional<Slip> MissingOperand(const SlipView& view);
std::optional<Slip> BareParameter(const SlipView& view);
std::optional<Slip> CastWord(const SlipView& view);
std::optional<Slip> Annotation(const SlipView& view);
std::optional<Slip> ScopedName(const SlipView& view);
std::optional<Slip> MarkedCall(const SlipView& view);
std::optional<Slip> ShellCondition(const SlipView& view);
std::optional<Slip> QueryWord(const SlipView& view);
std::optional<Slip> UnknownStatement(const SlipView& view);
std::optional<Slip> ExchangedSigns(const SlipView& view);
std::optional<Slip> BrokenName(const SlipView& view);
std::optional<Slip> LoneTarget(const SlipView& view);
std::optional<Slip> BareCast(const SlipView& view);
std::optional<Slip> LoopOver(const SlipView& view);
std::optional<Slip> LackingOperand(const SlipView& view);

}  // namespace sonde
