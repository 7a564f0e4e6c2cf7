// Perf maps: names of code that a just-in-time compiler has made, which it writes to /tmp/perf-PID.map.
// Covered by tests/symbols/perf_map_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "symbols/symbols.h"

namespace sonde {

class PerfMap {
 public:
  explicit PerfMap(int pid) : pid_(pid) {}

  // Reads the file when it has grown since the last time. `module` of the answer is the file.
  ResolvedSymbol Resolve(uint64_t address);
  // Lines "ADDRESS SIZE NAME", numbers in hexadecimal. A later line wins over an earlier one for its bytes.
  void Parse(std::string_view text);

 private:
  struct Entry {
    uint64_t address = 0;
    uint64_t size = 0;
    std::string name;
  };

  void Refresh();
  [[nodiscard]] const Entry* Find(uint64_t address) const;

  int pid_;
  std::string path_;
  uint64_t read_size_ = 0;
  std::vector<Entry> entries_;  // sorted by address
};

}  // namespace sonde
