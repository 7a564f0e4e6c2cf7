// Notices on standard error: cli-and-output.md 12. Leaves: ConsoleNotices. Covered by
// tests/output/writer_test.cpp.
#include "output/notices.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/color.h"
#include "base/columns.h"
#include "base/excerpt.h"
#include "base/float_text.h"
#include "output/text.h"

namespace sonde::output {
namespace {

// At least one column is marked.
Excerpt ExcerptOf(const Problem& problem) {
  return {problem.file,
          problem.line,
          problem.column,
          problem.line,
          std::max(problem.end_column, problem.column + 1),
          problem.source_line};
}

void AppendPlace(std::string& text, const Problem& problem) {
  if (problem.line > 0 && !problem.source_line.empty()) text += LinesText(ExcerptOf(problem));
}

std::string Headline(const Problem& at, const std::string& message, const char* level = "WARNING") {
  const std::string place = PlaceText(ExcerptOf(at));
  return (place.empty() ? "" : place + ": ") + level + ": " + message + "\n";
}

// "helper: map_update_elem, retcode: -7, map: @a, times: 3", as far as it is known.
std::string DetailsOf(const Problem& problem) {
  std::string details;
  const auto add = [&details](const char* name, const std::string& value) {
    details += (details.empty() ? "" : ", ") + std::string(name) + ": " + value;
  };
  if (!problem.helper.empty()) add("helper", problem.helper);
  if (problem.code) add("retcode", std::to_string(*problem.code));
  if (!problem.map.empty()) add("map", problem.map);
  if (problem.count > 1) add("times", std::to_string(problem.count));
  return details;
}

std::vector<std::string> CellsOf(const ProbeCost& row, uint64_t traced_ns) {
  const auto ns = static_cast<double>(row.nanoseconds);
  return {std::to_string(row.runs),
          row.runs == 0 ? "-" : std::to_string((row.nanoseconds + row.runs / 2) / row.runs),
          Rounded(ns / 1e6, 3),
          traced_ns == 0 ? "-" : Rounded(100 * ns / static_cast<double>(traced_ns), 2),
          std::to_string(row.missed),
          std::to_string(row.lost),
          OneLine(row.probe)};
}

}  // namespace

void ConsoleNotices::Message(std::string_view text) {
  out_.EndBatch();
  std::string escaped;
  AppendTraced(escaped, text, {.escape_controls = messages_.is_terminal()});
  messages_.buffer() += messages_.color() ? InColor(escaped) : escaped;
  messages_.Append(text.ends_with('\n') ? "" : "\n");
  messages_.Flush();
}

void ConsoleNotices::AttachedProbes(uint64_t count) {
  Message("Attached " + std::to_string(count) + (count == 1 ? " probe\n" : " probes\n"));
}

void ConsoleNotices::LostEvents(uint64_t count) {
  Message("Lost " + std::to_string(count) + " events\n");
}

void ConsoleNotices::TotalLost(uint64_t count) {
  Message("WARNING: Total lost event count: " + std::to_string(count) + "\n");
}

void ConsoleNotices::Report(const Problem& problem) {
  std::string text = Headline(problem, problem.message);
  if (const std::string details = DetailsOf(problem); !details.empty())
    text += "Additional Info - " + details + "\n";
  AppendPlace(text, problem);
  for (const Problem& call : problem.expanded_from) {
    text += Headline(call, "expanded from");
    AppendPlace(text, call);
  }
  Message(text);
}

void ConsoleNotices::Said(EventKind kind, const Problem& problem) {
  const char* level = kind == EventKind::Errorf ? "ERROR" : "WARNING";
  std::string text = Headline(problem, problem.message, level);
  for (const Problem& call : problem.expanded_from) {
    text += Headline(call, "expanded from", level);
    AppendPlace(text, call);
  }
  Message(text);
}

void ConsoleNotices::Ledger(std::span<const LedgerLine> lines) {
  std::string text;
  for (const LedgerLine& line : lines) {
    if (line.kind == kLimitReached) {  // nothing was lost
      text += "ledger: ended by " + line.subject + "\n";
      continue;
    }
    text += "ledger: ";
    text += OneLine(line.subject);
    text += ": ";
    text += std::to_string(line.count);
    text += ' ';
    text += line.kind;
    text += '\n';
  }
  if (!text.empty()) Message(text);
}

void ConsoleNotices::Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) {
  std::vector<std::vector<std::string>> table = {
      {"runs", "ns/run", "ms", "% of a CPU", "missed", "lost", "probe"}};
  ProbeCost all{.probe = "all"};
  for (const ProbeCost& row : rows) {
    table.push_back(CellsOf(row, traced_ns));
    all.runs += row.runs;
    all.nanoseconds += row.nanoseconds;
    all.missed += row.missed;
    all.lost += row.lost;
  }
  if (rows.size() > 1) table.push_back(CellsOf(all, traced_ns));
  std::string text = "stats: traced for " + Rounded(static_cast<double>(traced_ns) / 1e9, 3) + " s\n";
  for (const std::string& line : InColumns(table, "rrrrrrl"))
    text += line + "\n";
  Message(text);
}

}  // namespace sonde::output
