// What relocations need of the running kernel's types, as a file: libbpf reads that instead of all of them.
// Covered by tests/run/kernel-types.test.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/memory_file.h"

namespace sonde::runtime {

class RelocationTypes {
 public:
  // Of `elf`, a BPF object.
  explicit RelocationTypes(std::string_view elf);

  // Valid as long as this. Null: libbpf has to look at all types, or there are no relocations.
  [[nodiscard]] const char* path() const { return file_ ? path_.c_str() : nullptr; }

 private:
  std::optional<MemoryFile> file_;
  std::string path_;
};

}  // namespace sonde::runtime
