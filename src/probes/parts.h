// Splitting the text of an attach point at `:` and `@`, with quotes removed and $N and $NAME replaced
// (language.md 1.6). Covered by tests/probes/parts_test.cpp.
#pragma once

#include <cstdint>
#include <map>
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

// What the command line puts into attach points.
struct AttachWords {
  std::vector<std::string> positional;       // $1 ...
  std::map<std::string, std::string> named;  // $NAME: what getopt("NAME", ...) of the script reads
  bool named_are_known = true;               // false: only when the program runs (--aot)
};

// At least one part; nullopt after a report.
std::optional<std::vector<ProbePart>> SplitParts(const std::string& text, SourceRange range,
                                                 const AttachWords& words, Diagnostics& diags);

// What an attach point has of the command line.
struct ParameterUse {
  bool named = false;             // $NAME
  bool empty_named = false;       // one that is empty
  uint64_t empty_positional = 0;  // the first $N that is empty or not given; 0: none
};

ParameterUse FindParameters(const std::string& text, const AttachWords& words);

inline bool HasStar(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

}  // namespace sonde
