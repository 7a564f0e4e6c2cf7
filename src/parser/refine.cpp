// Lookahead over the tokens of a program. Leaves: Refine. Covered by tests/parser/refine_test.cpp.
#include "parser/refine.h"

#include "parser/parse_time_names.h"

namespace sonde {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

bool Opens(TokenKind kind) {
  return kind == Tok::T_LPAREN || kind == Tok::T_LBRACKET || kind == Tok::T_LBRACE || kind == Tok::T_LANGLE;
}
bool Closes(TokenKind kind) {
  return kind == Tok::T_RPAREN || kind == Tok::T_RBRACKET || kind == Tok::T_RBRACE || kind == Tok::T_RANGLE;
}
bool IsBrace(TokenKind kind) {
  return kind == Tok::T_LBRACE || kind == Tok::T_LANGLE || kind == Tok::T_RBRACE || kind == Tok::T_RANGLE;
}

bool IsLoopOrIf(TokenKind kind) {
  return kind == Tok::T_IF || kind == Tok::T_WHILE || kind == Tok::T_UNROLL || kind == Tok::T_FOR;
}

// Words in front of a parenthesis with a type or an expression in it.
bool IsTypeQuery(TokenKind kind) {
  return kind == Tok::T_SIZEOF || kind == Tok::T_OFFSETOF || kind == Tok::T_TYPEINFO || kind == Tok::T_TYPEOF;
}

// Words in front of the name of a type of C.
bool IsTag(TokenKind kind) {
  return kind == Tok::T_STRUCT || kind == Tok::T_UNION || kind == Tok::T_ENUM;
}

// Can begin the operand of a cast (spec 4.12).
bool StartsOperand(TokenKind kind) {
  switch (kind) {
    case Tok::T_IDENT:
    case Tok::T_VARIABLE:
    case Tok::T_MAP:
    case Tok::T_PARAM:
    case Tok::T_PARAM_COUNT:
    case Tok::T_INT:
    case Tok::T_STRING:
    case Tok::T_LPAREN:
    case Tok::T_MINUS:
    case Tok::T_NOT:
    case Tok::T_TILDE:
    case Tok::T_STAR:
    case Tok::T_AMP:
    case Tok::T_INCREMENT:
    case Tok::T_DECREMENT:
    case Tok::T_COMPTIME:
    case Tok::T_IF:
    case Tok::T_TRUE:
    case Tok::T_FALSE:
    case Tok::T_SIZEOF:
    case Tok::T_OFFSETOF:
    case Tok::T_TYPEINFO:
      return true;
    default:
      return false;
  }
}

// Behind the `}` of a block that began a statement: the statement goes on (`{ 1 } + 2`), or ends by itself.
bool ContinuesStatement(TokenKind kind) {
  switch (kind) {
    case Tok::T_SEMI:
    case Tok::T_RBRACE:
    case Tok::T_RANGLE:
    case Tok::T_ELSE:
    case Tok::T_ITEM_END:
    case Tok::T_EOF:
    case Tok::T_LOGICAL_OR:
    case Tok::T_LOGICAL_AND:
    case Tok::T_PIPE:
    case Tok::T_CARET:
    case Tok::T_AMP:
    case Tok::T_EQ:
    case Tok::T_NE:
    case Tok::T_LT:
    case Tok::T_LE:
    case Tok::T_GT:
    case Tok::T_GE:
    case Tok::T_SHL:
    case Tok::T_SHR:
    case Tok::T_PLUS:
    case Tok::T_MINUS:
    case Tok::T_STAR:
    case Tok::T_SLASH:
    case Tok::T_PERCENT:
    case Tok::T_QUESTION:
    case Tok::T_DOT:
    case Tok::T_ARROW:
    case Tok::T_LBRACKET:
    case Tok::T_ASSIGN:
      return true;
    default:
      return false;
  }
}

class Refiner {
 public:
  Refiner(const std::vector<Token>& in, const Source& source) : in_(in), source_(source) {
    FindMatches();
    stack_.push_back({});
  }

  std::vector<Token> Run() {
    out_.reserve(in_.size() + in_.size() / 8);
    for (at_ = 0; at_ < in_.size(); ++at_)
      Step();
    return std::move(out_);
  }

 private:
  // What a brace belongs to, seen from the statement around it.
  enum class Role : uint8_t { Other, Statement, LoopBody };

  // One level of brackets.
  struct Level {
    TokenKind open = Tok::T_EOF;
    Role role = Role::Other;        // of this brace
    Role next_brace = Role::Other;  // of the next brace on this level
    bool statement_start = false;   // the next token begins a statement
    bool call = false;              // the parentheses of a call
  };

  [[nodiscard]] TokenKind Kind(size_t i) const { return i < in_.size() ? in_[i].kind : Tok::T_EOF; }
  [[nodiscard]] TokenKind Before() const { return at_ > 0 ? in_[at_ - 1].kind : Tok::T_EOF; }
  void Emit(TokenKind kind) { out_.push_back({kind, in_[at_].range}); }
  void EmitMark(TokenKind kind, uint32_t where) { out_.push_back({kind, {where, where}}); }

  // The closing bracket of every opening one; brackets closed by the wrong one have none.
  void FindMatches() {
    match_.assign(in_.size(), kNone);
    std::vector<size_t> open;
    for (size_t i = 0; i < in_.size(); ++i) {
      if (in_[i].kind == Tok::T_ITEM_END) open.clear();
      if (Opens(in_[i].kind)) open.push_back(i);
      if (!Closes(in_[i].kind)) continue;
      // A brace also closes the parentheses that were left open in it.
      while (IsBrace(in_[i].kind) && !open.empty() && !IsBrace(in_[open.back()].kind))
        open.pop_back();
      if (open.empty()) continue;
      match_[open.back()] = i;
      open.pop_back();
    }
  }

  [[nodiscard]] bool IsPlainName(size_t i) const {
    return Kind(i) == Tok::T_IDENT && !IsParseTimeName(source_.Slice(in_[i].range));
  }

  // Where a type that starts at token `i` ends; kNone if there is none.
  [[nodiscard]] size_t TypeEnd(size_t i) const {
    const TokenKind kind = Kind(i);
    if (IsTag(kind)) {
      i += 2;
    } else if (kind == Tok::T_TYPEOF && Kind(i + 1) == Tok::T_LPAREN && match_[i + 1] != kNone) {
      i = match_[i + 1] + 1;
    } else if (IsPlainName(i)) {
      i += 1;
    } else {
      return kNone;
    }
    for (;;) {
      if (Kind(i) == Tok::T_STAR) {
        ++i;
      } else if (Kind(i) == Tok::T_LBRACKET && Kind(i + 1) == Tok::T_RBRACKET) {
        i += 2;
      } else if (Kind(i) == Tok::T_LBRACKET && Kind(i + 1) == Tok::T_INT && Kind(i + 2) == Tok::T_RBRACKET) {
        i += 3;
      } else {
        return i;
      }
    }
  }

  // Behind the `)` of `(type)` at `i`: an operand makes it a cast. What could also be a binary operator is
  // one if the name is a builtin, `(retval) - 1`, and `& 1` is one always: only variables and maps have
  // addresses.
  [[nodiscard]] bool OperandAt(size_t i) const {
    const TokenKind kind = Kind(i);
    const bool maybe_binary = kind == Tok::T_MINUS || kind == Tok::T_STAR || kind == Tok::T_AMP;
    const bool bare_name = i == at_ + 3 && Kind(at_ + 1) == Tok::T_IDENT;
    if (maybe_binary && bare_name && IsBuiltinName(source_.Slice(in_[at_ + 1].range))) return false;
    if (kind == Tok::T_AMP) return Kind(i + 1) == Tok::T_VARIABLE || Kind(i + 1) == Tok::T_MAP;
    return StartsOperand(kind);
  }

  [[nodiscard]] TokenKind ClassifyParen() const {
    if (IsLoopOrIf(Before())) return Tok::T_COND_LPAREN;
    if (Before() == Tok::T_IDENT || IsTypeQuery(Before())) return Tok::T_LPAREN;
    if (IsPlainName(at_ + 1) && Kind(at_ + 2) == Tok::T_ASSIGN) return Tok::T_LPAREN_RECORD;
    const size_t end = TypeEnd(at_ + 1);
    const bool is_type = end != kNone && Kind(end) == Tok::T_RPAREN;
    return is_type && OperandAt(end + 1) ? Tok::T_LPAREN_CAST : Tok::T_LPAREN;
  }

  // Puts a mark behind the current token if a whole operand that is a type follows.
  void MarkType() {
    const size_t end = TypeEnd(at_ + 1);
    if (end == kNone) return;
    const TokenKind behind = Kind(end);
    const bool whole =
        behind == Tok::T_RPAREN || behind == Tok::T_COMMA || (in_function_header_ && behind == Tok::T_LBRACE);
    if (whole) EmitMark(Tok::T_TYPE_MARK, in_[at_ + 1].range.begin);
  }

  void Step() {
    const TokenKind kind = in_[at_].kind;
    if (Opens(kind)) return Open(kind);
    if (Closes(kind)) return Close(kind);
    Level& level = stack_.back();
    switch (kind) {
      case Tok::T_ITEM_END:
        stack_.assign(1, {});
        in_function_header_ = false;
        break;
      case Tok::T_SEMI:
        level.statement_start = level.open == Tok::T_LBRACE || level.open == Tok::T_LANGLE;
        level.next_brace = Role::Other;
        break;
      case Tok::T_ELSE:
        break;  // behind a statement's `if` another one, or its block, follows
      case Tok::T_IF:
        if (level.statement_start) level.next_brace = Role::Statement;
        level.statement_start = false;
        break;
      case Tok::T_WHILE:
      case Tok::T_UNROLL:
      case Tok::T_FOR:
        if (level.statement_start) level.next_brace = Role::LoopBody;
        level.statement_start = false;
        break;
      case Tok::T_FN:
        in_function_header_ = stack_.size() == 1;
        [[fallthrough]];
      default:
        level.statement_start = false;
    }
    Emit(kind);
    if (kind == Tok::T_COLON && in_function_header_) MarkType();
    if (kind == Tok::T_COMMA && level.call && IsTag(Kind(at_ + 1))) MarkType();
  }

  void Open(TokenKind kind) {
    Level& level = stack_.back();
    Level inner;
    inner.open = kind;
    if (IsBrace(kind)) {
      inner.role = level.statement_start ? Role::Statement : level.next_brace;
      inner.statement_start = true;
      level.next_brace = Role::Other;
      in_function_header_ = false;
    }
    level.statement_start = false;
    if (kind == Tok::T_LPAREN) {
      Emit(ClassifyParen());
      inner.call = Before() == Tok::T_IDENT;
      if (IsTypeQuery(Before()) || (inner.call && IsTag(Kind(at_ + 1)))) MarkType();
    } else if (kind == Tok::T_LBRACKET && Before() == Tok::T_MAP) {
      Emit(Tok::T_KEY_LBRACKET);
    } else {
      Emit(kind);
    }
    stack_.push_back(inner);
  }

  void Close(TokenKind kind) {
    while (IsBrace(kind) && stack_.size() > 1 && !IsBrace(stack_.back().open))
      stack_.pop_back();
    const Role role = stack_.back().role;
    // A stray `)` must not close a block.
    const bool matches = stack_.size() > 1 && IsBrace(kind) == IsBrace(stack_.back().open);
    if (matches) stack_.pop_back();
    Emit(kind);
    Level& level = stack_.back();
    level.statement_start = false;
    if (!matches || !IsBrace(kind)) return;
    const TokenKind next = Kind(at_ + 1);
    if (role == Role::LoopBody) {
      level.statement_start = true;
    } else if (role == Role::Statement) {
      level.statement_start = next == Tok::T_ELSE || !ContinuesStatement(next);
      if (!ContinuesStatement(next)) EmitMark(Tok::T_STMT_END, in_[at_].range.end);
    }
  }

  const std::vector<Token>& in_;
  const Source& source_;
  std::vector<size_t> match_;
  std::vector<Level> stack_;
  std::vector<Token> out_;
  size_t at_ = 0;
  bool in_function_header_ = false;
};

}  // namespace

std::vector<Token> Refine(const std::vector<Token>& tokens, const Source& source) {
  return Refiner(tokens, source).Run();
}

}  // namespace sonde
