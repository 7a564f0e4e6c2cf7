// What a process has mapped for execution, from /proc/PID/maps. Covered by
// tests/symbols/process_maps_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

struct Mapping {
  uint64_t start = 0;
  uint64_t end = 0;
  uint64_t offset = 0;  // in the file
  std::string device;   // "08:01"
  uint64_t inode = 0;   // 0: no file
  std::string path;     // of the file; or "[vdso]" and the like; empty: anonymous
  bool deleted = false;
  uint64_t when = 0;  // it was seen, CLOCK_MONOTONIC in nanoseconds; 0: not known
};

// Executable mappings in the text of a maps file, in its order (by address). Lines that make no sense are
// skipped.
std::vector<Mapping> ParseMappings(std::string_view text);
// Whether there is a process of that number.
bool IsAlive(int pid);

// Empty when the process is gone or may not be looked at.
std::vector<Mapping> ReadMappings(int pid);

// Puts a new mapping in its place; what it lies over is cut away, as the kernel does it.
void InsertMapping(std::vector<Mapping>& mappings, Mapping mapping);

// The mapping around an address; null if there is none. `mappings` are sorted by address.
const Mapping* FindMapping(const std::vector<Mapping>& mappings, uint64_t address);

}  // namespace sonde
