// Demangled names. Leaves: MatchCppName, DemangledName, PlainCppName. Covered by
// tests/probes/cpp_names_test.cpp.
#include "probes/cpp_names.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/demangle.h"
#include "base/wildcard.h"

namespace sonde {
namespace {

constexpr std::string_view kOperator = "operator";

// Cuts the parameter list: the last parenthesis group that is not inside template arguments.
std::string_view WithoutParameters(std::string_view name) {
  const size_t close = name.rfind(')');
  if (close == std::string_view::npos) return name;
  int depth = 0;
  for (size_t i = close + 1; i-- > 0;) {
    if (name[i] == ')') ++depth;
    if (name[i] == '(' && --depth == 0) return name.substr(0, i);
  }
  return name;
}

bool IsWordCharacter(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Where the word `operator` begins, outside of template arguments; behind the end when there is none.
size_t FindOperator(std::string_view name) {
  int depth = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<' || name[i] == '(') ++depth;
    if (name[i] == '>' || name[i] == ')') --depth;
    const bool word = depth == 0 && name.substr(i).starts_with(kOperator) &&
                      (i == 0 || !IsWordCharacter(name[i - 1])) &&
                      (i + kOperator.size() == name.size() || !IsWordCharacter(name[i + kOperator.size()]));
    if (word) return i;
  }
  return name.size();
}

// Cuts what stands before the name itself: "int ns::f<int>" is "ns::f<int>". The demangler writes return
// types for templates.
std::string_view WithoutReturnType(std::string_view name) {
  const size_t end = FindOperator(name);
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < end; ++i) {
    if (name[i] == '<' || name[i] == '(') ++depth;
    if (name[i] == '>' || name[i] == ')') --depth;
    if (name[i] == ' ' && depth == 0) begin = i + 1;
  }
  return name.substr(begin);
}

// "ns::f" of "ns::f<int>"
std::string_view WithoutTemplateArguments(std::string_view name) {
  if (name.empty() || name.back() != '>' || FindOperator(name) != name.size()) return name;
  int depth = 0;
  for (size_t i = name.size(); i-- > 0;) {
    if (name[i] == '>') ++depth;
    if (name[i] == '<' && --depth == 0) return name.substr(0, i);
  }
  return name;
}

std::string WithoutTags(std::string_view name) {
  std::string text(name);
  for (size_t at = text.find("[abi:"); at != std::string::npos; at = text.find("[abi:", at)) {
    const size_t end = text.find(']', at);
    text.erase(at, end == std::string::npos ? end : end + 1 - at);
  }
  return text;
}

std::string WithoutBlanksBehindCommas(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ' ' && !text.empty() && text.back() == ',') continue;
    text += c;
  }
  return text;
}

bool DemangleTo(std::string_view symbol, std::string& text) {
  Demangled demangled = Demangle(symbol);
  if (demangled.too_long || demangled.text == symbol) return false;
  text = std::move(demangled.text);
  return true;
}

bool IsThunk(std::string_view symbol) {
  return symbol.starts_with("_ZT");
}

// Cuts " [clone .isra.0]". False when the symbol is a part of a function only.
bool CutClones(std::string& text) {
  const size_t at = text.find(" [clone ");
  if (at == std::string::npos) return true;
  const std::string_view clones = std::string_view(text).substr(at);
  const bool part =
      clones.find(".cold") != std::string_view::npos || clones.find(".part") != std::string_view::npos;
  if (part) return false;
  text.erase(at);
  return true;
}

// What a function whose demangled form is `full` may be called.
std::vector<std::string> NamesOf(const std::string& full) {
  std::vector<std::string> names = {full};
  const std::string tagless = WithoutTags(full);
  const std::string_view head = WithoutParameters(tagless);
  const std::string_view name = WithoutReturnType(head);
  const std::string parameters = tagless.substr(head.size());
  for (const std::string_view each : {head, name, WithoutTemplateArguments(name)}) {
    names.emplace_back(each);
    names.push_back(std::string(each) + parameters);
  }
  return names;
}

}  // namespace

CppMatch MatchCppName(std::string_view pattern, std::string_view symbol) {
  if (!symbol.starts_with("_Z")) {
    if (pattern == symbol) return CppMatch::Literal;
    return WildcardMatch(pattern, symbol) ? CppMatch::Wildcard : CppMatch::None;
  }
  std::string full;
  if (!DemangleTo(symbol, full)) return CppMatch::None;
  const std::string wanted = WithoutBlanksBehindCommas(pattern);
  std::vector<std::string> names = {full};
  if (!IsThunk(symbol) && CutClones(full)) names = NamesOf(full);
  CppMatch match = CppMatch::None;
  for (const std::string& name : names) {
    const std::string text = WithoutBlanksBehindCommas(name);
    if (text == wanted) return CppMatch::Literal;
    if (WildcardMatch(wanted, text)) match = CppMatch::Wildcard;
  }
  return match;
}

std::string DemangledName(std::string_view symbol) {
  std::string full;
  return symbol.starts_with("_Z") && DemangleTo(symbol, full) ? full : std::string(symbol);
}

std::string PlainCppName(std::string_view symbol) {
  std::string full;
  if (!symbol.starts_with("_Z") || IsThunk(symbol) || !DemangleTo(symbol, full) || !CutClones(full))
    return {};
  const std::string tagless = WithoutTags(full);
  return std::string(WithoutTemplateArguments(WithoutReturnType(WithoutParameters(tagless))));
}

}  // namespace sonde
