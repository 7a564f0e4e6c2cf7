// MappingWatch: the kernel's own reports of what processes map, so that the addresses of programs that live
// for a millisecond can be named. Covered by tests/runtime/mapping_watch_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/fd.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class MappingWatch {
 public:
  // Of all processes. Null if the kernel does not allow it; then looking at processes now and then has to do.
  static std::unique_ptr<MappingWatch> OpenAll();
  // Of one process.
  static std::unique_ptr<MappingWatch> Open(int pid);
  ~MappingWatch();
  MappingWatch(const MappingWatch&) = delete;
  MappingWatch& operator=(const MappingWatch&) = delete;

  // Hands on what was reported since the last call.
  void Read(UserSymbols& symbols);
  // Reports for which the kernel found no room, since the start.
  [[nodiscard]] uint64_t lost() const { return lost_; }

 private:
  struct Buffer {
    UniqueFd event;
    void* memory;  // a control page, then the records
  };
  struct Report {
    enum class Kind : uint8_t { Map, Exec, Fork } kind = Kind::Map;
    int pid = 0;
    int parent = 0;  // Fork
    MappedFile file;
    uint64_t when = 0;  // CLOCK_MONOTONIC, nanoseconds
  };

  MappingWatch() = default;
  bool Add(int pid, int cpu);
  void Take(Buffer& buffer, std::vector<Report>& reports);
  void Parse(const std::byte* record, size_t size, std::vector<Report>& reports);

  std::vector<Buffer> buffers_;  // one for each CPU
  uint64_t lost_ = 0;
};

}  // namespace sonde::runtime
