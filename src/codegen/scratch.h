// ScratchLayout: which bytes of its scratch slot a program has given to whom. The slot is as large as the
// most that is in use at one time. Covered by tests/codegen/pieces_test.cpp and the run tests of large
// values.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sonde::codegen {

constexpr uint32_t RoundUpToWord(uint32_t bytes) {
  return (bytes + 7) & ~7U;
}

class ScratchLayout {
 public:
  // The offset of `bytes` that were free, a multiple of 8.
  uint32_t Take(uint32_t bytes) {
    const uint32_t offset = used_;
    used_ += RoundUpToWord(bytes);
    peak_ = std::max(peak_, used_);
    return offset;
  }
  // Gives back, or takes again, everything from `used` on.
  void Reset(uint32_t used) { used_ = used; }

  [[nodiscard]] uint32_t used() const { return used_; }
  [[nodiscard]] uint32_t peak() const { return peak_; }

 private:
  uint32_t used_ = 0;
  uint32_t peak_ = 0;
};

}  // namespace sonde::codegen
