// Reading the memory of a perf event. Leaves: PerfRing. Covered by tests/runtime/mapping_watch_test.cpp and
// tests/run/packets.test.
#include "runtime/perf_ring.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace sonde::runtime {
namespace {

size_t PerfPageSize() {
  return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

bool PerfRing::Map(size_t pages) {
  const size_t bytes = pages * PerfPageSize();
  void* memory = mmap(nullptr, PerfPageSize() + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, event_.get(), 0);
  if (memory == MAP_FAILED) return false;
  memory_ = memory;
  bytes_ = bytes;
  return true;
}

PerfRing::~PerfRing() {
  if (memory_ != nullptr) munmap(memory_, PerfPageSize() + bytes_);
}

bool PerfRing::Empty() const {
  return __atomic_load_n(&control().data_head, __ATOMIC_ACQUIRE) == control().data_tail;
}

void PerfRing::Take(const std::function<void(Record)>& handle) {
  const std::byte* data = static_cast<const std::byte*>(memory_) + PerfPageSize();
  const uint64_t head = __atomic_load_n(&control().data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = control().data_tail;
  std::vector<std::byte> whole;
  while (tail + sizeof(perf_event_header) <= head) {
    perf_event_header header{};  // records are multiples of 8 bytes, so a header never wraps
    std::memcpy(&header, data + tail % bytes_, sizeof(header));
    if (header.size < sizeof(header) || tail + header.size > head) break;
    const size_t before_end = std::min<size_t>(header.size, bytes_ - tail % bytes_);
    Record record(data + tail % bytes_, header.size);
    if (before_end < header.size) {
      whole.resize(header.size);
      std::memcpy(whole.data(), data + tail % bytes_, before_end);
      std::memcpy(whole.data() + before_end, data, header.size - before_end);
      record = whole;
    }
    handle(record);
    tail += header.size;
  }
  __atomic_store_n(&control().data_tail, head, __ATOMIC_RELEASE);
}

}  // namespace sonde::runtime
