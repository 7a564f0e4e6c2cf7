// Reading maps: in batches where the kernel can, entry by entry else. Leaves: MapReader. Covered by
// tests/runtime/map_reader_test.cpp and session_test.cpp.
#include "runtime/map_reader.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_set>

#include "output/sort.h"

namespace sonde::runtime {
namespace {

using bundle::MapMeta;
using bundle::MapStorage;
using Bytes = std::span<const std::byte>;

constexpr size_t kBatchBytes = 4 << 20;  // of one system call
constexpr uint32_t kLeastBatch = 64;     // entries
constexpr int kNotSupported = 524;       // the kernel's ENOTSUPP

size_t Rounded(size_t size) {
  return (size + 7) & ~size_t{7};
}

std::string_view AsText(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

struct Batch {
  std::vector<std::byte> keys, values;
  uint32_t capacity = 0;
  void Resize(uint32_t entries, size_t key, size_t value) {
    capacity = entries;
    keys.resize(entries * key);
    values.resize(entries * value);
  }
};

}  // namespace

MapReader::MapReader(const bundle::Metadata& metadata, LoadedBundle& loaded, const Decoder& decoder)
    : metadata_(metadata),
      loaded_(loaded),
      decoder_(decoder),
      carries_(metadata.maps.size()),
      cleared_(metadata.maps.size()) {
  for (const bundle::EventMeta& event : metadata.events) {
    const bool clears = event.kind == EventKind::ClearMap || event.kind == EventKind::ZeroMap;
    if (clears && event.map >= 0) cleared_[static_cast<size_t>(event.map)] = true;
  }
}

RawShape MapReader::ShapeOf(const MapMeta& meta) const {
  switch (meta.storage) {
    case MapStorage::Global:
      return {size_t{meta.value_size} + 8, true};
    case MapStorage::PerCpuScalar:
      return {Rounded(meta.value_size + 8), true};
    case MapStorage::Hash:
      return {meta.value_size, false};
    case MapStorage::PerCpuHash:
      break;
  }
  return {Rounded(meta.value_size), false};
}

uint64_t* MapReader::GenerationWord(size_t map) const {
  return reinterpret_cast<uint64_t*>(loaded_.globals() + Meta(map).generation);
}

Status MapReader::ForEachSingly(size_t map, const EntryHandler& handle) const {
  const StoredMap& stored = loaded_.stored(map);
  const int fd = loaded_.map_fd(map);
  std::vector<std::byte> key(stored.key_size), next(stored.key_size), value(stored.size);
  const void* at = nullptr;
  // An entry deleted meanwhile makes the walk begin again: the limit keeps it finite.
  for (uint64_t i = 0; i < 2ULL * stored.max_entries + 2; ++i) {
    if (bpf_map_get_next_key(fd, at, next.data()) != 0) return Status::Ok();
    key = next;
    at = key.data();
    if (bpf_map_lookup_elem(fd, key.data(), value.data()) == 0) handle(key, value);
  }
  return Status::Ok();
}

Status MapReader::ForEach(size_t map, const EntryHandler& handle) const {
  if (Meta(map).generation == 0) return ForEachStored(map, handle);
  return ForGeneration(map, __atomic_load_n(GenerationWord(map), __ATOMIC_SEQ_CST), handle);
}

Status MapReader::ForGeneration(size_t map, uint64_t generation, const EntryHandler& handle) const {
  return ForEachStored(map, [&](Bytes key, Bytes value) {
    uint64_t of_key = 0;
    std::memcpy(&of_key, key.data() + key.size() - sizeof(of_key), sizeof(of_key));
    if (of_key == generation) handle(key.first(Meta(map).key.size), value);
  });
}

Status MapReader::ForEachStored(size_t map, const EntryHandler& handle) const {
  const MapMeta& meta = Meta(map);
  const size_t key = loaded_.stored(map).key_size, value = loaded_.stored(map).size;
  const auto most = static_cast<uint32_t>(std::max<size_t>(kLeastBatch, kBatchBytes / (key + value)));
  Batch batch;
  batch.Resize(std::min(std::max(loaded_.stored(map).max_entries, kLeastBatch), most), key, value);
  std::vector<std::byte> cursor(std::max<size_t>(key, 8));
  bool first = true;
  while (true) {
    uint32_t count = batch.capacity;
    const int code = bpf_map_lookup_batch(loaded_.map_fd(map), first ? nullptr : cursor.data(), cursor.data(),
                                          batch.keys.data(), batch.values.data(), &count, nullptr);
    if (code == -ENOSPC) {  // one bucket holds more than fits
      batch.Resize(batch.capacity * 2, key, value);
      continue;
    }
    if (first && (code == -EINVAL || code == -kNotSupported)) return ForEachSingly(map, handle);
    if (code != 0 && code != -ENOENT) return Error::FromErrno("reading " + meta.name, code);
    for (uint32_t i = 0; i < count; ++i) {
      handle(Bytes(batch.keys).subspan(i * key, key), Bytes(batch.values).subspan(i * value, value));
    }
    if (code == -ENOENT) return Status::Ok();
    first = false;
  }
}

void MapReader::ReadScalar(size_t map, bool show_unset, bool may_follow, output::MapData& data) {
  const MapMeta& meta = Meta(map);
  const RawShape shape = ShapeOf(meta);
  std::string bytes, joined;
  if (meta.storage == MapStorage::Global) {
    bytes.assign(reinterpret_cast<const char*>(loaded_.globals() + meta.offset), meta.value_size + 8);
  } else {
    bytes.resize(loaded_.stored(map).size);
    const auto index = static_cast<uint32_t>(meta.generation == 0 ? 0 : *GenerationWord(map) & 1);
    if (bpf_map_lookup_elem(loaded_.map_fd(map), &index, bytes.data()) != 0) return;
  }
  const std::string_view seen = carries_[map].Seen(meta, shape, {}, bytes, joined);
  if (may_follow && cleared_[map]) carries_[map].Show({}, seen);
  bool set = show_unset;
  for (size_t at = 0; at + 8 <= seen.size() && !set; at += shape.stride) {
    uint64_t word = 0;
    std::memcpy(&word, seen.data() + at, sizeof(word));
    set = word != 0;
  }
  if (set) data.entries.push_back({{}, Reduce(meta, AsBytes(seen), shape.stride, true, decoder_)});
}

Status MapReader::ReadKeyed(size_t map, bool may_follow, output::MapData& data) {
  const MapMeta& meta = Meta(map);
  const RawShape shape = ShapeOf(meta);
  Carry& carry = carries_[map];
  const bool remember = may_follow && cleared_[map];
  std::unordered_set<std::string> met;
  const auto add = [&](Bytes key, Bytes value) {
    data.entries.push_back(
        {decoder_.Decode(meta.key, key), Reduce(meta, value, shape.stride, false, decoder_)});
  };
  std::string joined;
  Status status = ForEach(map, [&](Bytes key, Bytes value) {
    if (carry.empty() && !remember) return add(key, value);
    const std::string name(AsText(key));
    const std::string_view seen = carry.Seen(meta, shape, name, AsText(value), joined);
    if (remember) carry.Show(name, seen);
    if (!carry.empty()) met.insert(name);
    add(key, AsBytes(seen));
  });
  for (const auto& [key, value] : carry.entries()) {
    if (met.contains(key)) continue;
    if (remember) carry.Show(key, value);
    add(AsBytes(key), AsBytes(value));
  }
  return status;
}

Result<output::MapData> MapReader::Read(size_t map, bool show_unset, bool may_follow) {
  const MapMeta& meta = Meta(map);
  output::MapData data;
  data.name = meta.name;
  data.keyed = meta.has_keys;
  data.function = meta.function;
  if (!meta.has_keys) {
    const bool histogram = meta.buckets.kind != Buckets::Kind::None;
    ReadScalar(map, show_unset && !histogram, may_follow, data);
    return data;
  }
  if (Status status = ReadKeyed(map, may_follow, data); !status) return status.TakeError();
  output::SortEntries(data);
  return data;
}

void MapReader::ForgetShown() {
  for (Carry& carry : carries_)
    carry.ForgetShown();
}

}  // namespace sonde::runtime
