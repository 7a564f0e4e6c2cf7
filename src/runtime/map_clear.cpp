// Emptying maps while programs update them. Leaves: MapReader's Clear and Zero. Covered by
// tests/run/clear.test and tests/runtime/session_test.cpp.
//
// An entry that is deleted may be in the hands of a program, which then adds to memory that nobody reads. So
// programs are told to use other entries (bundle::MapMeta::generation); when those that began before have
// ended, the old entries are at rest: read and deleted, nothing is lost.
#include <bpf/bpf.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/kernel.h"
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
  auto* words = reinterpret_cast<uint64_t*>(loaded_.globals() + meta.offset);
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
  const int fd = loaded_.map_fd(map);
  const uint64_t old = __atomic_fetch_xor(GenerationWord(map), 1, __ATOMIC_SEQ_CST);
  WaitForRunningPrograms();
  if (!meta.has_keys) {
    const auto index = static_cast<uint32_t>(old & 1);
    std::string& bytes = taken[{}];
    bytes.resize(loaded_.stored(map).size);
    int code = bpf_map_lookup_elem(fd, &index, bytes.data());
    const std::string zeroes(bytes.size(), '\0');
    if (code == 0) code = bpf_map_update_elem(fd, &index, zeroes.data(), BPF_ANY);
    return code == 0 ? Status::Ok() : Status(Error::FromErrno("clearing " + meta.name, code));
  }
  Status status = ForGeneration(map, old, [&](Bytes key, Bytes value) { taken[Text(key)] = Text(value); });
  for (const auto& [key, value] : taken)
    bpf_map_delete_elem(fd, StoredKey(meta, key, old).data());
  return status;
}

// Without generations: what programs that hold an entry add to it after this is lost.
Status MapReader::TakeSingly(size_t map, RawEntries& taken) {
  const int fd = loaded_.map_fd(map);
  Status status = ForEach(map, [&](Bytes key, Bytes value) { taken[Text(key)] = Text(value); });
  for (auto& [key, value] : taken) {
    if (bpf_map_lookup_and_delete_elem(fd, key.data(), value.data()) != 0)
      bpf_map_delete_elem(fd, key.data());
  }
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

Status MapReader::Zero(size_t map, bool follows) {
  const MapMeta& meta = Meta(map);
  RawEntries taken;
  Status status = Take(map, taken);
  carries_[map].Cleared(meta, ShapeOf(meta), taken, follows);
  for (const auto& [key, value] : taken) {
    std::string empty(value.size(), '\0');
    if (meta.has_keys) {
      const uint64_t generation = meta.generation == 0 ? 0 : *GenerationWord(map);
      bpf_map_update_elem(loaded_.map_fd(map), StoredKey(meta, key, generation).data(), empty.data(),
                          BPF_NOEXIST);
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
