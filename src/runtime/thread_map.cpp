// A map and its table by thread. Leaves: ThreadMap. Covered by tests/runtime/thread_map_test.cpp.
#include "runtime/thread_map.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_set>
#include <vector>

#include "defs/thread_table.h"

namespace sonde::runtime {

// The table first: an entry that is in both has been assigned there last.
Status ThreadMap::ForEach(const EntryHandler& handle) const {
  std::unordered_set<uint32_t> met;
  const size_t bytes = shape().value_size;
  Status status = beside_->ForEach([&](Bytes /*index*/, Bytes stored) {
    ThreadPlace place{};
    if (stored.size() < sizeof(place)) return;
    std::memcpy(&place, stored.data(), sizeof(place));
    const auto thread = static_cast<uint32_t>(place.owner);
    if (place.owner != (kThreadOwns | thread)) return;
    met.insert(thread);
    handle(std::as_bytes(std::span(&thread, 1)), std::as_bytes(std::span(&place.value, 1)).first(bytes));
  });
  if (!status) return status;
  return map_->ForEach([&](Bytes key, Bytes value) {
    uint32_t thread = 0;
    std::memcpy(&thread, key.data(), sizeof(thread));
    if (!met.contains(thread)) handle(key, value);
  });
}

Status ThreadMap::Forget(uint64_t /*generation*/) {
  std::vector<std::string> used;
  const std::string nothing(sizeof(ThreadPlace), '\0');
  Status status = beside_->ForEach([&](Bytes index, Bytes stored) {
    if (std::memcmp(stored.data(), nothing.data(), std::min(stored.size(), nothing.size())) == 0) return;
    used.emplace_back(reinterpret_cast<const char*>(index.data()), index.size());
  });
  for (const std::string& index : used) {
    if (!status) break;
    status = beside_->Write(index, nothing);
  }
  return status;
}

}  // namespace sonde::runtime
