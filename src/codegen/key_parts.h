// Keys of maps part by part, as the fronts of maps (fronts.h) hash and compare them. Leaves: PartsOfKey,
// FrontPlaces. Covered by tests/codegen/fronts_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "types/type.h"

namespace sonde::codegen {

// A part of a key by the way it is hashed and compared.
struct KeyPart {
  enum class Kind : uint8_t {
    Plain,  // all bytes
    Text,   // words up to the one with the NUL; what follows is zero
    Stack,  // a number of frames, and so many words
  };
  Kind kind;
  uint32_t offset;  // bytes into the key
  uint32_t bytes;
};

// The parts of a key of `bytes` as it is stored, whose script's part has `type`.
std::vector<KeyPart> PartsOfKey(const Type& type, uint32_t bytes);
// How many words of a key are looked at one by one in loops, at most.
uint32_t RoundsOf(const Type& type);
// How many places of a front there should be for keys and values of so many bytes, a power of two; 0: the map
// has better none.
uint32_t FrontPlaces(const std::vector<KeyPart>& parts, uint32_t key, uint32_t value);

}  // namespace sonde::codegen
