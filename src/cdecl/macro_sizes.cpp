// Sizes of expansions. Leaves: MacroSizes. Every macro is taken as a linear function of the size of its
// arguments, so calls in each other multiply and all else adds up. Covered by
// tests/cdecl/macro_sizes_test.cpp.
#include "cdecl/macro_sizes.h"

#include <algorithm>
#include <cctype>

namespace sonde {
namespace {

constexpr int kDeepest = 500;  // calls in calls, macros that name macros: far beyond what people write

bool InWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

uint64_t Capped(uint64_t size) {
  return std::min(size, MacroSizes::kLargest + 1);
}

// Where the comment or literal at `at` ends; `at` itself if there is none.
size_t SkipOpaque(std::string_view text, size_t at) {
  const char first = text[at];
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") {
    const size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (first != '"' && first != '\'') return at;
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == first || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

std::string_view WordAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && InWord(text[end]))
    ++end;
  return text.substr(at, end - at);
}

}  // namespace

std::string_view MacroSizes::NameIn(std::string_view line) {
  constexpr std::string_view kDefine = "define";
  const size_t word = line.find_first_not_of(" \t");
  if (word == std::string_view::npos || !line.substr(word).starts_with(kDefine)) return {};
  const size_t name = line.find_first_not_of(" \t\\\n", word + kDefine.size());
  return name == std::string_view::npos ? std::string_view() : WordAt(line, name);
}

void MacroSizes::Define(std::string_view line) {
  const std::string_view name = NameIn(line);
  if (name.empty()) return;
  std::string_view rest = line.substr(static_cast<size_t>(name.data() - line.data()) + name.size());
  Macro macro;
  const size_t close = rest.starts_with('(') ? rest.find(')') : std::string_view::npos;
  if (close != std::string_view::npos) {
    macro.is_function = true;
    for (const std::string_view token : Split(rest.substr(1, close - 1))) {
      if (InWord(token[0])) macro.parameters.emplace_back(token);
      if (token == ".") macro.parameters.emplace_back("__VA_ARGS__");
    }
    rest.remove_prefix(close + 1);
  }
  macro.replacement = rest;
  macros_.insert_or_assign(std::string(name), std::move(macro));
}

// Words, parentheses and other single characters; literals are one token, comments none.
MacroSizes::Tokens MacroSizes::Split(std::string_view text) {
  Tokens tokens;
  for (size_t at = 0; at < text.size();) {
    const size_t behind = SkipOpaque(text, at);
    if (behind > at) {
      if (text[at] != '/') tokens.push_back(text.substr(at, behind - at));
      at = behind;
    } else if (InWord(text[at])) {
      tokens.push_back(WordAt(text, at));
      at += tokens.back().size();
    } else {
      if (std::isspace(static_cast<unsigned char>(text[at])) == 0 && text[at] != '\\')
        tokens.push_back(text.substr(at, 1));
      ++at;
    }
  }
  return tokens;
}

const MacroSizes::Growth& MacroSizes::GrowthOf(Macro& macro) {
  if (macro.known) return macro.growth;
  macro.known = true;
  if (depth_ > kDeepest) return macro.growth = {kLargest + 1, kLargest + 1};
  ++depth_;
  const Tokens tokens = Split(macro.replacement);
  Part whole;
  for (size_t at = 0; at < tokens.size(); ++at) {  // a parenthesis too many ends a part
    const Part part = Measure(tokens, at, macro.parameters);
    whole.fixed = Capped(whole.fixed + part.fixed);
    whole.uses.resize(macro.parameters.size());
    for (size_t i = 0; i < whole.uses.size(); ++i)
      whole.uses[i] = Capped(whole.uses[i] + part.uses[i]);
    whole.called_later = std::max(whole.called_later, part.called_later);
  }
  --depth_;
  uint64_t factor = 1;
  for (const uint64_t uses : whole.uses)
    factor = std::max(factor, uses);
  return macro.growth = {whole.fixed, Capped(factor * whole.called_later)};
}

// Tokens up to the parenthesis that closes the part, or to the end.
MacroSizes::Part MacroSizes::Measure(const Tokens& tokens, size_t& at,
                                     const std::vector<std::string>& parameters) {
  Part part;
  part.uses.resize(parameters.size());
  size_t open = 0;
  for (; at < tokens.size(); ++at) {
    const std::string_view token = tokens[at];
    if (token == "(") ++open;
    if (token == ")" && open-- == 0) break;
    const auto parameter = std::find(parameters.begin(), parameters.end(), token);
    if (parameter != parameters.end()) {
      uint64_t& uses = part.uses[static_cast<size_t>(parameter - parameters.begin())];
      uses = Capped(uses + 1);
      continue;
    }
    const auto macro = InWord(token[0]) ? macros_.find(std::string(token)) : macros_.end();
    if (macro == macros_.end()) {
      part.fixed = Capped(part.fixed + 1);
    } else if (at + 1 < tokens.size() && tokens[at + 1] == "(") {
      AddCall(macro->second, tokens, at, parameters, part);
    } else {
      const Growth& growth = GrowthOf(macro->second);
      part.fixed = Capped(part.fixed + (macro->second.is_function ? 1 : growth.fixed));
      part.called_later = std::max(part.called_later, growth.factor);
    }
  }
  return part;
}

// `at` is the macro's name in front of a parenthesis; behind that, the one that closes it. A call counts for
// a token itself: those that become nothing are work, too.
void MacroSizes::AddCall(Macro& macro, const Tokens& tokens, size_t& at,
                         const std::vector<std::string>& parameters, Part& part) {
  const Growth growth = GrowthOf(macro);
  at += 2;
  Part inner;
  inner.uses.resize(parameters.size());
  if (depth_ > kDeepest) {
    inner.fixed = kLargest + 1;
    at = tokens.size();
  } else {
    ++depth_;
    inner = Measure(tokens, at, parameters);
    --depth_;
  }
  const uint64_t factor = Capped(growth.factor * inner.called_later);
  part.fixed = Capped(part.fixed + 1 + growth.fixed + factor * inner.fixed);
  for (size_t i = 0; i < parameters.size(); ++i)
    part.uses[i] = Capped(part.uses[i] + factor * inner.uses[i]);
}

uint64_t MacroSizes::SizeOf(const std::string& name) {
  const auto found = macros_.find(name);
  if (found == macros_.end()) return 1;
  const Growth& growth = GrowthOf(found->second);
  return Capped(growth.fixed + (found->second.is_function ? growth.factor : 0));
}

uint64_t MacroSizes::SizeOfText(std::string_view text) {
  const Tokens tokens = Split(text);
  uint64_t size = 0;
  for (size_t at = 0; at < tokens.size(); ++at)
    size = Capped(size + Measure(tokens, at, {}).fixed);
  return size;
}

}  // namespace sonde
