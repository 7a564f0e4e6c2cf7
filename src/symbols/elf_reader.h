// ElfReader: one open ELF file (libelf) and the pieces read from it. Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <gelf.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/foreign_file.h"
#include "symbols/elf_image.h"
#include "symbols/symbols.h"

namespace sonde {

// False for what is no ELF file of this machine's byte order, or has a header that claims more sections or
// segments than any linker writes: libelf would take memory for them.
bool HasSaneCounts(const ForeignFile& file);

// Adds `place` unless its address is there; of several sizes the largest counts.
void AddPlace(std::vector<ElfPlace>& places, const ElfPlace& place);

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
  // Calls `use` for each section of that name, with its bytes, which live as long as the reader. Without
  // bytes: it has none in the file, they are compressed, or there are more than `most` of them.
  void ForEachNamed(std::string_view name, uint64_t most,
                    const std::function<void(const GElf_Shdr&, std::string_view)>& use) const;
  // The functions and variables with that name, each address once; those of thread-local ones are none.
  // A version behind the name (stdout@GLIBC_2.2.5) does not count.
  [[nodiscard]] std::vector<ElfPlace> PlacesOf(std::string_view name) const;
  // Bytes of an address: 4 or 8.
  [[nodiscard]] uint32_t AddressSize() const;
  // To be called once all symbols are in.
  static void Sort(ElfImage& image);

 private:
  void AddTable(Elf_Scn* section, const GElf_Shdr& header, ElfImage& image) const;
  void AddPlaces(Elf_Scn* section, const GElf_Shdr& header, std::string_view name,
                 std::vector<ElfPlace>& places) const;
  [[nodiscard]] std::string TooLarge(const GElf_Shdr& table) const;
  [[nodiscard]] Elf_Data* SmallData(Elf_Scn* section, const GElf_Shdr& header) const;

  std::optional<ForeignFile> file_;
  Elf* elf_ = nullptr;
};

}  // namespace sonde
