// SHA-256 (FIPS 180-4): names for contents that nobody can make two of. Covered by
// tests/base/sha256_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

using Digest = std::array<uint8_t, 32>;

class Sha256 {
 public:
  void Add(std::string_view bytes);
  // Of all that was added; nothing may be added afterwards.
  Digest Finish();

 private:
  void Block(const uint8_t* bytes);

  std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> rest_{};
  size_t held_ = 0;     // bytes in rest_
  uint64_t total_ = 0;  // bytes added
};

Digest DigestOf(std::string_view bytes);

}  // namespace sonde
