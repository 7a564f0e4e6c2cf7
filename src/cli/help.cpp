// Help from the tables. Leaves: what help.h declares. Covered by the test named there.
#include "cli/help.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/functions.h"
#include "defs/map_types.h"
#include "defs/probe_types.h"

namespace sonde {
namespace {

struct Entry {
  std::string_view name;
  std::string head;  // what it looks like
  std::string help;
};

struct Topic {
  std::string_view name;
  std::vector<Entry> entries;
};

std::vector<Entry> Functions() {
  std::vector<Entry> entries;
  for (const FunctionRow& row : kFunctions)
    entries.push_back({row.name, std::string(row.text), std::string(row.help)});
  return entries;
}

std::vector<Entry> Aggregations() {
  std::vector<Entry> entries;
  for (const AggregationRow& row : kAggregations) {
    if (row.function != Aggregation::None)
      entries.push_back({row.name, "@ = " + std::string(row.form), std::string(row.help)});
  }
  return entries;
}

std::vector<Entry> MapTypes() {
  std::vector<Entry> entries;
  for (const MapTypeRow& row : kMapTypes)
    entries.push_back({row.name, "let @a = " + std::string(row.name) + "(entries)", std::string(row.help)});
  return entries;
}

std::vector<Entry> Builtins() {
  std::vector<Entry> entries;
  for (const BuiltinRow& row : kBuiltins)
    entries.push_back({row.name, std::string(row.name), std::string(row.help)});
  return entries;
}

std::vector<Entry> Probes() {
  std::vector<Entry> entries;
  for (const ProbeTypeRow& row : kProbeTypes)
    entries.push_back({row.name,
                       std::string(row.name) + (row.alias.empty() ? "" : ", " + std::string(row.alias)),
                       std::string(row.help)});
  return entries;
}

std::vector<Entry> Settings() {
  return {
#define CONFIG_TEXT_Number(value) #value
#define CONFIG_TEXT_Boolean(value) #value
#define CONFIG_TEXT_String(value) #value
#define CONFIG(field, key, type, value, use, help) \
  {key, std::string(key) + " = " + CONFIG_TEXT_##type(value), help},
#include "defs/config.def"
  };
}

std::vector<Entry> LedgerNames() {
  return {
#define LEDGER_HELP(name, help) {name, name, help},
#include "defs/ledger_help.def"
  };
}

std::vector<Topic> Topics() {
  return {{"probes", Probes()},     {"functions", Functions()}, {"aggregations", Aggregations()},
          {"maps", MapTypes()},     {"builtins", Builtins()},   {"config", Settings()},
          {"ledger", LedgerNames()}};
}

std::string Lines(const std::vector<Entry>& entries) {
  constexpr size_t kWidest = 40;
  size_t width = 0;
  for (const Entry& entry : entries) {
    if (entry.head.size() <= kWidest) width = std::max(width, entry.head.size());
  }
  std::string lines;
  for (const Entry& entry : entries) {
    std::string head = entry.head;
    if (head.size() > width) {
      lines += head + '\n';
      head.clear();
    }
    head.resize(width + 2, ' ');
    lines += head + entry.help + '\n';
  }
  return lines;
}

}  // namespace

std::optional<std::string> HelpOn(std::string_view topic) {
  std::vector<Entry> named;
  for (const Topic& known : Topics()) {
    if (known.name == topic) return Lines(known.entries);
    std::copy_if(known.entries.begin(), known.entries.end(), std::back_inserter(named),
                 [&](const Entry& entry) { return entry.name == topic; });
  }
  if (named.empty()) return std::nullopt;
  return Lines(named);
}

std::vector<std::string> HelpNames() {
  std::vector<std::string> names;
  for (const Topic& topic : Topics()) {
    names.emplace_back(topic.name);
    for (const Entry& entry : topic.entries)
      names.emplace_back(entry.name);
  }
  return names;
}

std::string HelpTopics() {
  std::string names;
  for (const Topic& topic : Topics())
    names += (names.empty() ? "" : ", ") + std::string(topic.name);
  return names;
}

}  // namespace sonde
