// ElfImage: what sonde needs of an ELF file: its function symbols (with those of its separate debug file) and
// where its bytes are mapped. Loaded once per file; hostile files give an error or fewer symbols. Covered by
// tests/symbols/elf_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

struct ElfSymbol {
  uint64_t address = 0;  // virtual address in the file
  uint64_t size = 0;     // bytes; 0 when the table does not say
  uint32_t name = 0;     // offset into the image's names
  uint8_t rank = 0;      // of names for one address the lowest rank is shown
};

// A PT_LOAD program header.
struct ElfSegment {
  uint64_t address = 0;
  uint64_t offset = 0;     // in the file
  uint64_t file_size = 0;  // bytes
};

// Identifies a separate debug file.
struct DebugReference {
  std::string build_id;  // lower-case hex; empty if there is none
  std::string file;      // name in .gnu_debuglink; empty if there is none
  uint32_t crc = 0;      // of that file
};

class ElfImage {
 public:
  // `debug_root`: where separate debug files are looked for, besides the file's own folder.
  static Result<std::shared_ptr<const ElfImage>> Load(const std::string& path,
                                                      const std::string& debug_root = "/usr/lib/debug");

  // Without symbols: for the places of addresses in the file.
  static Result<ElfImage> LoadSegments(const std::string& path);

  // Sorted by address, then rank.
  [[nodiscard]] const std::vector<ElfSymbol>& symbols() const { return symbols_; }
  [[nodiscard]] std::string_view NameOf(const ElfSymbol& symbol) const { return names_.data() + symbol.name; }
  // The symbol whose bytes hold `address`; null if there is none.
  [[nodiscard]] const ElfSymbol* Covering(uint64_t address) const;
  // Lower-case hex; null if the file has none.
  [[nodiscard]] const std::shared_ptr<const std::string>& build_id() const { return build_id_; }
  // Why some of its symbols are not here; empty when all are.
  [[nodiscard]] const std::string& left_out() const { return left_out_; }
  [[nodiscard]] size_t MemoryBytes() const {
    return symbols_.capacity() * sizeof(ElfSymbol) + names_.capacity() +
           segments_.capacity() * sizeof(ElfSegment);
  }
  [[nodiscard]] Result<uint64_t> FileOffset(uint64_t address) const;
  // The other way round; false when no segment has that offset.
  bool AddressOfOffset(uint64_t offset, uint64_t& address) const;

 private:
  friend class ElfReader;
  std::vector<ElfSymbol> symbols_;
  std::vector<ElfSegment> segments_;
  std::string names_;  // zero-terminated, one after the other
  std::string left_out_;
  std::shared_ptr<const std::string> build_id_;
};

}  // namespace sonde
