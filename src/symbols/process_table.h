// ProcessTable: what processes have mapped, seen in /proc or reported by the kernel, kept after they have
// gone and bounded in number and memory. Covered by tests/symbols/process_table_test.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "symbols/perf_map.h"
#include "symbols/process_maps.h"
#include "symbols/symbols.h"

namespace sonde {

struct Process {
  std::vector<Mapping> mappings;               // sorted by address
  std::chrono::steady_clock::time_point read;  // when /proc was looked at last
  int64_t owner = -1;                          // effective user; -1: not known
  std::unique_ptr<PerfMap> perf_map;           // once asked
  uint64_t began = 0;                          // when its program began, as reports count time; 0: not known
  uint64_t serial = 0;
  size_t bytes = 0;    // of its mappings and its perf map, at least
  size_t counted = 0;  // when they were counted one by one
};

class ProcessTable {
 public:
  static constexpr size_t kMostProcesses = 16384;
  static constexpr size_t kMostMappings = 4096;  // of one process
  static constexpr size_t kMostBytes = size_t{128} << 20;

  // Null if nothing is known of the process.
  Process* Find(int pid);
  // The record of a process, made empty if there is none: then the first miss looks into /proc.
  Process& Known(int pid);
  // Reads its mappings now. A process that has gone keeps what was seen of it.
  Process& Look(int pid);

  // Reports, in whatever order they arrive: `when` counts nanoseconds; 0 is before everything.
  void Exec(int pid, uint64_t when);
  void Map(int pid, MappedFile file);
  // The child has what the parent had mapped.
  void Fork(int parent, int child, uint64_t when);

  // Its perf map may have grown: the memory of all is bounded together.
  void Account(int pid);

  [[nodiscard]] size_t size() const { return processes_.size(); }
  [[nodiscard]] size_t bytes() const { return bytes_; }

 private:
  void Account(Process& process);
  void Shrink(int keep);

  std::unordered_map<int, Process> processes_;
  std::deque<std::pair<int, uint64_t>> order_;  // process and serial, the oldest first
  uint64_t next_serial_ = 1;
  size_t bytes_ = 0;
};

}  // namespace sonde
