// Where a script's values lie: each map with its key and value, each record that programs send, byte by byte.
// Covered by tests/explain/storage_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bundle/metadata.h"

namespace sonde::explain {

struct Part {
  uint32_t offset = 0, size = 0;  // bytes
  std::string what;               // "text", "int64", "count"
};

struct StoredMap {
  std::string name;       // as the script has it
  std::string kind;       // in words, with how many entries there is room for
  std::vector<Part> key;  // empty: it has none
  std::vector<Part> value;
};

struct StoredEvent {
  uint32_t line = 0, column = 0;  // of the script; 0: nowhere
  std::string what;               // "printf"
  uint32_t size = 0;              // bytes
  std::vector<Part> parts;
};

std::vector<StoredMap> StoredMaps(const bundle::Metadata& metadata);
std::vector<StoredEvent> StoredEvents(const bundle::Metadata& metadata);

}  // namespace sonde::explain
