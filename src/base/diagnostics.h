// Diagnostics: what is wrong with the user's program, each with an id from defs/diagnostics.def, the
// narrowest range, hints and further locations. RenderText writes them in the usual form:
//
//   stdin:1:9-11: ERROR: undefined or undeclared variable: $x
//   begin { $x }
//           ~~
//   HINT: ...
//
// Covered by tests/base/diagnostics_test.cpp and every golden .diag file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/source.h"
#include "defs/diagnostics.h"

namespace sonde {

// `file`: the text that the range is in when that is not the script, but a header.
struct DiagnosticNote {
  SourceRange range;
  std::string message;
  std::shared_ptr<const Source> file = nullptr;
};

// What to write instead of the range; an empty range is a place to insert at.
struct FixIt {
  SourceRange range;
  std::string text;

  bool operator==(const FixIt&) const = default;
};

struct Diagnostic {
  DiagId id;
  Severity severity;
  SourceRange range;
  std::string message;
  std::vector<std::string> args;  // what fills the {} of the message
  std::vector<DiagnosticNote> notes;
  std::vector<std::string> hints;
  std::vector<FixIt> fixes;  // what repairs the script, all of them together; only where that is certain
  std::shared_ptr<const Source> file = nullptr;  // as in DiagnosticNote

  Diagnostic& Hint(std::string text) {
    hints.push_back(std::move(text));
    return *this;
  }
  Diagnostic& Fix(SourceRange where, std::string text) {
    fixes.push_back({where, std::move(text)});
    return *this;
  }
  Diagnostic& Note(SourceRange where, std::string text) {
    notes.push_back({where, std::move(text), nullptr});
    return *this;
  }
};

class Diagnostics {
 public:
  // Adds a diagnostic. `args` fill the {} of the id's message in defs/diagnostics.def, in order.
  // The reference stays valid until the next call.
  Diagnostic& Report(DiagId id, SourceRange range, std::vector<std::string> args = {});

  // Adds one that was collected elsewhere, as it is.
  void Add(Diagnostic diagnostic);

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  // Whether one of them is the script's, and not only the environment's.
  [[nodiscard]] bool has_errors_in_script() const;
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return list_; }

 private:
  std::vector<Diagnostic> list_;
  size_t errors_ = 0;
};

// Writes one diagnostic with the source line and `~~~` below it, unless it is of kOutsideScript; ends with a
// newline. Tabs in the source line are shown as four spaces. `color` wraps the headline in ANSI colours.
std::string RenderText(const Diagnostic& diagnostic, const Source& source, bool color = false);

// Renders all of one severity in source order, those of headers first.
std::string RenderAll(const Diagnostics& diagnostics, Severity severity, const Source& source,
                      bool color = false);

}  // namespace sonde
