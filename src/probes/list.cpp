// Listings of probes (cli-and-output.md 4). Leaves: ListProbes. Covered by tests/probes/list_test.cpp.
#include <algorithm>

#include "probes/handler.h"
#include "probes/probe_names.h"

namespace sonde {
namespace {

std::vector<std::string> Cut(const std::string& text, char at) {
  std::vector<std::string> pieces(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == at && !quoted) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsKernelType(const ProbeTypeRow& row) {
  return (row.flags & AtReturn) == 0 && (row.flags & InUser) == 0 && (row.flags & (Wildcard | Counted)) != 0;
}

// The rows that a probe type, perhaps with wildcards, means; in alphabetical order.
std::vector<const ProbeTypeRow*> TypesOf(const std::string& type, const std::vector<std::string>& parts,
                                         const ProbeContext& context) {
  if (!HasStar(type)) {
    const ProbeTypeRow* row = FindProbeType(type);
    return row != nullptr ? std::vector{row} : std::vector<const ProbeTypeRow*>();
  }
  const bool user = context.pid != 0 || (!parts.empty() && parts[0].find('/') != std::string::npos);
  std::vector<const ProbeTypeRow*> rows;
  for (const auto& row : kProbeTypes) {
    const bool searched = user ? (row.flags & InUser) != 0 && (row.flags & AtReturn) == 0 : IsKernelType(row);
    if (!searched || !WildcardMatch(Lower(type), row.name)) continue;
    if (parts.size() <= HandlerOf(row.kind).most_parts) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  return rows;
}

void ListOne(const std::string& pattern, bool verbose, const ProbeContext& context,
             std::vector<std::string>* warnings, std::vector<std::string>& lines) {
  std::vector<std::string> parts = Cut(pattern, ':');
  std::string type = parts[0];
  parts.erase(parts.begin());
  if (parts.empty()) {
    // A bare word is looked for in the last part of every kernel probe.
    const bool all = type.empty() || type == "*";
    parts.push_back(all ? "*" : "*" + type + "*");
    type = "*";
    if (context.pid != 0 && all) parts.insert(parts.begin(), "*");
  }
  for (auto& part : parts) {
    if (part.empty()) part = "*";
  }
  for (const ProbeTypeRow* row : TypesOf(type, parts, context)) {
    auto found = HandlerOf(row->kind).list({*row, parts, verbose, context, warnings});
    lines.insert(lines.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
}

}  // namespace

std::vector<std::string> ListProbes(const std::string& pattern, bool verbose, const ProbeContext& context,
                                    std::vector<std::string>* warnings) {
  std::vector<std::string> lines;
  for (const std::string& each : Cut(pattern, ','))
    ListOne(each, verbose, context, warnings, lines);
  return lines;
}

}  // namespace sonde
