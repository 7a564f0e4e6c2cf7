// Diagnostics: collecting and rendering. Leaves: Diagnostics, RenderText, RenderAll.
// Covered by tests/base/diagnostics_test.cpp.
#include "base/diagnostics.h"

#include <algorithm>

#include "base/color.h"
#include "base/excerpt.h"
#include "base/printable.h"

namespace sonde {
namespace {

struct DiagRow {
  const char* name;
  Severity severity;
  const char* format;
};

constexpr DiagRow kRows[] = {
#define DIAG(id, severity, format) {#id, Severity::severity, format},
#include "defs/diagnostics.def"
};

// Fills the {} of `format` with `args` in order. A missing argument leaves the braces: visible in
// the golden file of the diagnostic, harmless for the user. Line ends in arguments are escaped: a name cannot
// forge a message.
std::string Fill(const char* format, const std::vector<std::string>& args) {
  std::string text;
  size_t next = 0;
  for (const char* p = format; *p != '\0'; ++p) {
    if (p[0] == '{' && p[1] == '}' && next < args.size()) {
      text += OneLine(args[next++]);
      ++p;
    } else {
      text += *p;
    }
  }
  return text;
}

const char* Label(Severity severity) {
  return severity == Severity::Error ? "ERROR: " : "WARNING: ";
}

}  // namespace

const char* DiagName(DiagId id) {
  return kRows[static_cast<size_t>(id)].name;
}

Diagnostic& Diagnostics::Report(DiagId id, SourceRange range, std::vector<std::string> args) {
  const DiagRow& row = kRows[static_cast<size_t>(id)];
  std::string message = Fill(row.format, args);
  Add({id, row.severity, range, std::move(message), std::move(args), {}, {}, {}, nullptr});
  return list_.back();
}

bool Diagnostics::has_errors_in_script() const {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::Error && diagnostic.range != kOutsideScript;
  });
}

void Diagnostics::Add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) ++errors_;
  list_.push_back(std::move(diagnostic));
}

std::string RenderText(const Diagnostic& diagnostic, const Source& script, bool color) {
  const Source& source = diagnostic.file ? *diagnostic.file : script;
  std::string headline = Label(diagnostic.severity) + diagnostic.message;
  std::string details;
  if (diagnostic.range != kOutsideScript) {
    const Excerpt at = MakeExcerpt(source, diagnostic.range);
    headline = PlaceText(at) + ": " + headline;
    details = LinesText(at);
  }
  for (const auto& note : diagnostic.notes) {
    const Excerpt place = MakeExcerpt(note.file ? *note.file : script, note.range);
    details += PlaceText(place) + ": " + note.message + "\n" + LinesText(place);
  }
  for (const auto& hint : diagnostic.hints)
    details += "HINT: " + hint + "\n";
  if (!color) return headline + "\n" + details;
  // Whoever prints colours cannot escape the text any more.
  std::string text(diagnostic.severity == Severity::Error ? kErrorColor : kWarningColor);
  AppendPrintable(text, headline, Newlines::Keep);
  text += kNoColor;
  text += '\n';
  AppendPrintable(text, details, Newlines::Keep);
  return text;
}

std::string RenderAll(const Diagnostics& diagnostics, Severity severity, const Source& source, bool color) {
  std::vector<const Diagnostic*> chosen;
  for (const auto& d : diagnostics.all()) {
    if (d.severity == severity) chosen.push_back(&d);
  }
  const auto place = [](const Diagnostic* d) { return d->file ? 0 : d->range.begin; };
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const auto* a, const auto* b) { return place(a) < place(b); });
  std::string text;
  for (const auto* d : chosen)
    text += RenderText(*d, source, color);
  return text;
}

}  // namespace sonde
