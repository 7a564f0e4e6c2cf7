// PerfRing: the records of one perf event, in memory shared with the kernel. Covered by
// tests/runtime/mapping_watch_test.cpp and tests/run/packets.test.
#pragma once

#include <linux/perf_event.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "base/unique_fd.h"

namespace sonde::runtime {

class PerfRing {
 public:
  // A ring without memory; records that come before Map are lost.
  explicit PerfRing(UniqueFd event) : event_(std::move(event)) {}
  PerfRing(PerfRing&& other) noexcept
      : event_(std::move(other.event_)),
        memory_(std::exchange(other.memory_, nullptr)),
        bytes_(std::exchange(other.bytes_, 0)) {}
  PerfRing& operator=(PerfRing&&) = delete;
  ~PerfRing();

  // Makes room for `pages` pages of records, a power of two. False if the kernel gives none.
  bool Map(size_t pages);
  [[nodiscard]] int fd() const { return event_.get(); }
  [[nodiscard]] bool Empty() const;

  // A whole record, its perf_event_header included.
  using Record = std::span<const std::byte>;
  // Hands on what has come, and makes room for more.
  void Take(const std::function<void(Record)>& handle);

 private:
  [[nodiscard]] perf_event_mmap_page& control() const { return *static_cast<perf_event_mmap_page*>(memory_); }

  UniqueFd event_;
  void* memory_ = nullptr;  // a control page, then the records
  size_t bytes_ = 0;        // of records
};

}  // namespace sonde::runtime
