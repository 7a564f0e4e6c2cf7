// The table of a map whose key is the thread that programs run in, as codegen lays it out and the runtime
// reads it: an ARRAY with kThreadPlaces entries of ThreadPlace. Covered by tests/runtime/thread_map_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

// What the table is called: the map's name with this behind it.
inline constexpr char kThreadSuffix[] = "_threads";

inline constexpr uint32_t kThreadPlaces = 2048;

struct ThreadPlace {
  uint64_t owner;    // 0: free; kThreadClaimed; else kThreadOwns and the thread's number below it
  uint64_t value;    // in its first bytes
  uint64_t spilled;  // not 0: the map itself may have keys that belong here
};
static_assert(sizeof(ThreadPlace) == 24);

inline constexpr uint64_t kThreadClaimed = 1;  // the value is being written
inline constexpr uint64_t kThreadOwns = uint64_t{1} << 32;

}  // namespace sonde
