// Finding the file with the debug information of the kernel that runs, and how far the kernel lies from where
// that file was linked to. Covered by tests/dwarf/frames_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sonde {

// Where the kernel tells what it is, and where its debug information is looked for. Tests have their own.
struct KernelPlaces {
  std::string kallsyms = "/proc/kallsyms";
  std::string notes = "/sys/kernel/notes";
  std::string release = {};               // as `uname -r` has it; empty: that of the kernel that runs
  std::string root = {};                  // before the usual places
  std::vector<std::string> folders = {};  // of --debuginfo, looked into first
};

}  // namespace sonde

namespace sonde::dwarf {

struct KernelFile {
  std::string path;
  uint64_t distance = 0;  // of an address of the kernel from that of the file, modulo 2^64
};

// An error says where was looked, and what was there instead.
Result<KernelFile> FindKernelFile(const KernelPlaces& places);

}  // namespace sonde::dwarf
