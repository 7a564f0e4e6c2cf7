// Scanning of text that has no tokens. Leaves: the functions of raw_text.h.
// Covered by tests/parser/splitter_test.cpp.
#include "parser/raw_text.h"

#include <algorithm>
#include <cctype>

#include "defs/probe_types.h"

namespace sonde {
namespace {

// LooksLikeItem gives up behind this many bytes: it is a guess, and may be asked at every `>`.
constexpr size_t kGuessLimit = 4096;

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool IsWordStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool IsWordChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

char CharAt(std::string_view text, size_t at) {
  return at < text.size() ? text[at] : '\0';
}

// Behind the quoted text that begins at `at`, or the end of the line if the quote is never closed.
uint32_t SkipQuoted(std::string_view text, uint32_t at, bool* closed) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote && text[at] != '\n')
    at += text[at] == '\\' ? 2 : 1;
  at = std::min<uint32_t>(at, static_cast<uint32_t>(text.size()));
  *closed = CharAt(text, at) == quote;
  return *closed ? at + 1 : at;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

bool IsProbeType(std::string_view word) {
  return std::any_of(std::begin(kProbeTypes), std::end(kProbeTypes), [&](const ProbeTypeRow& row) {
    return EqualsIgnoringCase(word, row.name) || (!row.alias.empty() && word == row.alias);
  });
}

uint32_t SkipAttributes(std::string_view text, uint32_t at) {
  for (;;) {
    const uint32_t next = SkipLayout(text, at);
    if (WordAt(text, next) != "__attribute__") return at;
    uint32_t end = SkipLayout(text, next + static_cast<uint32_t>(WordAt(text, next).size()));
    if (CharAt(text, end) != '(') return at;
    for (int depth = 0; end < text.size(); ++end) {
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    if (end >= text.size()) return at;
    at = end + 1;
  }
}

// Behind the `}` that matches the `{` at `at`.
RawDefinition SkipCBody(std::string_view text, uint32_t at) {
  int depth = 0;
  while (at < text.size()) {
    const uint32_t next = SkipLayout(text, at);
    if (next >= text.size()) break;
    const char c = text[next];
    at = next + 1;
    if (c == '"' || c == '\'') {
      bool closed = false;
      at = SkipQuoted(text, next, &closed);
    }
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return {at, true};
  }
  return {static_cast<uint32_t>(text.size()), false};
}

}  // namespace

uint32_t SkipLayout(std::string_view text, uint32_t at, std::vector<SourceRange>* comments) {
  for (;;) {
    while (at < text.size() && IsSpace(text[at]))
      ++at;
    if (CharAt(text, at) != '/') return at;
    size_t end = at;
    if (CharAt(text, at + 1) == '/') {
      end = std::min(text.find('\n', at), text.size());
    } else if (CharAt(text, at + 1) == '*') {
      end = text.find("*/", at + 2);
      if (end == std::string_view::npos) return at;
      end += 2;
    } else {
      return at;
    }
    const SourceRange range{at, static_cast<uint32_t>(end)};
    if (comments != nullptr && (comments->empty() || comments->back().end <= at)) comments->push_back(range);
    at = range.end;
  }
}

std::string_view WordAt(std::string_view text, uint32_t at) {
  if (at >= text.size() || !IsWordStart(text[at])) return {};
  size_t end = at;
  while (end < text.size() && IsWordChar(text[end]))
    ++end;
  return text.substr(at, end - at);
}

RawAttachPoint ScanAttachPoint(std::string_view text, uint32_t at) {
  const std::string_view name = WordAt(text, at);
  if (!name.empty()) {
    // Blanks may stand around the `=` of a name, and only there.
    uint32_t next = at + static_cast<uint32_t>(name.size());
    while (IsSpace(CharAt(text, next)))
      ++next;
    if (CharAt(text, next) == '=') {
      ++next;
      while (IsSpace(CharAt(text, next)))
        ++next;
      at = next;
    }
  }
  bool colon = false;
  bool closed = true;
  while (at < text.size() && closed) {
    const char c = text[at];
    if (IsSpace(c) || c == '{' || c == ',' || (c == '/' && !colon)) break;
    colon |= c == ':';
    if (c == '"') {
      at = SkipQuoted(text, at, &closed);
    } else {
      ++at;
    }
  }
  return {at, !closed};
}

bool LooksLikeItem(std::string_view text, uint32_t at) {
  text = text.substr(0, std::min<size_t>(text.size(), at + kGuessLimit));
  const std::string_view word = WordAt(text, at);
  const uint32_t behind = at + static_cast<uint32_t>(word.size());
  if (word == "macro" || word == "fn" || word == "let") {
    const uint32_t next = SkipLayout(text, behind);
    return next > behind && (IsWordStart(CharAt(text, next)) || CharAt(text, next) == '@');
  }
  const bool known = IsProbeType(word);
  if (known && CharAt(text, behind) == ':') return true;
  // A list of attach points and what follows it.
  for (bool colon = false;;) {
    const uint32_t end = ScanAttachPoint(text, at).end;
    if (end == at) return false;
    colon |= text.substr(at, end - at).find(':') != std::string_view::npos;
    const uint32_t next = SkipLayout(text, end);
    const char c = CharAt(text, next);
    if (c == ',') {
      at = SkipLayout(text, next + 1);
      continue;
    }
    if (c == '{' || c == '<') return known || (colon && IsWordStart(CharAt(text, at)));
    return known && c == '/';
  }
}

uint32_t ScanPreprocessorLine(std::string_view text, uint32_t at) {
  for (;;) {
    const size_t end = std::min(text.find('\n', at), text.size());
    size_t last = end;
    while (last > at && text[last - 1] == '\r')
      --last;
    if (end == text.size() || last == at || text[last - 1] != '\\') return static_cast<uint32_t>(last);
    at = static_cast<uint32_t>(end + 1);
  }
}

std::optional<RawDefinition> ScanCDefinition(std::string_view text, uint32_t at) {
  const std::string_view word = WordAt(text, at);
  const bool type_definition = word == "typedef";
  if (!type_definition && word != "struct" && word != "union" && word != "enum") return std::nullopt;
  uint32_t next = at + static_cast<uint32_t>(word.size());
  if (type_definition) {
    while (next < text.size() && text[next] != ';') {
      next = text[next] == '{' ? SkipCBody(text, next).end : SkipLayout(text, next + 1);
    }
    return RawDefinition{std::min<uint32_t>(next + 1, static_cast<uint32_t>(text.size())),
                         next < text.size()};
  }
  next = SkipLayout(text, SkipAttributes(text, next));
  next += static_cast<uint32_t>(WordAt(text, next).size());
  next = SkipLayout(text, SkipAttributes(text, next));
  if (CharAt(text, next) == ';') return RawDefinition{next + 1, true};
  if (CharAt(text, next) != '{') return std::nullopt;
  RawDefinition body = SkipCBody(text, next);
  if (!body.closed) return body;
  body.end = SkipAttributes(text, body.end);
  next = SkipLayout(text, body.end);
  if (CharAt(text, next) == ';') body.end = next + 1;
  return body;
}

}  // namespace sonde
