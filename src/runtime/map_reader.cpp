// Reading maps: in batches where the kernel can, entry by entry else. Leaves: MapReader. Covered by
// tests/runtime/map_reader_test.cpp and session_test.cpp.
#include "runtime/map_reader.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "output/sort.h"

namespace sonde::runtime {
namespace {

using bundle::MapMeta;
using bundle::MapStorage;
using Bytes = std::span<const std::byte>;

constexpr size_t kBatchBytes = 4 << 20;  // of one system call
constexpr uint32_t kLeastBatch = 64;     // entries
constexpr int kNotSupported = 524;       // the kernel's ENOTSUPP

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

void MapReader::ReadScalar(size_t map, bool show_unset, output::MapData& data) const {
  const MapMeta& meta = Meta(map);
  size_t stride = loaded_.stored(map).stride;
  std::vector<std::byte> copy;
  Bytes bytes;
  if (meta.storage == MapStorage::Global) {
    stride = size_t{meta.value_size} + 8;
    bytes = Bytes(loaded_.globals() + meta.offset, meta.value_size + 8);
  } else {
    copy.resize(loaded_.stored(map).size);
    const uint32_t zero = 0;
    if (bpf_map_lookup_elem(loaded_.map_fd(map), &zero, copy.data()) != 0) return;
    bytes = copy;
  }
  bool set = show_unset;
  for (size_t at = 0; at + 8 <= bytes.size() && !set; at += stride) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    set = word != 0;
  }
  if (set) data.entries.push_back({{}, Reduce(meta, bytes, stride, true, decoder_)});
}

Result<output::MapData> MapReader::Read(size_t map, bool show_unset) {
  const MapMeta& meta = Meta(map);
  output::MapData data;
  data.name = meta.name;
  data.keyed = meta.has_keys;
  data.function = meta.function;
  if (!meta.has_keys) {
    const bool histogram = meta.function == MapFunction::Hist || meta.function == MapFunction::Lhist;
    ReadScalar(map, show_unset && !histogram, data);
    return data;
  }
  const size_t stride = loaded_.stored(map).stride;
  Status status = ForEach(map, [&](Bytes key, Bytes value) {
    data.entries.push_back({decoder_.Decode(meta.key, key), Reduce(meta, value, stride, false, decoder_)});
  });
  if (!status) return status.TakeError();
  output::SortEntries(data);
  return data;
}

Status MapReader::WriteScalar(size_t map, bool keep_set) {
  const MapMeta& meta = Meta(map);
  if (meta.storage == MapStorage::Global) {
    std::byte* bytes = loaded_.globals() + meta.offset;
    if (!keep_set) std::memset(bytes, 0, 8);
    std::memset(bytes + 8, 0, meta.value_size);
    return Status::Ok();
  }
  const size_t stride = loaded_.stored(map).stride;
  std::vector<std::byte> bytes(loaded_.stored(map).size);
  const uint32_t zero = 0;
  if (keep_set && bpf_map_lookup_elem(loaded_.map_fd(map), &zero, bytes.data()) == 0) {
    for (size_t at = 0; at < bytes.size(); at += stride)
      std::memset(bytes.data() + at + 8, 0, meta.value_size);
  }
  const int code = bpf_map_update_elem(loaded_.map_fd(map), &zero, bytes.data(), BPF_ANY);
  return code == 0 ? Status::Ok() : Status(Error::FromErrno("clearing " + meta.name, code));
}

Status MapReader::Clear(size_t map) {
  if (!Meta(map).has_keys) return WriteScalar(map, false);
  std::vector<std::vector<std::byte>> keys;
  Status status = ForEach(map, [&](Bytes key, Bytes) { keys.emplace_back(key.begin(), key.end()); });
  for (const auto& key : keys)
    bpf_map_delete_elem(loaded_.map_fd(map), key.data());
  return status;
}

Status MapReader::Zero(size_t map) {
  if (!Meta(map).has_keys) return WriteScalar(map, true);
  std::vector<std::vector<std::byte>> keys;
  Status status = ForEach(map, [&](Bytes key, Bytes) { keys.emplace_back(key.begin(), key.end()); });
  const std::vector<std::byte> zero(loaded_.stored(map).size);
  for (const auto& key : keys)
    bpf_map_update_elem(loaded_.map_fd(map), key.data(), zero.data(), BPF_EXIST);
  return status;
}

}  // namespace sonde::runtime
