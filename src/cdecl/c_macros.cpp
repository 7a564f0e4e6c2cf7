// Macros in the spelling of scripts. Leaves: CMacros, SpellMacro. Covered by tests/cdecl/macros_test.cpp.
#include "cdecl/c_macros.h"

#include <algorithm>
#include <cctype>

namespace sonde {
namespace {

using Token = ClangUnit::Token;

bool IsNumber(const std::string& text) {
  return std::isdigit(static_cast<unsigned char>(text[0])) != 0;
}

// Without the suffix; nothing for floating-point numbers.
std::optional<std::string> SpellNumber(std::string text) {
  while (!text.empty() && std::string_view("uUlLzZ").find(text.back()) != std::string_view::npos)
    text.pop_back();
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const bool binary = text.starts_with("0b") || text.starts_with("0B");
  const std::string_view digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
  if (text.find_first_not_of(digits, hex || binary ? 2 : 0) != std::string::npos) return std::nullopt;
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
      const auto number = IsNumber(token.text) ? SpellNumber(token.text) : SpellCharacter(token.text);
      macro.expression = macro.expression && number.has_value();
      add(number.value_or(token.text));
    }
    after_string = string;
  }
  if (!type.empty()) add(type.Take());
  return macro;
}

CMacros::CMacros(const ClangUnit& unit, const CTypes& types, const std::vector<std::string>& asked,
                 uint32_t asked_from)
    : unit_(unit) {
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

std::optional<CMacro> CMacros::Find(std::string_view name) const {
  const auto found = macros_.find(std::string(name));
  if (found == macros_.end() || IsFunction(name)) return std::nullopt;
  std::vector<Token> tokens = unit_.Tokens(found->second);
  if (!tokens.empty()) tokens.erase(tokens.begin());  // the name
  return SpellMacro(tokens);
}

bool CMacros::IsFunction(std::string_view name) const {
  const auto found = macros_.find(std::string(name));
  return found != macros_.end() && unit_.clang().Cursor_isMacroFunctionLike(found->second) != 0;
}

}  // namespace sonde
