// Ring: the consumer's side of a BPF ring buffer, read in place through a window that moves along: mapped
// pages count as this process' memory, and mapping all of a large buffer takes a millisecond. Covered by
// tests/runtime/ring_test.cpp and session_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"

namespace sonde::runtime {

class Ring {
 public:
  static Result<std::unique_ptr<Ring>> Open(int map_fd, uint32_t size);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // Calls `handle(bytes)` for up to `most` records; stops early when it returns false. Returns how many
  // records were taken.
  template <typename Handle>
  size_t Drain(size_t most, Handle handle) {
    size_t taken = 0;
    std::span<const std::byte> record;
    bool goes_on = true;
    while (goes_on && taken < most && Next(record)) {
      ++taken;
      if (!record.empty()) goes_on = handle(record);
      Advance();
    }
    return taken;
  }

  [[nodiscard]] bool Empty() const;
  // Forgets everything sent so far.
  void Discard();

  [[nodiscard]] int fd() const { return fd_; }

 private:
  Ring(int fd, uint32_t size) : fd_(fd), size_(size) {}
  Status Map();
  // The next finished record; empty for one the producer gave up.
  bool Next(std::span<const std::byte>& record);
  void Advance();
  // `length` bytes at the position, moving the window if they are not in it. Null if that fails.
  const std::byte* At(uint64_t position, size_t length);
  bool MoveWindow(size_t offset, size_t length);

  int fd_;
  uint32_t size_;                // bytes, a power of two
  void* consumer_ = nullptr;     // one page, ours to write
  void* producer_ = nullptr;     // one page
  std::byte* window_ = nullptr;  // part of the data, which the kernel offers twice in a row
  size_t window_begin_ = 0;      // offset in the data
  size_t window_size_ = 0;       // bytes
  uint64_t position_ = 0;        // of the next record
  uint64_t step_ = 0;            // bytes of the record that Next returned
};

}  // namespace sonde::runtime
