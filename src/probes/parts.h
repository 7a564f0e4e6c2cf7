// Splitting the text of an attach point at `:` and `@`, with quotes removed and $N replaced
// (language.md 1.6). Covered by tests/probes/parts_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

struct ProbePart {
  std::string text;
  SourceRange range;      // in the script, quotes included
  char separator = '\0';  // what stood before it: ':', '@', or nothing
};

// At least one part; nullopt after a report.
std::optional<std::vector<ProbePart>> SplitParts(const std::string& text, SourceRange range,
                                                 const std::vector<std::string>& positional,
                                                 Diagnostics& diags);

inline bool HasStar(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

}  // namespace sonde
