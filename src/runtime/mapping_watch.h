// MappingWatch: the kernel's own reports of what processes map, so that the addresses of programs that live
// for a millisecond can be named. Covered by tests/runtime/mapping_watch_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/perf_ring.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class MappingWatch {
 public:
  // Of all processes. Null if the kernel does not allow it; then looking at processes now and then has to do.
  static std::unique_ptr<MappingWatch> OpenAll();
  // Of one process.
  static std::unique_ptr<MappingWatch> Open(int pid);
  MappingWatch(const MappingWatch&) = delete;
  MappingWatch& operator=(const MappingWatch&) = delete;

  // Hands on what was reported since the last call. `changed` gets the processes that have mapped code or
  // begun another program, each as often as it did.
  void Read(UserSymbols& symbols, std::vector<int>& changed);
  // Reports for which the kernel found no room, since the start.
  [[nodiscard]] uint64_t lost() const;

 private:
  struct Buffer {
    PerfRing ring;
    bool counts_lost;  // the event can be asked for losses
  };
  struct Report {
    enum class Kind : uint8_t { Map, Exec, Fork } kind = Kind::Map;
    int pid = 0;
    int parent = 0;  // Fork
    MappedFile file;
    uint64_t when = 0;  // CLOCK_MONOTONIC, nanoseconds
  };

  MappingWatch() = default;
  // `pages`: of records at most.
  bool Add(int pid, int cpu, size_t pages);
  void Parse(const std::byte* record, size_t size, bool counts_lost, std::vector<Report>& reports);

  std::vector<Buffer> buffers_;  // one for each CPU
  uint64_t lost_ = 0;            // as records say, of events that cannot be asked
};

}  // namespace sonde::runtime
