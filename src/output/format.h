// printf formatting of values (functions.md 2.2). A Formatter is made once per printf call of a script
// and then used for each event. Covered by tests/output/format_test.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/format_spec.h"
#include "output/text.h"
#include "output/value.h"

namespace sonde::output {

class Formatter {
 public:
  explicit Formatter(std::string_view format) : pieces_(ParseFormat(format)) {}

  // Appends the formatted text. What cannot be converted is shown as !{reason}.
  void Append(std::string& out, std::span<const Value> args, TextOptions options = {}) const;

 private:
  std::vector<FormatPiece> pieces_;
};

// The names of a GFP mask: GFP_KERNEL|__GFP_ZERO (functions.md A.3).
void AppendGfpFlags(std::string& out, uint64_t flags);

}  // namespace sonde::output
