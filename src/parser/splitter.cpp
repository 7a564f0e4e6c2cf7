// The top level of a script. Leaves: Split. Covered by tests/parser/splitter_test.cpp.
#include "parser/splitter.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "parser/header_slips.h"
#include "parser/lexer.h"
#include "parser/probe_slips.h"
#include "parser/raw_text.h"

namespace sonde {
namespace {

enum class Section : uint8_t { Definitions, Preamble, Body };

class Splitter {
 public:
  Splitter(const Source& source, SourceRange file, ast::Program& program, Errors& errors)
      : text_(source.Slice({0, file.end})),
        source_(source),
        program_(program),
        errors_(errors),
        lexer_(source.Slice(file), file.begin, &comments_),
        at_(file.begin) {}

  std::vector<Token> Run() {
    if (text_.substr(at_).starts_with("#!")) at_ = LineEnd();
    while (!errors_.Full() && Layout())
      Item();
    for (const SourceRange range : comments_) {
      program_.comments.push_back({std::string(source_.Slice(range)), range});
    }
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char Char(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] uint32_t LineEnd() const {
    return static_cast<uint32_t>(std::min(text_.find('\n', at_), text_.size()));
  }
  void Emit(TokenKind kind, SourceRange range) { tokens_.push_back({kind, range}); }
  void EndItem() { Emit(Tok::T_ITEM_END, {at_, at_}); }

  // Skips layout; false at the end of the program.
  bool Layout() {
    at_ = SkipLayout(text_, at_, &comments_);
    if (Char() == '/' && Char(1) == '*') {
      if (auto* error = errors_.Syntax({at_, at_ + 2}, "unterminated comment"))
        error->Hint("write */ where it ends, or // for a comment up to the end of the line");
      at_ = static_cast<uint32_t>(text_.size());
    }
    return at_ < text_.size();
  }

  void Item() {
    const std::string_view word = WordAt(text_, at_);
    const uint32_t behind = at_ + static_cast<uint32_t>(word.size());
    const char next = behind < text_.size() ? text_[behind] : '\0';
    const bool keyword = next != ':' && next != '=';
    if (Char() == ';') {
      ++at_;
    } else if (const auto comment = Char() == '#' ? TopLevelComment(text_, at_) : std::nullopt) {
      Report(*comment);
      at_ = LineEnd();
    } else if (Char() == '#') {
      CDefinition({ScanPreprocessorLine(text_, at_), true}, "");
    } else if (const auto definition = ScanCDefinition(text_, at_); definition && keyword) {
      CDefinition(*definition, "}");
    } else if (word == "include" && (CharBehind(behind) == '<' || CharBehind(behind) == '"')) {
      Report(BareInclude(text_, at_));
      at_ = EndOfInclude(text_, at_);
    } else if (word == "config" && CharBehind(behind) == '{') {
      if (auto* error = errors_.Syntax({at_, behind}, "expected '='"))
        error->Hint("write config = { ... }").Fix({behind, behind}, " =");
      section_ = Section::Preamble;
      SkipBrokenProbe(at_);
    } else if (word == "config" && CharBehind(behind) == '=') {
      Config();
    } else if (word == "import" && keyword) {
      Import();
    } else {
      section_ = Section::Body;
      if (keyword && (word == "macro" || word == "fn")) {
        CodeItem();
      } else if (keyword && word == "let") {
        MapDecl();
      } else {
        Probe();
      }
    }
  }

  [[nodiscard]] char CharBehind(uint32_t offset) const {
    const uint32_t next = SkipLayout(text_, offset);
    return next < text_.size() ? text_[next] : '\0';
  }

  void Report(const Slip& slip) {
    Diagnostic* error = errors_.Syntax(slip.range, slip.message);
    if (error == nullptr) return;
    error->hints = slip.hints;
    error->fixes = slip.fixes;
  }
  // Whether a shell has read the script before.
  [[nodiscard]] bool FromShell() const { return source_.files()[0].name == "stdin"; }

  void CDefinition(RawDefinition definition, std::string_view close) {
    const SourceRange range{at_, definition.end};
    const size_t head_size =
        std::min(source_.Slice(range).find_first_of(" \t\r\n{"), size_t{range.end - at_});
    const SourceRange head{range.begin, range.begin + static_cast<uint32_t>(head_size)};
    at_ = definition.end;
    if (!definition.closed) errors_.Syntax(head, "expected '" + std::string(close) + "'");
    if (section_ != Section::Definitions) {
      errors_.Report(DiagId::CDefinitionsLate, head);
      return;
    }
    std::string text(source_.Slice(range));
    if (!close.empty() && !text.ends_with(';')) text += ';';
    program_.c_statements.push_back({std::move(text), range});
  }

  // ---- items that are code ------------------------------------------------------------------------

  void Config() {
    const SourceRange word{at_, at_ + 6};
    const size_t begin = tokens_.size();
    CodeItem();
    if (section_ == Section::Body) {
      if (auto* error = errors_.Report(DiagId::ConfigLate, word))
        error->Hint("move it to the beginning: " + std::string(source_.Slice({word.begin, at_})));
    } else if (program_.has_config) {
      if (auto* error = errors_.Report(DiagId::ConfigDuplicate, word))
        error->hints.push_back("put all settings into one block, with ; between them");
    } else {
      section_ = Section::Preamble;
      program_.has_config = true;
      program_.config_word = word;
      return;
    }
    tokens_.resize(begin);
  }

  void Import() {
    const SourceRange word{at_, at_ + 6};
    const size_t begin = tokens_.size();
    lexer_.Seek(at_);
    for (const TokenKind wanted : {Tok::T_IMPORT, Tok::T_STRING, Tok::T_SEMI}) {
      const Token token = lexer_.Next();
      if (wanted == Tok::T_STRING && token.kind != wanted) {
        at_ = LineEnd();
        const bool brace = token.kind == Tok::T_LBRACE || token.kind == Tok::T_RBRACE;
        if (token.range.begin < at_ && !brace) tokens_.push_back(token);  // for the error to point to
      }
      if (token.kind != wanted) break;
      tokens_.push_back(token);
      at_ = lexer_.offset();
    }
    EndItem();
    if (section_ == Section::Body) {
      errors_.Report(DiagId::ImportLate, word);
      tokens_.resize(begin);
    } else {
      section_ = Section::Preamble;
    }
  }

  // `let @name = type(N)` and the `;` behind it. What is no declaration ends at the next `;` or line.
  void MapDecl() {
    const size_t begin = tokens_.size();
    const uint32_t line_end = LineEnd();
    lexer_.Seek(at_);
    bool complete = false;
    for (Token token = lexer_.Next(); !complete; token = lexer_.Next()) {
      if (token.kind == Tok::T_EOF || token.kind == Tok::T_LBRACE) break;
      tokens_.push_back(token);
      at_ = lexer_.offset();
      complete = token.kind == Tok::T_RPAREN || token.kind == Tok::T_SEMI;
      if (token.kind == Tok::T_RPAREN && CharBehind(at_) == ';') complete = false;
    }
    if (!complete) at_ = line_end;
    const SourceRange second = tokens_.size() > begin + 1 ? tokens_[begin + 1].range : tokens_[begin].range;
    if (tokens_.size() < begin + 2 || tokens_[begin + 1].kind != Tok::T_MAP) {
      const std::string name(text_.substr(second.begin, second.end - second.begin));
      if (auto* error = errors_.Report(DiagId::RootLet, second); error != nullptr && name.starts_with('$'))
        error->hints.push_back("what all probes know is a map: begin { @" + name.substr(1) + " = 1 }");
      tokens_.resize(begin);
      return;
    }
    EndItem();
  }

  // A macro, a function or the config block: all up to the matching `}`.
  void CodeItem() {
    lexer_.Seek(at_);
    for (;;) {
      const Token token = lexer_.Next();
      if (token.kind == Tok::T_LBRACE) {
        at_ = token.range.begin;
        (void)Block();
        return EndItem();
      }
      if (token.kind != Tok::T_EOF) tokens_.push_back(token);
      if (token.kind == Tok::T_EOF || token.kind == Tok::T_SEMI || token.kind == Tok::T_RBRACE) break;
    }
    at_ = lexer_.offset();
    EndItem();
  }

  // ---- probes -------------------------------------------------------------------------------------

  void Probe() {
    const size_t begin = tokens_.size();
    const uint32_t item = at_;
    if (!AttachPoints() || !Predicate()) {
      tokens_.resize(begin);
      SkipBrokenProbe(item);
      return;
    }
    uint32_t behind = 0;
    const SourceRange last = tokens_.back().range;
    if (const auto braced = Char() == '{' ? BracedProbe(text_, last, at_, behind) : std::nullopt) {
      Report(*braced);
      tokens_.resize(begin);
      at_ = behind;
      SkipBrokenProbe(item);
      return;
    }
    if (Char() == '{') {
      if (!Block()) {
        tokens_.resize(begin);
        return;
      }
    } else if (Char() == '<') {
      AngleBlock();
    } else {
      const SourceRange head = tokens_.back().range;
      const bool predicate = tokens_.back().kind == Tok::T_PREDICATE_CLOSE;
      if (const auto slip = predicate ? std::nullopt : HeaderSlip(text_, head, at_, FromShell())) {
        Report(*slip);
      } else {
        errors_.Syntax(at_ >= text_.size() ? head : SourceRange{at_, at_ + 1}, "expected '{'");
      }
      tokens_.resize(begin);
      SkipBrokenProbe(item);
      return;
    }
    EndItem();
  }

  // Names, wildcards, quotes and parameters; other punctuation is a slip, not a name.
  static bool MayStartAttachPoint(char c) {
    static constexpr std::string_view kOthers = "_\"*?[$.-";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || kOthers.find(c) != std::string_view::npos;
  }

  // False with an error if an attach point is missing.
  bool AttachPoints() {
    for (bool first = true;; first = false) {
      const bool more = Layout();
      const bool trailing_comma = !first && (Char() == '{' || Char() == '<' || Char() == '/');
      if (more && trailing_comma) return true;
      const RawAttachPoint point = ScanAttachPoint(text_, at_);
      const SourceRange range{at_, point.end};
      if (!more || point.end == at_ || !MayStartAttachPoint(Char())) {
        const SourceRange where = more ? SourceRange{at_, at_ + 1} : tokens_.back().range;
        if (const auto slip = more && first ? ItemSlip(text_, at_, last_block_) : std::nullopt) {
          Report(*slip);
        } else {
          errors_.Syntax(where, "expected attach point");
        }
        return false;
      }
      if (const auto slip = first ? CalledProbe(text_, at_) : std::nullopt) {
        Report(*slip);
        return false;
      }
      at_ = point.end;
      if (point.unterminated_quote) {
        if (auto* error = errors_.Syntax(range, "unterminated string"))
          error->hints.push_back("this probe has one \" too few or too many");
        return false;
      }
      if (!first) Emit(Tok::T_COMMA, {range.begin, range.begin});
      Emit(Tok::T_ATTACH_POINT, range);
      if (!Layout() || Char() != ',') return true;
      ++at_;
    }
  }

  // The predicate, if there is one. False with an error if it never ends.
  bool Predicate() {
    if (Char() != '/') return true;
    const SourceRange open{at_, at_ + 1};
    if (const auto slip = SlashedProbe(text_, tokens_.back().range, at_)) {
      Report(*slip);
      return false;
    }
    Emit(Tok::T_PREDICATE_OPEN, open);
    lexer_.Seek(at_ + 1);
    int depth = 0;
    bool may_hold_block = false;  // behind an `if` a brace need not be the body of the probe
    for (;;) {
      const Token token = lexer_.Next();
      if (token.kind == Tok::T_EOF) break;
      if (depth == 0 && token.kind == Tok::T_SLASH) {
        const char next = CharBehind(lexer_.offset());
        if (next == '{' || next == '<') {
          Emit(Tok::T_PREDICATE_CLOSE, token.range);
          at_ = lexer_.offset();
          return Layout();
        }
      }
      if (depth == 0 && token.kind == Tok::T_LBRACE && !may_hold_block && EndsOperand(tokens_.back().kind)) {
        const SourceRange last = tokens_.back().range;
        if (auto* error = errors_.Syntax(token.range, "expected '/'")) {
          error->Hint("close the predicate: " + std::string(source_.Slice({open.begin, last.end})) + "/")
              .Fix({last.end, last.end}, "/");
        }
        Emit(Tok::T_PREDICATE_CLOSE, token.range);
        at_ = token.range.begin;
        return true;
      }
      may_hold_block |= token.kind == Tok::T_IF;
      if (token.kind == Tok::T_LBRACE) ++depth;
      if (token.kind == Tok::T_RBRACE && --depth < 0) break;
      tokens_.push_back(token);
    }
    if (depth == 0 && tokens_.back().kind == Tok::T_SLASH) {
      if (auto* error = errors_.Syntax(tokens_.back().range, "expected '{'"))
        error->Hint("say what to do in a block behind the predicate: { @ = count() }");
      return false;
    }
    if (const auto slip = BareBody(text_, open)) {
      Report(*slip);
      return false;
    }
    errors_.Syntax(open, "expected '/' at the end of the predicate");
    return false;
  }

  // Behind the block of a probe whose header was wrong, or to the next line that looks like an item.
  void SkipBrokenProbe(uint32_t item) {
    lexer_.Seek(at_);
    for (int depth = 0;;) {
      const Token token = lexer_.Next();
      if (token.kind == Tok::T_EOF) break;
      if (token.kind == Tok::T_LBRACE) ++depth;
      if (token.kind == Tok::T_RBRACE && --depth <= 0) break;
      if (depth == 0 && AtLineStart(token) && token.range.begin > item &&
          LooksLikeItem(text_, token.range.begin)) {
        at_ = token.range.begin;
        return;
      }
    }
    at_ = lexer_.offset();
  }

  // ---- blocks -------------------------------------------------------------------------------------

  [[nodiscard]] bool AtLineStart(const Token& token) const {
    return token.range.begin == 0 || text_[token.range.begin - 1] == '\n';
  }

  // The tokens from the `{` at at_ to its `}`. A block that is never closed is read again and then taken to
  // end before the first line that looks like a probe. False if it means nothing.
  bool Block() {
    const SourceRange open{at_, at_ + 1};
    const size_t begin = tokens_.size();
    last_block_ = at_;
    int depth = BlockTokens();
    if (depth == 0) return true;
    if (!guess_ends_) {
      guess_ends_ = true;
      tokens_.resize(begin);
      at_ = open.begin;
      depth = BlockTokens();
    }
    bool explained = depth == 0;
    for (size_t i = begin; i < tokens_.size(); ++i)
      explained |= tokens_[i].kind == Tok::T_INVALID;
    const SourceRange last = tokens_.back().range;
    if (!explained && EndsOperand(tokens_.back().kind)) {
      if (const auto comment = CommentInBlock(text_, last)) {
        Report(*comment);
        return false;
      }
    }
    if (!explained) {
      if (auto* error = errors_.Syntax(last, "expected '}'")) {
        error->Note(open, "to match this '{'");
        if (depth > 0 && at_ >= text_.size()) error->Fix({last.end, last.end}, depth == 1 ? " }" : " } }");
      }
    }
    for (; depth > 0; --depth)
      Emit(Tok::T_RBRACE, {last.end, last.end});
    return true;
  }

  // Adds the tokens of a block; returns how many braces are still open.
  int BlockTokens() {
    lexer_.Seek(at_);
    for (int depth = 0;;) {
      const Token token = lexer_.Next();
      at_ = lexer_.offset();
      if (token.kind == Tok::T_EOF) return depth;
      if (guess_ends_ && depth > 0 && AtLineStart(token) && LooksLikeItem(text_, token.range.begin)) {
        at_ = token.range.begin;
        return depth;
      }
      tokens_.push_back(token);
      if (token.kind == Tok::T_LBRACE) ++depth;
      if (token.kind == Tok::T_RBRACE && --depth == 0) return 0;
    }
  }

  // < ... >: the closing > is the last thing in the program or stands before the next item.
  void AngleBlock() {
    const SourceRange open{at_, at_ + 1};
    Emit(Tok::T_LANGLE, open);
    lexer_.Seek(at_ + 1);
    int depth = 0;
    for (;;) {
      const Token token = lexer_.Next();
      if (token.kind == Tok::T_EOF) break;
      if (token.kind == Tok::T_GT) {
        const uint32_t next = SkipLayout(text_, lexer_.offset());
        if (next >= text_.size() || (depth == 0 && LooksLikeItem(text_, next))) {
          CloseBraces(depth, token.range);
          Emit(Tok::T_RANGLE, token.range);
          at_ = lexer_.offset();
          return;
        }
      }
      if (token.kind == Tok::T_LBRACE) ++depth;
      if (token.kind == Tok::T_RBRACE && --depth < 0) break;
      tokens_.push_back(token);
    }
    at_ = lexer_.offset();
    CloseBraces(depth, tokens_.back().range);
    const SourceRange last = tokens_.back().range;
    if (auto* error = errors_.Syntax(last, "expected '>'")) error->Note(open, "to match this '<'");
    Emit(Tok::T_RANGLE, {last.end, last.end});
  }

  // Braces left open inside < >.
  void CloseBraces(int depth, SourceRange where) {
    if (depth > 0) errors_.Syntax(where, "expected '}'");
    for (; depth > 0; --depth)
      Emit(Tok::T_RBRACE, {where.begin, where.begin});
  }

  std::string_view text_;
  const Source& source_;
  ast::Program& program_;
  Errors& errors_;
  std::vector<SourceRange> comments_;
  Lexer lexer_;
  std::vector<Token> tokens_;
  uint32_t at_;
  Section section_ = Section::Definitions;
  bool guess_ends_ = false;
  uint32_t last_block_ = 0;  // where the block read last begins
};

}  // namespace

std::vector<Token> Split(const Source& source, size_t file, ast::Program& program, Errors& errors) {
  return Splitter(source, source.files()[file].range, program, errors).Run();
}

}  // namespace sonde
