// Perf maps: names of code that a just-in-time compiler has made, which it writes to /tmp/perf-PID.map.
// Anybody can write one: only the traced user's own (or root's) is believed, and memory and time are bounded.
// Covered by tests/symbols/perf_map_test.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/foreign_file.h"
#include "symbols/symbols.h"

namespace sonde {

class PerfMap {
 public:
  static constexpr uint64_t kLargestFile = uint64_t{32} << 20;
  static constexpr size_t kMostEntries = size_t{1} << 20;

  // `owner`: the user that the process runs as; -1 when nobody knows, and then no file is believed.
  PerfMap(int pid, int64_t owner) : pid_(pid), owner_(owner) {}

  // Reads on in the file when it has grown since the last time.
  // `module` of the answer is the file.
  ResolvedSymbol Resolve(uint64_t address);
  // Adds lines "ADDRESS SIZE NAME", numbers in hexadecimal. A later line wins over an earlier one for its
  // bytes. Returns the bytes up to the end of the last whole line.
  size_t Parse(std::string_view text);
  // True once something was left out because it is too much.
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] size_t MemoryBytes() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Entry {
    uint64_t address = 0;
    uint32_t size = 0;
    uint32_t name = 0;  // offset into names_
  };

  [[nodiscard]] Result<ForeignFile> Open() const;
  void Refresh();
  void Look();
  void ReadOn(const ForeignFile& file);
  void Add(std::string_view line, std::vector<Entry>& fresh);
  void Merge(std::vector<Entry> fresh);
  [[nodiscard]] const Entry* Find(uint64_t address) const;

  int pid_;
  int64_t owner_;
  std::string path_;
  uint64_t inode_ = 0;
  uint64_t read_to_ = 0;  // bytes of the file
  std::chrono::steady_clock::time_point next_look_;
  bool truncated_ = false;
  std::vector<Entry> entries_;  // sorted by address
  std::string names_;           // zero-terminated, one after the other
};

}  // namespace sonde
