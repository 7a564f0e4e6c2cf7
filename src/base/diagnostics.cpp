// Diagnostics: collecting and rendering. Leaves: Diagnostics, RenderText, RenderAll.
// Covered by tests/base/diagnostics_test.cpp.
#include "base/diagnostics.h"

#include <algorithm>

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

std::string ExpandTabs(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c == '\t') {
      text += "    ";
    } else {
      text += c;
    }
  }
  return text;
}

// Where a range lies, for people.
struct Place {
  size_t file;
  LineColumn begin;
  LineColumn end;
};

// A range that begins in one file and ends in another shows where it begins.
Place PlaceOf(const Source& source, SourceRange range) {
  const size_t file = source.FileAt(range.begin);
  if (source.FileAt(range.end) != file) range.end = range.begin;
  return {file, source.Position(range.begin), source.Position(range.end)};
}

std::string Location(const Source& source, SourceRange range) {
  const auto [file, begin, end] = PlaceOf(source, range);
  std::string text = OneLine(source.files()[file].name) + ":" + std::to_string(begin.line);
  if (begin.line == end.line) {
    text += ":" + std::to_string(begin.column) + "-" + std::to_string(end.column);
  } else {
    text += "-" + std::to_string(end.line);
  }
  return text;
}

// The source lines of `range`, with a line of ~ below when it lies on one line.
std::string Excerpt(const Source& source, SourceRange range) {
  const auto [file, begin, end] = PlaceOf(source, range);
  std::string text;
  for (uint32_t line = begin.line; line <= end.line; ++line)
    text += ExpandTabs(source.Line(line, file)) + "\n";
  if (begin.line != end.line) return text;
  const std::string_view line = source.Line(begin.line, file);
  const std::string before = ExpandTabs(line.substr(0, begin.column - 1));
  const std::string marked =
      ExpandTabs(line.substr(std::min<size_t>(begin.column - 1, line.size()), end.column - begin.column));
  return text + std::string(before.size(), ' ') + std::string(marked.size(), '~') + "\n";
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
  Add({id, row.severity, range, std::move(message), std::move(args), {}, {}, nullptr});
  return list_.back();
}

void Diagnostics::Add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) ++errors_;
  list_.push_back(std::move(diagnostic));
}

std::string RenderText(const Diagnostic& diagnostic, const Source& script, bool color) {
  const Source& source = diagnostic.file ? *diagnostic.file : script;
  const std::string headline =
      Location(source, diagnostic.range) + ": " + Label(diagnostic.severity) + diagnostic.message;
  std::string details = Excerpt(source, diagnostic.range);
  for (const auto& note : diagnostic.notes) {
    const Source& place = note.file ? *note.file : script;
    details += Location(place, note.range) + ": " + note.message + "\n" + Excerpt(place, note.range);
  }
  for (const auto& hint : diagnostic.hints)
    details += "HINT: " + hint + "\n";
  if (!color) return headline + "\n" + details;
  // Whoever prints colours cannot escape the text any more.
  std::string text = diagnostic.severity == Severity::Error ? "\033[31m" : "\033[33m";
  AppendPrintable(text, headline, Newlines::Keep);
  text += "\033[0m\n";
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
