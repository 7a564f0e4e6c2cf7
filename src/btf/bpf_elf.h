// BpfElf: the sections, symbols and relocations of a relocatable BPF object, all of them checked. Covered by
// tests/btf/bpf_object_test.cpp and tests/fuzz/object_target.cpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

struct BpfSection {
  std::string_view name;
  uint32_t type = 0;  // SHT_*
  uint32_t link = 0;
  uint32_t info = 0;
  uint64_t flags = 0;          // SHF_*
  uint64_t offset = 0;         // in the file
  uint64_t size = 0;           // bytes; those of .bss are not in the file
  uint64_t entry_size = 0;     // of tables
  uint64_t header_offset = 0;  // of the section's header in the file
  std::string_view bytes;
};

struct BpfSymbol {
  std::string_view name;
  uint8_t kind = 0;           // STT_*
  uint8_t binding = 0;        // STB_*
  uint32_t section = 0;       // index, or SHN_*
  uint64_t value = 0;         // offset in the section
  uint64_t size = 0;          // bytes
  uint64_t entry_offset = 0;  // of the symbol's entry in the file
};

// The views point into the bytes that were read.
struct BpfElf {
  std::vector<BpfSection> sections;  // by index; the first is none
  std::vector<BpfSymbol> symbols;    // by index; the first is none

  // The first section of that name; null if there is none.
  [[nodiscard]] const BpfSection* Find(std::string_view name) const;
  [[nodiscard]] uint32_t IndexOf(const BpfSection& section) const {
    return static_cast<uint32_t>(&section - sections.data());
  }
};

// Reads a 64-bit little endian relocatable ELF file for BPF. Whatever lies outside the file, names a section
// or symbol that is not there, or has sizes that contradict each other is an error: a caller may hand the
// bytes to libbpf, which trusts much of that.
Result<BpfElf> ReadBpfElf(std::string_view bytes);

// ReadBpfElf, and the same for .BTF and .BTF.ext: types, names and instructions they speak of exist.
Status CheckBpfObject(std::string_view bytes);

}  // namespace sonde
