// Errors: where the phases of the parser report to. Stops listening after kMaxErrors, so that hostile
// text cannot fill the memory with complaints. Covered by tests/parser/robustness_test.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.h"

namespace sonde {

class Errors {
 public:
  static constexpr int kMaxErrors = 50;

  explicit Errors(Diagnostics& diags) : diags_(diags) {}

  // The diagnostic to add hints and notes to, or null.
  Diagnostic* Report(DiagId id, SourceRange range, std::vector<std::string> args = {}) {
    if (Full()) return nullptr;
    ++count_;
    return &diags_.Report(id, range, std::move(args));
  }
  Diagnostic* Syntax(SourceRange range, std::string message) {
    return Report(DiagId::SyntaxError, range, {std::move(message)});
  }
  [[nodiscard]] bool Full() const { return count_ >= kMaxErrors; }
  [[nodiscard]] int count() const { return count_; }

 private:
  Diagnostics& diags_;
  int count_ = 0;
};

}  // namespace sonde
