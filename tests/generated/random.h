// A small random number generator whose numbers are the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonde::test {

class Random {
 public:
  // Neighbouring seeds must not give overlapping sequences, so the seed is mixed first.
  explicit Random(uint64_t seed) : state_(Mix(seed)) {}

  // 0 .. bound - 1
  uint32_t Below(uint32_t bound) {
    state_ += 0x9e3779b97f4a7c15;
    return static_cast<uint32_t>(Mix(state_) >> 32) % bound;
  }
  bool OneIn(uint32_t n) { return Below(n) == 0; }
  template <typename Container>
  const auto& Pick(const Container& container) {
    return container[Below(static_cast<uint32_t>(std::size(container)))];
  }

 private:
  static uint64_t Mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  uint64_t state_;
};

}  // namespace sonde::test
