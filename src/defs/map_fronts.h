// The front of a map as codegen lays it out and the runtime reads it: a PERCPU_ARRAY with
// MapMeta::front_places entries of { u64 state; the key as it is stored, up to a multiple of eight; the words
// of the value }, of a map with generations twice so many: those of the even generations, those of the odd
// ones. Covered by tests/runtime/fronted_map_test.cpp.
#pragma once

#include <cstdint>

namespace sonde {

// What a map's front is called: the map's name with this behind it.
inline constexpr char kFrontSuffix[] = "_front";

// States of a place.
inline constexpr uint64_t kFrontFree = 0;
inline constexpr uint64_t kFrontClaimed = 1;  // the key is being written
inline constexpr uint64_t kFrontReady = 2;

inline constexpr uint32_t kFrontKeyOffset = 8;
// Bytes from the start of a place to its value, for keys of so many bytes.
constexpr uint32_t FrontValueOffset(uint32_t key) {
  return kFrontKeyOffset + ((key + 7) & ~7U);
}

}  // namespace sonde
