// Emptying maps while programs update them. Leaves: MapReader's Clear, Zero and Empty. Covered by
// tests/run/clear.test and tests/runtime/fake_session_test.cpp.
//
// An entry that is deleted may be in the hands of a program, which then adds to memory that nobody reads. So
// programs are told to use other entries (bundle::MapMeta::generation); when those that began before have
// ended, the old entries are at rest: read and deleted, nothing is lost.
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "defs/events.h"
#include "runtime/map_reader.h"

namespace sonde::runtime {
namespace {

using bundle::MapMeta;
using bundle::MapStorage;
using Bytes = std::span<const std::byte>;

std::string Text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The key of the kernel's map.
std::string StoredKey(const MapMeta& meta, const std::string& key, uint64_t generation) {
  if (meta.generation == 0) return key;
  std::string stored = key;
  stored.resize(meta.StoredKeySize());
  std::memcpy(stored.data() + stored.size() - sizeof(generation), &generation, sizeof(generation));
  return stored;
}

}  // namespace

// The set word last: a program that adds in between sets it again.
void MapReader::TakeGlobal(size_t map, RawEntries& taken) {
  const MapMeta& meta = Meta(map);
  auto* words = reinterpret_cast<uint64_t*>(machine_.globals() + meta.offset);
  std::string bytes(8 + size_t{meta.value_size}, '\0');
  const uint64_t set = __atomic_exchange_n(words, 0, __ATOMIC_SEQ_CST);
  std::memcpy(bytes.data(), &set, sizeof(set));
  if (meta.value_size <= sizeof(uint64_t)) {
    const uint64_t value = __atomic_exchange_n(words + 1, 0, __ATOMIC_SEQ_CST);
    std::memcpy(bytes.data() + 8, &value, meta.value_size);
  } else {
    std::memcpy(bytes.data() + 8, words + 1, meta.value_size);
    std::memset(words + 1, 0, meta.value_size);
  }
  taken[{}] = std::move(bytes);
}

Status MapReader::TakeGeneration(size_t map, RawEntries& taken) {
  const MapMeta& meta = Meta(map);
  MapStore& store = *machine_.map(map);
  const uint64_t old = __atomic_fetch_xor(GenerationWord(map), 1, __ATOMIC_SEQ_CST);
  machine_.WaitForPrograms();
  if (!meta.has_keys) {
    const auto index = static_cast<uint32_t>(old & 1);
    const std::string_view key(reinterpret_cast<const char*>(&index), sizeof(index));
    std::string& bytes = taken[{}];
    Status status = store.Read(key, bytes);
    if (status) status = store.Write(key, std::string(bytes.size(), '\0'));
    return status ? Status::Ok() : Status(status.TakeError().While("clearing " + meta.name));
  }
  Status status = ForGeneration(map, old, [&](Bytes key, Bytes value) { taken[Text(key)] = Text(value); });
  for (const auto& [key, value] : taken)
    store.Delete(StoredKey(meta, key, old));
  Status forgotten = store.Forget(old);
  return status ? std::move(forgotten) : std::move(status);
}

// Without generations: what programs that hold an entry add to it after this is lost.
Status MapReader::TakeSingly(size_t map, RawEntries& taken) {
  Status status = ForEach(map, [&](Bytes key, Bytes value) { taken[Text(key)] = Text(value); });
  for (auto& [key, value] : taken)
    machine_.map(map)->Take(key, value);
  return status;
}

Status MapReader::Take(size_t map, RawEntries& taken) {
  const MapMeta& meta = Meta(map);
  if (meta.storage == MapStorage::Global) {
    TakeGlobal(map, taken);
    return Status::Ok();
  }
  return meta.generation != 0 ? TakeGeneration(map, taken) : TakeSingly(map, taken);
}

Status MapReader::Clear(size_t map, bool follows) {
  RawEntries taken;
  Status status = Take(map, taken);
  carries_[map].Cleared(Meta(map), ShapeOf(Meta(map)), taken, follows);
  return status;
}

// No program uses the map.
Status MapReader::EmptyAtRest(size_t map) {
  const MapMeta& meta = Meta(map);
  MapStore& store = *machine_.map(map);
  if (!meta.has_keys) {
    const uint32_t index = 0;
    const std::string_view key(reinterpret_cast<const char*>(&index), sizeof(index));
    std::string bytes;
    Status status = store.Read(key, bytes);
    return status ? store.Write(key, std::string(bytes.size(), '\0')) : std::move(status);
  }
  std::vector<std::string> keys;
  Status status = store.ForEach([&](Bytes key, Bytes /*value*/) { keys.push_back(Text(key)); });
  for (const std::string& key : keys)
    store.Delete(key);
  Status forgotten = store.Forget(0);
  return status ? std::move(forgotten) : std::move(status);
}

// Without generations a program may hold an entry, or be about to add to what lies beside a map.
bool MapReader::EmptyingPauses(size_t map) const {
  return Meta(map).generation == 0 && Meta(map).storage != MapStorage::Global;
}

Status MapReader::Empty(size_t map) {
  const MapMeta& meta = Meta(map);
  if (!EmptyingPauses(map)) return Clear(map);
  auto* control = reinterpret_cast<ControlData*>(machine_.globals());
  __atomic_store_n(&control->stop, 1, __ATOMIC_SEQ_CST);
  machine_.WaitForPrograms();
  Status status = EmptyAtRest(map);
  __atomic_store_n(&control->stop, 0, __ATOMIC_SEQ_CST);
  carries_[map].Cleared(meta, ShapeOf(meta), {}, false);
  return status ? std::move(status) : Status(status.TakeError().While("clearing " + meta.name));
}

Status MapReader::Zero(size_t map, bool follows) {
  const MapMeta& meta = Meta(map);
  RawEntries taken;
  Status status = Take(map, taken);
  carries_[map].Cleared(meta, ShapeOf(meta), taken, follows);
  for (const auto& [key, value] : taken) {
    std::string empty(value.size(), '\0');
    if (meta.has_keys) {
      const uint64_t generation = meta.generation == 0 ? 0 : *GenerationWord(map);
      machine_.map(map)->Insert(StoredKey(meta, key, generation), empty);
      continue;
    }
    const RawShape shape = ShapeOf(meta);
    for (size_t at = 0; at + sizeof(uint64_t) <= value.size(); at += shape.stride)
      std::memcpy(empty.data() + at, value.data() + at, sizeof(uint64_t));  // the set word
    carries_[map].KeepEmpty(key, empty);
  }
  return status;
}

}  // namespace sonde::runtime
