// ElfReader: one open ELF file (libelf) and the pieces read from it. Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <gelf.h>

#include <string>

#include "base/result.h"
#include "symbols/elf_image.h"

namespace sonde {

class ElfReader {
 public:
  ElfReader() = default;
  ElfReader(const ElfReader&) = delete;
  ElfReader& operator=(const ElfReader&) = delete;
  ~ElfReader();

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

  int fd_ = -1;
  Elf* elf_ = nullptr;
};

}  // namespace sonde
