// MappedGlobals: the writable globals of the programs, live in this process. Covered by
// tests/runtime/session_test.cpp.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>

#include "base/result.h"

namespace sonde::runtime {

class MappedGlobals {
 public:
  MappedGlobals() = default;
  ~MappedGlobals();
  MappedGlobals(const MappedGlobals&) = delete;
  MappedGlobals& operator=(const MappedGlobals&) = delete;

  // Maps `section`, the .bss of a loaded object, which holds what the metadata says (CheckObject). Null: no
  // program looks at the control words; private memory keeps the callers simple.
  Status Map(const bpf_map* section);

  // ControlData first, then the Global maps at their offsets; null before Map.
  [[nodiscard]] std::byte* bytes() const { return static_cast<std::byte*>(memory_); }

 private:
  void* memory_ = nullptr;
  size_t size_ = 0;  // bytes, whole pages
};

}  // namespace sonde::runtime
