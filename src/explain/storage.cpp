// Words for layouts. Leaves: StoredMaps, StoredEvents.
#include "explain/storage.h"

#include <string_view>

#include "defs/aggregations.h"
#include "defs/events.h"
#include "defs/value_kinds.h"

namespace sonde::explain {
namespace {

using bundle::Layout;
using bundle::MapMeta;
using bundle::MapStorage;

constexpr uint32_t kWord = 8;

std::string WordsOf(const Layout& layout) {
  std::string words;
  switch (layout.kind) {
    case ValueKind::Integer:
    case ValueKind::Bool:
    case ValueKind::Enum:
      words = (layout.is_signed ? "int" : "uint") + std::to_string(8 * layout.size);
      if (layout.kind == ValueKind::Bool) words = "bool";
      if (layout.kind == ValueKind::Enum) words = "enum, " + words;
      break;
    case ValueKind::String:
      words = "text up to a zero byte";
      break;
    case ValueKind::Buffer:
      words = "u32 length, then bytes";
      break;
    case ValueKind::Array:
      words = std::to_string(layout.count) + " elements";
      break;
    case ValueKind::KernelStack:
    case ValueKind::UserStack:
      words = "stack of up to " + std::to_string(layout.count) + " frames";
      break;
    default:
      words = RowOf(layout.kind).name;
      break;
  }
  if (layout.bit_size != 0)
    words += ", bits " + std::to_string(layout.bit_offset) + " to " +
             std::to_string(layout.bit_offset + layout.bit_size - 1);
  return layout.name.empty() ? words : layout.name + ": " + words;
}

// What has parts is its parts.
void AddParts(const Layout& layout, uint32_t from, std::vector<Part>& parts) {
  const bool fields = layout.kind == ValueKind::Tuple || layout.kind == ValueKind::Struct;
  if (!fields || layout.children.empty()) {
    parts.push_back({from + layout.offset, layout.size, WordsOf(layout)});
    return;
  }
  for (const Layout& child : layout.children)
    AddParts(child, from + layout.offset, parts);
}

std::string KindOf(const MapMeta& map) {
  const std::string room = " with room for " + std::to_string(map.max_entries) + " entries";
  switch (map.storage) {
    case MapStorage::Global:
      return "a place in the memory that programs share";
    case MapStorage::PerCpuScalar:
      return "an array of one entry for each CPU";
    case MapStorage::Hash:
      return "a hash table" + room + (map.beside.by_thread ? ", and a table by thread beside it" : "");
    case MapStorage::PerCpuHash:
      return "a hash table" + room + ", each with a value for each CPU";
    case MapStorage::FrontedHash:
      return "a hash table" + room + "; before it, on each CPU, " + std::to_string(map.beside.front_places) +
             " places for keys that are often used";
  }
  return {};
}

// The words of an aggregation.
void AddWords(const MapMeta& map, uint32_t from, std::vector<Part>& parts) {
  const auto add = [&parts, &from](std::string what, uint32_t count = 1) {
    parts.push_back({from, count * kWord, std::move(what)});
    from += count * kWord;
  };
  switch (map.function) {
    case Aggregation::Count:
      return add("count");
    case Aggregation::Sum:
      return add("sum");
    case Aggregation::Min:
    case Aggregation::Max:
      add(map.function == Aggregation::Min ? "smallest value" : "largest value");
      return add("whether there is one");
    case Aggregation::Avg:
    case Aggregation::Stats:
      add("count");
      return add("total");
    case Aggregation::Hist:
    case Aggregation::Lhist:
      return add(std::to_string(map.value_size / kWord) + " buckets", map.value_size / kWord);
    default:
      return add("value, weight and time of each slot", map.value_size / kWord);
  }
}

std::vector<Part> ValueOf(const MapMeta& map) {
  std::vector<Part> parts;
  uint32_t from = 0;
  if (map.storage == MapStorage::Global || map.storage == MapStorage::PerCpuScalar) {
    parts.push_back({0, kWord, "whether it was set"});
    from = kWord;
  }
  if (map.function == Aggregation::None) {
    AddParts(map.value, from, parts);
  } else {
    AddWords(map, from, parts);
  }
  return parts;
}

}  // namespace

std::vector<StoredMap> StoredMaps(const bundle::Metadata& metadata) {
  std::vector<StoredMap> maps;
  for (const MapMeta& map : metadata.maps) {
    StoredMap stored{map.name, KindOf(map), {}, ValueOf(map)};
    if (map.has_keys) AddParts(map.key, 0, stored.key);
    if (map.has_keys && map.generation != 0)
      stored.key.push_back({map.StoredKeySize() - kWord, kWord, "generation, for clear()"});
    maps.push_back(std::move(stored));
  }
  return maps;
}

std::vector<StoredEvent> StoredEvents(const bundle::Metadata& metadata) {
  std::vector<StoredEvent> events;
  for (const bundle::EventMeta& event : metadata.events) {
    StoredEvent stored{
        event.location.line, event.location.column, std::string(RowOf(event.kind).name), event.size, {}};
    stored.parts = {{offsetof(EventHeader, event), sizeof(EventHeader::event), "number of the event"},
                    {offsetof(EventHeader, probe), sizeof(EventHeader::probe), "number of the probe"}};
    for (const Layout& argument : event.args)
      AddParts(argument, sizeof(EventHeader), stored.parts);
    events.push_back(std::move(stored));
  }
  return events;
}

}  // namespace sonde::explain
