// A map and its front. Leaves: FrontedMap. Covered by tests/runtime/fronted_map_test.cpp.
#include "runtime/fronted_map.h"

#include <cstring>
#include <vector>

#include "defs/map_fronts.h"

namespace sonde::runtime {
namespace {

using Bytes = MapStore::Bytes;

uint64_t WordAt(const void* bytes, size_t offset) {
  uint64_t word = 0;
  std::memcpy(&word, static_cast<const char*>(bytes) + offset, sizeof(word));
  return word;
}

// Word by word.
void Add(char* sum, const void* words, size_t bytes) {
  for (size_t at = 0; at + sizeof(uint64_t) <= bytes; at += sizeof(uint64_t)) {
    const uint64_t word = WordAt(sum, at) + WordAt(words, at);
    std::memcpy(sum + at, &word, sizeof(word));
  }
}

}  // namespace

void FrontedMap::AddPlace(Bytes place, Parts& parts) const {
  if (WordAt(place.data(), 0) != kFrontReady) return;
  const StoredMap& shape = map_->shape();
  const auto* bytes = reinterpret_cast<const char*>(place.data());
  std::string& all = parts[std::string(bytes + kFrontKeyOffset, shape.key_size)];
  all.resize(shape.size);
  Add(all.data(), bytes + FrontValueOffset(shape.key_size), shape.value_size);
}

Status FrontedMap::ReadFront(Parts& parts) const {
  const StoredMap& shape = beside_->shape();
  return beside_->ForEach([&](Bytes /*index*/, Bytes places) {
    for (size_t at = 0; at + shape.stride <= places.size(); at += shape.stride)
      AddPlace(places.subspan(at, shape.stride), parts);
  });
}

// The front first: whatever is there was in the map before.
Status FrontedMap::ForEach(const EntryHandler& handle) const {
  Parts parts;
  if (Status status = ReadFront(parts); !status) return status;
  std::string sum;
  Status status = map_->ForEach([&](Bytes key, Bytes value) {
    const auto part = parts.find(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
    if (part == parts.end()) return handle(key, value);
    sum.assign(reinterpret_cast<const char*>(value.data()), value.size());
    Add(sum.data(), part->second.data(), std::min(sum.size(), part->second.size()));
    parts.erase(part);
    handle(key, std::as_bytes(std::span(sum)));
  });
  for (const auto& [key, value] : parts)  // none, unless the kernel dropped the entry
    handle(std::as_bytes(std::span(key)), std::as_bytes(std::span(value)));
  return status;
}

Status FrontedMap::Forget(uint64_t generation) {
  const StoredMap& shape = beside_->shape();
  const auto first = static_cast<uint32_t>(generation & 1) * places_;
  std::vector<uint32_t> taken;
  Status status = beside_->ForEach([&](Bytes index, Bytes places) {
    uint32_t number = 0;
    std::memcpy(&number, index.data(), sizeof(number));
    bool used = false;
    for (size_t at = 0; at + shape.stride <= places.size(); at += shape.stride)
      used = used || WordAt(places.data(), at) != kFrontFree;
    if (used && number - first < places_) taken.push_back(number);
  });
  const std::string nothing(shape.size, '\0');
  for (const uint32_t number : taken) {
    if (!status) break;
    status = beside_->Write({reinterpret_cast<const char*>(&number), sizeof(number)}, nothing);
  }
  return status;
}

}  // namespace sonde::runtime
