// ElfReader: one open ELF file (libelf) and the pieces read from it. Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <gelf.h>

#include <optional>
#include <string>

#include "base/foreign_file.h"
#include "symbols/elf_image.h"

namespace sonde {

// False for what is no ELF file of this machine's byte order, or has a header that claims more sections or
// segments than any linker writes: libelf would take memory for them.
bool HasSaneCounts(const ForeignFile& file);

class ElfReader {
 public:
  ElfReader() = default;
  ElfReader(const ElfReader&) = delete;
  ElfReader& operator=(const ElfReader&) = delete;
  ~ElfReader();

  // Refuses what is no regular file, and files whose header claims more sections or segments than any linker
  // writes.
  Status Open(const std::string& path);
  // True when the file has the full symbol table, not only the dynamic one.
  [[nodiscard]] bool HasSymbolTable() const;
  void AddSymbols(ElfImage& image) const;
  void AddSegments(ElfImage& image) const;
  [[nodiscard]] DebugReference Debug() const;
  // To be called once all symbols are in.
  static void Sort(ElfImage& image);

 private:
  void AddTable(Elf_Scn* section, const GElf_Shdr& header, ElfImage& image) const;
  [[nodiscard]] std::string TooLarge(const GElf_Shdr& table) const;
  [[nodiscard]] Elf_Data* SmallData(Elf_Scn* section, const GElf_Shdr& header) const;

  std::optional<ForeignFile> file_;
  Elf* elf_ = nullptr;
};

}  // namespace sonde
