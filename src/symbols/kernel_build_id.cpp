// ELF notes as the kernel shows its own. Leaves: BuildIdInNotes. Covered by
// tests/symbols/kernel_symbols_test.cpp.
#include "symbols/kernel_build_id.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

namespace sonde {

std::string BuildIdInNotes(std::string_view notes) {
  constexpr const char* kDigits = "0123456789abcdef";
  const auto padded = [](size_t size) { return (size + 3) & ~size_t{3}; };
  Elf64_Nhdr note{};
  while (notes.size() >= sizeof(note)) {
    std::memcpy(&note, notes.data(), sizeof(note));
    notes.remove_prefix(sizeof(note));
    const size_t name = padded(note.n_namesz);
    if (name > notes.size() || note.n_descsz > notes.size() - name) return {};
    if (note.n_type == NT_GNU_BUILD_ID && notes.starts_with(std::string_view("GNU\0", 4)) &&
        note.n_namesz == 4) {
      std::string text;
      for (const char c : notes.substr(name, note.n_descsz)) {
        text += kDigits[static_cast<unsigned char>(c) >> 4];
        text += kDigits[static_cast<unsigned char>(c) & 15];
      }
      return text;
    }
    notes.remove_prefix(std::min(name + padded(note.n_descsz), notes.size()));
  }
  return {};
}

}  // namespace sonde
