// What this machine can do, written. Leaves: InfoText, InfoJson. Covered by tests/cli/info_test.cpp.
#include <algorithm>
#include <set>
#include <string>

#include "base/json_stream.h"
#include "cli/info.h"

namespace sonde {
namespace {

constexpr size_t kColumn = 35;

std::string Padded(std::string text) {
  text.resize(std::max(text.size(), kColumn), ' ');
  return text;
}

std::string Line(const InfoEntry& entry) {
  return entry.name + ": " + entry.value;
}

std::string SectionText(const InfoSection& section) {
  std::string text = section.title + "\n";
  for (size_t i = 0; i < section.entries.size(); ++i) {
    const std::string left = "  " + Line(section.entries[i]);
    if (!section.columns || i + 1 == section.entries.size()) {
      text += left + "\n";
    } else {
      text += Padded(left) + Line(section.entries[i + 1]) + "\n";
      ++i;
    }
  }
  return text + "\n";
}

}  // namespace

std::string InfoText(const std::vector<InfoSection>& sections) {
  std::string text, reasons;
  for (const InfoSection& section : sections) {
    text += SectionText(section);
    // A feature and a kind of probes may have the same name.
    for (const InfoEntry& entry : section.entries) {
      const std::string line = "  " + entry.name + ": " + entry.why + "\n";
      if (!entry.why.empty() && reasons.find(line) == std::string::npos) reasons += line;
    }
  }
  return reasons.empty() ? text : text + "Why not\n" + reasons + "\n";
}

std::string InfoJson(const std::vector<InfoSection>& sections) {
  std::string text;
  JsonStream json(text);
  json.StartObject();
  for (const InfoSection& section : sections) {
    json.Key(section.title);
    json.StartObject();
    for (const InfoEntry& entry : section.entries) {
      json.Key(entry.name);
      const bool truth = entry.value == "yes" || entry.value == "no";
      truth ? json.Bool(entry.value == "yes") : json.String(entry.value);
    }
    json.EndObject();
  }
  json.Key("reasons");
  json.StartObject();
  std::set<std::string> named;
  for (const InfoSection& section : sections) {
    for (const InfoEntry& entry : section.entries) {
      if (entry.why.empty() || !named.insert(entry.name).second) continue;
      json.Key(entry.name);
      json.String(entry.why);
    }
  }
  json.EndObject();
  json.EndObject();
  return text + "\n";
}

}  // namespace sonde
