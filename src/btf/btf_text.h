// BtfText: kernel types as C source, for people to read: one definition at a time, in libbpf's layout.
// Covered by tests/btf/btf_text_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "btf/library.h"

namespace sonde {

class BtfText {
 public:
  // `types` must outlive the object.
  explicit BtfText(const btf& types) : types_(types), dump_(types) {}

  // The definition of the struct, union or enumeration `id`, "struct list_head {\n\tstruct list_head
  // *next;\n...};" without a newline at its end. Members of nameless structs are written out where they
  // stand, named types only named. `name`: "struct list_head"; `unique`: no other type of the BTF has that
  // name.
  std::string Define(uint32_t id, const std::string& name, bool unique);

 private:
  std::string PrintAnew(uint32_t id) const;

  const btf& types_;
  BtfDump dump_;
  std::unordered_map<std::string, std::string> printed_;  // by name, what dump_ has printed so far
};

}  // namespace sonde
