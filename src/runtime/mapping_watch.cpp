// Reading mmap and exec records of a perf event. Leaves: MappingWatch. Covered by
// tests/runtime/mapping_watch_test.cpp.
#include "runtime/mapping_watch.h"

#include <linux/perf_event.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "runtime/kernel.h"

namespace sonde::runtime {
namespace {

constexpr size_t kDataPages = 16;  // some hundred mappings

size_t PageSize() {
  return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// The fixed part of a PERF_RECORD_MMAP2; the path follows.
struct MmapRecord {
  perf_event_header header;
  uint32_t pid, tid;
  uint64_t start, size, file_offset;
  uint32_t device_major, device_minor;
  uint64_t inode, inode_generation;
  uint32_t protection, flags;
};

}  // namespace

std::unique_ptr<MappingWatch> MappingWatch::Open(int pid) {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_DUMMY;
  attr.mmap = attr.mmap2 = 1;
  attr.comm = attr.comm_exec = 1;
  attr.exclude_kernel = 1;
  auto event = OpenPerfEvent(attr, pid, -1);
  if (!event) return nullptr;
  void* memory =
      mmap(nullptr, (1 + kDataPages) * PageSize(), PROT_READ | PROT_WRITE, MAP_SHARED, event->get(), 0);
  if (memory == MAP_FAILED) return nullptr;
  return std::unique_ptr<MappingWatch>(new MappingWatch(pid, std::move(*event), memory));
}

MappingWatch::~MappingWatch() {
  munmap(memory_, (1 + kDataPages) * PageSize());
}

void MappingWatch::Handle(const std::byte* record, size_t size, UserSymbols& symbols) const {
  perf_event_header header{};
  std::memcpy(&header, record, sizeof(header));
  if (header.type == PERF_RECORD_COMM && (header.misc & PERF_RECORD_MISC_COMM_EXEC) != 0) symbols.Exec(pid_);
  if (header.type != PERF_RECORD_MMAP2 || size <= sizeof(MmapRecord)) return;
  MmapRecord mapped{};
  std::memcpy(&mapped, record, sizeof(mapped));
  const auto* path = reinterpret_cast<const char*>(record) + sizeof(mapped);
  symbols.Map(pid_, {mapped.start, mapped.size, mapped.file_offset, mapped.device_major, mapped.device_minor,
                     mapped.inode, std::string(path, strnlen(path, size - sizeof(mapped)))});
}

void MappingWatch::Read(UserSymbols& symbols) {
  auto* control = static_cast<perf_event_mmap_page*>(memory_);
  const std::byte* data = static_cast<const std::byte*>(memory_) + PageSize();
  const size_t capacity = kDataPages * PageSize();
  const uint64_t head = __atomic_load_n(&control->data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = control->data_tail;
  std::vector<std::byte> record;
  while (tail + sizeof(perf_event_header) <= head) {
    perf_event_header header{};  // records are multiples of 8 bytes, so a header never wraps
    std::memcpy(&header, data + tail % capacity, sizeof(header));
    if (header.size < sizeof(header) || tail + header.size > head) break;
    record.resize(header.size);
    const size_t before_end = std::min<size_t>(header.size, capacity - tail % capacity);
    std::memcpy(record.data(), data + tail % capacity, before_end);
    std::memcpy(record.data() + before_end, data, header.size - before_end);
    Handle(record.data(), record.size(), symbols);
    tail += header.size;
  }
  __atomic_store_n(&control->data_tail, head, __ATOMIC_RELEASE);
}

}  // namespace sonde::runtime
