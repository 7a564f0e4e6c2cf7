// What the top level of a script looks like before it is tokens: layout, attach points (whose text ends
// at a blank, not at an operator), C definitions. Plain functions from an offset to an offset.
// Covered by tests/parser/splitter_test.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace sonde {

// Behind the layout (blanks and comments) at `at`. Comments are added to `comments` unless it is null. An
// unterminated comment is not layout: the result points to it.
uint32_t SkipLayout(std::string_view text, uint32_t at, std::vector<SourceRange>* comments = nullptr);

// The identifier at `at`, or empty.
std::string_view WordAt(std::string_view text, uint32_t at);

struct RawAttachPoint {
  uint32_t end;
  bool unterminated_quote = false;
};
// The attach point at `at` (spec 1.6), with an optional `name =` in front; empty if none begins there.
RawAttachPoint ScanAttachPoint(std::string_view text, uint32_t at);

// True if a probe or another item of the body seems to begin at `at`. Never looks far.
bool LooksLikeItem(std::string_view text, uint32_t at);

// The end of the preprocessor line at `at`; lines ending in a backslash are joined.
uint32_t ScanPreprocessorLine(std::string_view text, uint32_t at);

// The end of the struct, union, enum or typedef definition at `at`, with attributes and `;` that follow;
// nothing if there is no definition, and the end of the text if its brace is never closed.
struct RawDefinition {
  uint32_t end;
  bool closed;
};
std::optional<RawDefinition> ScanCDefinition(std::string_view text, uint32_t at);

}  // namespace sonde
