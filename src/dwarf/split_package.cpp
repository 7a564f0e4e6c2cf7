// Packages of split units. Leaves: SplitPackage. Covered by tests/dwarf/types_test.cpp.
#include "dwarf/split_package.h"

#include <dwarf.h>
#include <gelf.h>

#include <cstring>
#include <map>

#include "dwarf/die.h"
#include "dwarf/guarded_open.h"

namespace sonde::dwarf {
namespace {

struct Slice {
  uint64_t offset = 0;
  uint64_t size = 0;
};

// Section ids of the index's columns, by version of the index.
constexpr const char* kSections2[] = {nullptr,       ".debug_info", ".debug_types",       ".debug_abbrev",
                                      ".debug_line", ".debug_loc",  ".debug_str_offsets", ".debug_macinfo",
                                      ".debug_macro"};
constexpr const char* kSections5[] = {
    nullptr,           ".debug_info",        nullptr,        ".debug_abbrev",  ".debug_line",
    ".debug_loclists", ".debug_str_offsets", ".debug_macro", ".debug_rnglists"};

uint32_t Word(std::string_view bytes, uint64_t index) {
  uint32_t value = 0;
  if (index * 4 + 4 <= bytes.size()) std::memcpy(&value, bytes.data() + index * 4, 4);
  return value;
}

// A minimal ELF64 file with these sections, named as those of a split unit.
std::string MakeElf(const std::vector<std::pair<std::string, std::string_view>>& sections) {
  std::string names(1, '\0');
  std::string body(sizeof(Elf64_Ehdr), '\0');
  std::vector<Elf64_Shdr> headers(1);
  const auto add = [&](const std::string& name, std::string_view bytes, uint32_t type) {
    Elf64_Shdr header{};
    header.sh_name = static_cast<Elf64_Word>(names.size());
    names += name + '\0';
    header.sh_type = type;
    header.sh_offset = body.size();
    header.sh_addralign = 1;
    header.sh_size = type == SHT_STRTAB ? names.size() : bytes.size();
    body += type == SHT_STRTAB ? std::string_view(names) : bytes;
    headers.push_back(header);
  };
  for (const auto& [name, bytes] : sections)
    add(name + ".dwo", bytes, SHT_PROGBITS);
  add(".shstrtab", {}, SHT_STRTAB);
  body.resize((body.size() + 7) & ~size_t{7}, '\0');
  Elf64_Ehdr elf{};
  std::memcpy(elf.e_ident, ELFMAG, SELFMAG);
  elf.e_ident[EI_CLASS] = ELFCLASS64;
  elf.e_ident[EI_DATA] = ELFDATA2LSB;
  elf.e_ident[EI_VERSION] = EV_CURRENT;
  elf.e_type = ET_REL;
  elf.e_machine = EM_X86_64;  // tells sizes of addresses only
  elf.e_version = EV_CURRENT;
  elf.e_shoff = body.size();
  elf.e_ehsize = sizeof(elf);
  elf.e_shentsize = sizeof(Elf64_Shdr);
  elf.e_shnum = static_cast<Elf64_Half>(headers.size());
  elf.e_shstrndx = static_cast<Elf64_Half>(headers.size() - 1);
  std::memcpy(body.data(), &elf, sizeof(elf));
  body.append(reinterpret_cast<const char*>(headers.data()), headers.size() * sizeof(Elf64_Shdr));
  return body;
}

std::string_view SectionOf(Elf* elf, const std::string& wanted) {
  size_t names = 0;
  if (elf == nullptr || elf_getshdrstrndx(elf, &names) != 0) return {};
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr || wanted != name) continue;
    if ((header.sh_flags & SHF_COMPRESSED) != 0 && elf_compress(section, 0, 0) < 0) return {};
    const Elf_Data* data = elf_rawdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return {};
    return {static_cast<const char*>(data->d_buf), data->d_size};
  }
  return {};
}

}  // namespace

struct SplitPackage::Contents {
  struct Cut {
    std::string image;
    Elf* elf = nullptr;
    Dwarf* dwarf = nullptr;
    std::optional<Dwarf_Die> root;
  };

  std::optional<ForeignFile> file;
  Elf* elf = nullptr;
  std::string_view index;
  uint32_t version = 0;
  uint32_t columns = 0;
  uint32_t units = 0;
  uint32_t slots = 0;
  uint64_t made = 0;  // bytes of cuts
  std::map<uint64_t, Cut> cuts;

  ~Contents() {
    for (auto& [id, cut] : cuts) {
      if (cut.dwarf != nullptr) dwarf_end(cut.dwarf);
      if (cut.elf != nullptr) elf_end(cut.elf);
    }
    if (elf != nullptr) elf_end(elf);
  }

  bool Open(const std::string& path) {
    auto opened = OpenDebugFile(path);
    if (!opened) return false;
    file.emplace(std::move(*opened));
    elf = elf_begin(file->fd(), ELF_C_READ_MMAP_PRIVATE, nullptr);
    index = SectionOf(elf, ".debug_cu_index");
    version = Word(index, 0) & 0xffff;  // 16 bits and padding in version 5
    columns = Word(index, 1);
    units = Word(index, 2);
    slots = Word(index, 3);
    const uint64_t words = 4 + uint64_t{slots} * 3 + uint64_t{columns} * (1 + 2 * uint64_t{units});
    return (version == 2 || version == 5) && columns <= 16 && words * 4 <= index.size();
  }

  // Row of the unit, from 1; 0: none.
  [[nodiscard]] uint32_t RowOf(uint64_t id) const {
    for (uint32_t slot = 0; slot < slots; ++slot) {
      const uint64_t at = 4 + uint64_t{slot} * 2;
      const uint64_t own = Word(index, at) | uint64_t{Word(index, at + 1)} << 32;
      const uint32_t row = Word(index, 4 + uint64_t{slots} * 2 + slot);
      if (own == id && row != 0 && row <= units) return row;
    }
    return 0;
  }

  [[nodiscard]] Slice Part(uint32_t row, uint32_t column) const {
    const uint64_t table = 4 + uint64_t{slots} * 3 + columns;
    const uint64_t at = uint64_t{row - 1} * columns + column;
    return {Word(index, table + at), Word(index, table + uint64_t{columns} * units + at)};
  }

  // Each cut has the strings of all the package: so many that they would fill the memory are not made.
  void Make(uint32_t row, Dwarf_Die skeleton, Cut& cut) {
    if (made > kLargestUnpacked) return;
    std::vector<std::pair<std::string, std::string_view>> sections;
    for (uint32_t column = 0; column < columns; ++column) {
      const uint32_t kind = Word(index, 4 + uint64_t{slots} * 3 + column);
      if (kind == 0 || kind >= std::size(kSections2)) continue;
      const char* name = version == 2 ? kSections2[kind] : kSections5[kind];
      if (name == nullptr) continue;
      const std::string_view all = SectionOf(elf, std::string(name) + ".dwo");
      const Slice part = Part(row, column);
      if (part.offset <= all.size() && part.size <= all.size() - part.offset) {
        sections.emplace_back(name, all.substr(part.offset, part.size));
      }
    }
    sections.emplace_back(".debug_str", SectionOf(elf, ".debug_str.dwo"));
    // Addresses stay in the program; the cut unit counts them from its own base.
    Elf* program = dwarf_getelf(dwarf_cu_getdwarf(skeleton.cu));
    const std::string_view addresses = SectionOf(program, ".debug_addr");
    const uint64_t base =
        NumberOf(skeleton, DW_AT_addr_base).value_or(NumberOf(skeleton, DW_AT_GNU_addr_base).value_or(0));
    if (base < addresses.size()) sections.emplace_back(".debug_addr", addresses.substr(base));
    cut.image = MakeElf(sections);
    made += cut.image.size();
    cut.elf = elf_memory(cut.image.data(), cut.image.size());
    cut.dwarf = cut.elf != nullptr ? dwarf_begin_elf(cut.elf, DWARF_C_READ, nullptr) : nullptr;
    Dwarf_CU* unit = nullptr;
    Dwarf_Die root;
    if (cut.dwarf != nullptr &&
        dwarf_get_units(cut.dwarf, nullptr, &unit, nullptr, nullptr, &root, nullptr) == 0) {
      cut.root = root;
    }
  }
};

SplitPackage::SplitPackage() = default;
SplitPackage::SplitPackage(SplitPackage&&) noexcept = default;
SplitPackage& SplitPackage::operator=(SplitPackage&&) noexcept = default;
SplitPackage::~SplitPackage() = default;

SplitPackage SplitPackage::Find(const std::vector<std::string>& paths) {
  SplitPackage package;
  for (const std::string& path : paths) {
    auto contents = std::make_unique<Contents>();
    if (!contents->Open(path)) continue;
    package.contents_ = std::move(contents);
    break;
  }
  return package;
}

std::optional<Dwarf_Die> SplitPackage::Unit(uint64_t id, Dwarf_Die skeleton) {
  if (!contents_) return std::nullopt;
  const auto [it, is_new] = contents_->cuts.try_emplace(id);
  if (is_new) {
    if (const uint32_t row = contents_->RowOf(id); row != 0) contents_->Make(row, skeleton, it->second);
  }
  return it->second.root;
}

}  // namespace sonde::dwarf
