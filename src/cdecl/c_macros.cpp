// Macros in the spelling of scripts. Leaves: CMacros, SpellMacro. Covered by tests/cdecl/macros_test.cpp.
#include "cdecl/c_macros.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

namespace sonde {
namespace {

using Token = ClangUnit::Token;

bool IsNumber(const std::string& text) {
  return std::isdigit(static_cast<unsigned char>(text[0])) != 0;
}

// An integer of C without its suffix. Other numbers stay as they are: 1e9, 1_000 and 5s are numbers of
// scripts.
std::string SpellNumber(const std::string& number) {
  std::string text = number;
  while (!text.empty() && std::string_view("uUlLzZ").find(text.back()) != std::string_view::npos)
    text.pop_back();
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const bool binary = text.starts_with("0b") || text.starts_with("0B");
  const std::string_view digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
  if (text.find_first_not_of(digits, hex || binary ? 2 : 0) != std::string::npos) return number;
  if (hex) text[1] = 'x';
  if (binary) text[1] = 'b';
  return text;
}

// The value of a character constant with one character.
std::optional<std::string> SpellCharacter(const std::string& text) {
  static constexpr std::string_view kEscapes = "abfnrtv\\'\"?";
  static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"?";
  if (text.size() < 3 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
  const std::string body = text.substr(1, text.size() - 2);
  int value = static_cast<signed char>(body[0]);
  if (body[0] != '\\') return body.size() == 1 ? std::optional(std::to_string(value)) : std::nullopt;
  if (body.size() < 2) return std::nullopt;
  if (const size_t at = kEscapes.find(body[1]); at != std::string_view::npos) {
    return body.size() == 2 ? std::optional(std::to_string(int{kValues[at]})) : std::nullopt;
  }
  const bool hex = body[1] == 'x';
  const std::string digits = body.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 3 ||
      digits.find_first_not_of(hex ? "0123456789abcdefABCDEF" : "01234567") != std::string::npos) {
    return std::nullopt;
  }
  value = static_cast<signed char>(std::stoi(digits, nullptr, hex ? 16 : 8));
  return std::to_string(value);
}

// One type word of the language for the words of an integer type of C, which may come in any order.
class TypeWords {
 public:
  bool Add(const std::string& word) {
    static const std::vector<std::string> kWords = {"unsigned", "signed", "long", "int", "short", "char"};
    if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) return false;
    ++words_[word];
    return true;
  }
  [[nodiscard]] bool empty() const { return words_.empty(); }
  [[nodiscard]] std::string Take() {
    std::string name = words_.contains("unsigned") ? "uint" : "int";
    name += words_.contains("char")    ? "8"
            : words_.contains("short") ? "16"
            : words_.contains("long")  ? "64"
                                       : "32";
    words_.clear();
    return name;
  }

 private:
  std::unordered_map<std::string, int> words_;
};

constexpr uint64_t kLargestExpansion = 100000;  // tokens

// 5e6 of scripts, which C has as well.
bool IsScientific(const std::string& text) {
  return text.size() > 2 && text[0] >= '1' && text[0] <= '9' && text[1] == 'e' && text[2] >= '1' &&
         text[2] <= '9' && text.find_first_not_of("0123456789", 2) == std::string::npos;
}

// A literal that scripts read as C does.
bool IsPlainLiteral(const std::string& text) {
  if (text[0] == '"') return text.find('\\') == std::string::npos;
  if (!IsNumber(text)) return SpellCharacter(text).has_value();
  const bool hex = text.size() > 1 && (text[1] == 'x' || text[1] == 'X');
  const bool binary = text.size() > 1 && (text[1] == 'b' || text[1] == 'B');
  if (binary) return false;
  return hex || IsScientific(text) || text.find_first_of(".eEpP_") == std::string::npos;
}

// Tokens between which one pair of parentheses is left out.
struct Span {
  const Token* begin;
  const Token* end;
  [[nodiscard]] size_t size() const { return static_cast<size_t>(end - begin); }
};

// Where the parenthesis at the span's begin is closed; its end if it is not.
const Token* Closing(Span span) {
  int depth = 0;
  for (const Token* at = span.begin; at != span.end; ++at) {
    if (at->text == "(") ++depth;
    if (at->text == ")" && --depth == 0) return at;
  }
  return span.end;
}

Span Inner(const std::vector<Token>& tokens) {
  Span span{tokens.data(), tokens.data() + tokens.size()};
  while (span.size() >= 2 && span.begin->text == "(" && Closing(span) == span.end - 1) {
    ++span.begin;
    --span.end;
  }
  return span;
}

// One literal or name: what scripts make of it is what C makes of it.
bool IsPlain(const std::vector<Token>& tokens) {
  const Span span = Inner(tokens);
  if (span.size() == 0) return true;
  if (span.size() != 1) return false;
  return span.begin->kind != CXToken_Literal || IsPlainLiteral(span.begin->text);
}

// (type)x, (type)-x, (type)(...).
bool IsCast(const std::vector<Token>& tokens) {
  Span rest = Inner(tokens);
  if (rest.size() < 4 || rest.begin->text != "(") return false;
  const Token* close = Closing(rest);
  const bool type = rest.begin[1].kind == CXToken_Keyword || rest.begin[1].kind == CXToken_Identifier;
  if (!type || rest.begin[1].text == "sizeof" || close == rest.end) return false;
  rest.begin = close + 1;
  while (rest.size() > 1 && (rest.begin->text == "-" || rest.begin->text == "~"))
    ++rest.begin;
  return rest.size() == 1 || (rest.size() > 1 && rest.begin->text == "(" && Closing(rest) == rest.end - 1);
}

// What opens no bracket that it does not close, ends no statement and is no list.
bool IsBalanced(const std::vector<Token>& tokens) {
  std::string open;
  for (const Token& token : tokens) {
    if (token.kind != CXToken_Punctuation) continue;
    const char c = token.text[0];
    if (c == ';' || c == '#' || c == '{' || (c == ',' && open.empty())) return false;
    if (c == '(' || c == '[') open += c;
    if (c != ')' && c != ']' && c != '}') continue;
    if (open.empty() || open.back() != (c == ')' ? '(' : '[')) return false;
    open.pop_back();
  }
  return open.empty();
}

}  // namespace

CMacro SpellMacro(const std::vector<Token>& replacement) {
  CMacro macro;
  TypeWords type;
  const auto add = [&](const std::string& text) { macro.text += (macro.text.empty() ? "" : " ") + text; };
  bool after_string = false;
  for (const Token& token : replacement) {
    if (token.kind == CXToken_Comment || token.text == "const" || token.text == "volatile") continue;
    if (token.kind == CXToken_Keyword && type.Add(token.text)) continue;
    if (!type.empty()) add(type.Take());
    const bool string = token.kind == CXToken_Literal && token.text.starts_with('"');
    if (string && after_string) {
      macro.text.pop_back();
      macro.text += token.text.substr(1);
    } else if (token.kind != CXToken_Literal || string) {
      add(token.text == "_Bool" ? "bool" : token.text);
    } else {
      const auto number =
          IsNumber(token.text) ? std::optional(SpellNumber(token.text)) : SpellCharacter(token.text);
      const bool fraction = IsNumber(token.text) && token.text.find('.') != std::string::npos;
      macro.expression = macro.expression && number.has_value() && !fraction;
      add(number.value_or(token.text));
    }
    after_string = string;
  }
  if (!type.empty()) add(type.Take());
  return macro;
}

CMacros::CMacros(const ClangUnit& unit, const CTypes& types, const std::vector<std::string>& asked,
                 uint32_t asked_from, ReadAgain read, MovingLayouts moving)
    : unit_(unit), asked_(asked), read_(std::move(read)), moving_(std::move(moving)) {
  const Libclang& clang = unit.clang();
  const auto name_of = [&](CXCursor cursor) { return clang.Text(clang.getCursorSpelling(cursor)); };
  for (const CXCursor macro : types.macros())
    macros_[name_of(macro)] = macro;
  std::unordered_map<std::string, CXCursor> in_force;
  for (const CXCursor macro : types.MacrosAskedFrom(asked_from))
    in_force[name_of(macro)] = macro;
  for (const std::string& name : asked) {
    const auto found = in_force.find(name);
    if (found != in_force.end()) {
      macros_[name] = found->second;
    } else {
      macros_.erase(name);
    }
  }
}

std::optional<CMacro> CMacros::Find(std::string_view name) {
  const std::string key(name);
  if (!macros_.contains(key) || IsFunction(name)) return std::nullopt;
  const Tokens& tokens = TokensOf(key);
  if (IsPlain(tokens)) return SpellMacro(tokens);
  if (!values_) Evaluate();
  if (const auto value = values_->find(key); value != values_->end()) return CMacro{value->second};
  return SpellMacro(tokens);
}

const CMacros::Tokens& CMacros::TokensOf(const std::string& name) {
  const auto [it, is_new] = tokens_.try_emplace(name);
  if (!is_new) return it->second;
  Tokens& tokens = it->second;
  tokens = unit_.Tokens(macros_.at(name));
  if (!tokens.empty()) tokens.erase(tokens.begin());  // the name
  std::erase_if(tokens, [](const Token& token) { return token.kind == CXToken_Comment; });
  return tokens;
}

// How often an argument is repeated: calls of function-like macros in each other multiply that.
uint64_t CMacros::Factor(const std::string& function) {
  std::unordered_map<std::string, uint64_t> uses;
  uint64_t most = 1;
  for (const Token& token : TokensOf(function))
    most = std::max(most, uses[token.text]++);
  return most;
}

uint64_t CMacros::SizeOf(const std::string& name) {
  const auto [known, is_new] = sizes_.try_emplace(name, 1);  // within itself it is not replaced
  if (!is_new) return known->second;
  uint64_t size = 0;
  uint64_t factor = 1;
  const Tokens tokens = TokensOf(name);
  for (const Token& token : tokens) {
    const bool macro = token.text != name && macros_.contains(token.text);
    size += macro ? SizeOf(token.text) : 1;
    if (macro && IsFunction(token.text)) factor *= Factor(token.text);
    if (size > kLargestExpansion || factor > kLargestExpansion) break;
  }
  size = std::min(size, kLargestExpansion + 1) * std::min(factor, kLargestExpansion + 1);
  return sizes_[name] = std::min(size, kLargestExpansion + 1);
}

// All at once: those that the script names, and what their replacements name.
void CMacros::Evaluate() {
  values_.emplace();
  std::vector<std::string> open = asked_;
  std::unordered_set<std::string> seen;
  std::vector<std::pair<std::string, bool>> wanted;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    if (!macros_.contains(name) || !seen.insert(name).second) continue;
    const Tokens& tokens = TokensOf(name);
    for (const Token& token : tokens)
      open.push_back(token.text);
    if (IsFunction(name) || IsPlain(tokens) || !IsBalanced(tokens) || SizeOf(name) > kLargestExpansion)
      continue;
    wanted.emplace_back(name, IsCast(tokens));
  }
  if (!wanted.empty() && read_) values_ = EvaluateMacros(read_, wanted, moving_);
}

bool CMacros::IsFunction(std::string_view name) const {
  const auto found = macros_.find(std::string(name));
  return found != macros_.end() && unit_.clang().Cursor_isMacroFunctionLike(found->second) != 0;
}

}  // namespace sonde
