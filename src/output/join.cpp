// Joining maps. Leaves: Join. Covered by tests/output/join_test.cpp.
#include "output/join.h"

#include <string_view>
#include <unordered_map>

namespace sonde::output {

std::vector<JoinedRow> Join(std::span<const MapData> maps, uint32_t top) {
  std::unordered_map<std::string_view, std::vector<const MapEntry*>> by_id;
  for (size_t map = 0; map < maps.size(); ++map) {
    for (const MapEntry& entry : maps[map].entries) {
      std::vector<const MapEntry*>& entries = by_id[entry.id];
      entries.resize(maps.size());
      entries[map] = &entry;
    }
  }
  std::vector<JoinedRow> rows;
  rows.reserve(by_id.size());
  for (size_t map = maps.size(); map-- > 0;) {
    for (const MapEntry& entry : maps[map].entries) {
      const auto found = by_id.find(entry.id);
      bool is_first = true;  // of the maps that have the key
      for (size_t before = 0; before < map; ++before)
        is_first = is_first && found->second[before] == nullptr;
      if (is_first) rows.push_back({&entry.key, found->second});
    }
  }
  if (top > 0 && top < rows.size()) rows.erase(rows.begin(), rows.end() - top);
  return rows;
}

}  // namespace sonde::output
