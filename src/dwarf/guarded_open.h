// What libdw opens by itself: split units (DW_AT_dwo_name) and shared files (.gnu_debugaltlink), whose names
// come from the debug information and may be anybody's. While an OpenGuard lives, its calls of open() go
// through ForeignFile: the linker replaces open() in this program (--wrap, CMakeLists.txt). Covered by
// tests/dwarf/hostile_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/foreign_file.h"

namespace sonde::dwarf {

// Bytes that the compressed sections of one file may unpack to, all together.
inline constexpr uint64_t kLargestUnpacked = uint64_t{1} << 30;

class OpenGuard {
 public:
  // `folders`: where split units (.dwo) are looked for, too, by their names alone; absolute ones. Outlives
  // the guard.
  explicit OpenGuard(const std::vector<std::string>* folders = nullptr);
  ~OpenGuard();
  OpenGuard(const OpenGuard&) = delete;
  OpenGuard& operator=(const OpenGuard&) = delete;

 private:
  bool before_;
  const std::vector<std::string>* folders_before_;
};

// While it lives, no guard does: for what opens files through ForeignFile by itself.
class OpenPause {
 public:
  OpenPause();
  ~OpenPause();
  OpenPause(const OpenPause&) = delete;
  OpenPause& operator=(const OpenPause&) = delete;

 private:
  bool before_;
};

// A file with debug information, opened and looked over: its headers claim nothing absurd, and its compressed
// sections unpack to no more than kLargestUnpacked. An error says what is wrong.
Result<ForeignFile> OpenDebugFile(const std::string& path);

}  // namespace sonde::dwarf
