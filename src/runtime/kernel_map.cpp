// Maps of the kernel: in batches where the kernel can, entry by entry else. Leaves: KernelMap. Covered by
// tests/runtime/session_test.cpp.
#include "runtime/kernel_map.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

namespace sonde::runtime {
namespace {

constexpr size_t kBatchBytes = 4 << 20;  // of one system call
constexpr uint32_t kLeastBatch = 64;     // entries
constexpr int kNotSupported = 524;       // the kernel's ENOTSUPP

using Bytes = MapStore::Bytes;

// Room for a system call's entries. What it does not fill is never touched: most maps hold few of the entries
// that they could.
class Batch {
 public:
  Batch(uint32_t entries, size_t key, size_t value) : key_(key), value_(value) { Resize(entries); }

  void Resize(uint32_t entries) {
    capacity_ = entries;
    keys_ = std::make_unique_for_overwrite<std::byte[]>(entries * key_);
    values_ = std::make_unique_for_overwrite<std::byte[]>(entries * value_);
  }
  [[nodiscard]] uint32_t capacity() const { return capacity_; }
  [[nodiscard]] std::byte* keys() { return keys_.get(); }
  [[nodiscard]] std::byte* values() { return values_.get(); }
  [[nodiscard]] Bytes Key(size_t entry) const { return {keys_.get() + entry * key_, key_}; }
  [[nodiscard]] Bytes Value(size_t entry) const { return {values_.get() + entry * value_, value_}; }

 private:
  size_t key_, value_;  // bytes of an entry's
  uint32_t capacity_ = 0;
  std::unique_ptr<std::byte[]> keys_, values_;
};

}  // namespace

Status KernelMap::ForEachSingly(const EntryHandler& handle) const {
  std::vector<std::byte> key(shape_.key_size), next(shape_.key_size), value(shape_.size);
  const void* at = nullptr;
  // An entry deleted meanwhile makes the walk begin again: the limit keeps it finite.
  for (uint64_t i = 0; i < 2ULL * shape_.max_entries + 2; ++i) {
    if (bpf_map_get_next_key(fd_, at, next.data()) != 0) return Status::Ok();
    key = next;
    at = key.data();
    if (bpf_map_lookup_elem(fd_, key.data(), value.data()) == 0) handle(key, value);
  }
  return Status::Ok();
}

Status KernelMap::ForEach(const EntryHandler& handle) const {
  const size_t key = shape_.key_size, value = shape_.size;
  const auto most = static_cast<uint32_t>(std::max<size_t>(kLeastBatch, kBatchBytes / (key + value)));
  Batch batch(std::min(std::max(shape_.max_entries, kLeastBatch), most), key, value);
  std::vector<std::byte> cursor(std::max<size_t>(key, 8));
  bool first = true;
  while (true) {
    uint32_t count = batch.capacity();
    const int code = bpf_map_lookup_batch(fd_, first ? nullptr : cursor.data(), cursor.data(), batch.keys(),
                                          batch.values(), &count, nullptr);
    if (code == -ENOSPC) {  // one bucket holds more than fits
      batch.Resize(batch.capacity() * 2);
      continue;
    }
    if (first && (code == -EINVAL || code == -kNotSupported)) return ForEachSingly(handle);
    if (code != 0 && code != -ENOENT) return Error::FromErrno("reading " + name_, code);
    for (uint32_t i = 0; i < count; ++i)
      handle(batch.Key(i), batch.Value(i));
    if (code == -ENOENT) return Status::Ok();
    first = false;
  }
}

Status KernelMap::Read(std::string_view key, std::string& value) const {
  value.resize(shape_.size);
  const int code = bpf_map_lookup_elem(fd_, key.data(), value.data());
  return code == 0 ? Status::Ok() : Status(Error::FromErrno("reading " + name_, code));
}

Status KernelMap::Write(std::string_view key, std::string_view value) {
  const int code = bpf_map_update_elem(fd_, key.data(), value.data(), BPF_ANY);
  return code == 0 ? Status::Ok() : Status(Error::FromErrno("writing " + name_, code));
}

void KernelMap::Insert(std::string_view key, std::string_view value) {
  bpf_map_update_elem(fd_, key.data(), value.data(), BPF_NOEXIST);
}

void KernelMap::Delete(std::string_view key) {
  bpf_map_delete_elem(fd_, key.data());
}

void KernelMap::Take(std::string_view key, std::string& value) {
  if (bpf_map_lookup_and_delete_elem(fd_, key.data(), value.data()) != 0) Delete(key);
}

}  // namespace sonde::runtime
