// MappingWatch: the kernel's own reports of what a process maps, so that the addresses of programs that
// live for a millisecond can be named. Covered by tests/runtime/mapping_watch_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "runtime/fd.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class MappingWatch {
 public:
  // Null if the kernel does not allow it; then looking at the process now and then has to do.
  static std::unique_ptr<MappingWatch> Open(int pid);
  ~MappingWatch();
  MappingWatch(const MappingWatch&) = delete;
  MappingWatch& operator=(const MappingWatch&) = delete;

  // Hands on what was reported since the last call.
  void Read(UserSymbols& symbols);

 private:
  MappingWatch(int pid, UniqueFd event, void* memory)
      : pid_(pid), event_(std::move(event)), memory_(memory) {}
  void Handle(const std::byte* record, size_t size, UserSymbols& symbols) const;

  int pid_;
  UniqueFd event_;
  void* memory_;  // a control page, then the records
};

}  // namespace sonde::runtime
