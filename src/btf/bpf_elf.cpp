// Reading BPF objects. Leaves: BpfElf, ReadBpfElf. Covered by tests/btf/bpf_object_test.cpp.
#include "btf/bpf_elf.h"

#include <elf.h>

#include <string>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint64_t kInstruction = 8;              // bytes
constexpr uint64_t kLargestEmpty = 256ULL << 20;  // bytes of a section without contents
constexpr uint8_t kWideLoad = 0x18;               // the opcode that takes two instructions
constexpr uint32_t kAbsolute64 = 2;               // R_BPF_64_ABS64; the others of data are 32 bits wide

#define TRY(expression) \
  if (Status status = (expression); !status) return status

Error Damaged(std::string_view what) {
  return Error("the BPF object is damaged: " + std::string(what));
}

bool IsCode(const BpfSection& section) {
  return section.type == SHT_PROGBITS && (section.flags & SHF_EXECINSTR) != 0;
}

class ElfChecker {
 public:
  explicit ElfChecker(std::string_view bytes) : file_(bytes) {}

  Status Read() {
    TRY(ReadHeader());
    TRY(ReadSections());
    for (const BpfSection& section : elf_.sections)
      TRY(CheckSection(section));
    TRY(ReadSymbols());
    for (const BpfSection& section : elf_.sections) {
      if (section.type == SHT_REL) TRY(CheckRelocations(section));
    }
    return Status::Ok();
  }

  BpfElf Take() { return std::move(elf_); }

 private:
  Status ReadHeader();
  Status ReadSections();
  Status NameSections();
  static Status CheckSection(const BpfSection& section);
  static Status CheckCode(const BpfSection& section);
  Status ReadSymbols();
  Status CheckSymbol(const BpfSymbol& symbol) const;
  Status CheckRelocations(const BpfSection& table) const;

  [[nodiscard]] const BpfSection* StringsAt(uint32_t index) const {
    if (index >= elf_.sections.size() || elf_.sections[index].type != SHT_STRTAB) return nullptr;
    return &elf_.sections[index];
  }

  ByteReader file_;
  Elf64_Ehdr header_{};
  BpfElf elf_;
  uint32_t symbol_table_ = 0;  // index of the section; 0: none
};

Status ElfChecker::ReadHeader() {
  const auto header = file_.At<Elf64_Ehdr>(0);
  if (!header || std::string_view(reinterpret_cast<const char*>(header->e_ident), SELFMAG) != ELFMAG ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != EM_BPF || header->e_type != ET_REL) {
    return Error("it is no BPF object");
  }
  if (header->e_version != EV_CURRENT || header->e_ident[EI_VERSION] != EV_CURRENT ||
      header->e_ehsize != sizeof(Elf64_Ehdr) || header->e_phnum != 0) {
    return Damaged("its header is none of an object");
  }
  if (header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shnum < 2 ||
      header->e_shoff % alignof(Elf64_Shdr) != 0) {
    return Damaged("it has no table of sections");
  }
  header_ = *header;
  return Status::Ok();
}

Status ElfChecker::ReadSections() {
  const auto table = file_.Piece(header_.e_shoff, uint64_t{header_.e_shnum} * sizeof(Elf64_Shdr));
  if (!table) return Damaged("its table of sections is cut off");
  ByteReader reader(*table);
  for (uint32_t i = 0; i < header_.e_shnum; ++i) {
    BpfSection section;
    section.header_offset = header_.e_shoff + reader.offset();
    const auto raw = reader.Get<Elf64_Shdr>();
    section.type = raw.sh_type;
    section.link = raw.sh_link;
    section.info = raw.sh_info;
    section.flags = raw.sh_flags;
    section.offset = raw.sh_offset;
    section.size = raw.sh_size;
    section.entry_size = raw.sh_entsize;
    if (i == 0 ? raw.sh_type != SHT_NULL || raw.sh_size != 0 : raw.sh_type == SHT_NULL) {
      return Damaged("a section without a kind");
    }
    if ((raw.sh_addralign & (raw.sh_addralign - 1)) != 0 || raw.sh_addralign > 4096) {
      return Damaged("a section with an alignment that is no power of two");
    }
    if (raw.sh_type == SHT_NOBITS) {
      if (raw.sh_size > kLargestEmpty) return Damaged("a section of zeroes that is too large");
    } else if (i != 0) {
      const auto bytes = file_.Piece(raw.sh_offset, raw.sh_size);
      if (!bytes) return Damaged("a section reaches past the end of the file");
      section.bytes = *bytes;
    }
    elf_.sections.push_back(section);
  }
  return NameSections();
}

Status ElfChecker::NameSections() {
  const BpfSection* names = StringsAt(header_.e_shstrndx);
  if (names == nullptr) return Damaged("its sections have no names");
  const auto table = file_.Piece(header_.e_shoff, uint64_t{header_.e_shnum} * sizeof(Elf64_Shdr));
  ByteReader reader(*table);
  for (BpfSection& section : elf_.sections) {
    const auto name = ByteReader(names->bytes).TextAt(reader.Get<Elf64_Shdr>().sh_name);
    if (!name) return Damaged("a section's name lies outside its table");
    section.name = *name;
  }
  return Status::Ok();
}

// What takes two instructions must not be cut in half.
Status ElfChecker::CheckCode(const BpfSection& section) {
  if (section.size % kInstruction != 0) return Damaged("half an instruction in " + std::string(section.name));
  for (ByteReader code(section.bytes); !code.empty();) {
    const auto opcode = static_cast<uint8_t>(code.Take(kInstruction).front());
    if (opcode == kWideLoad) code.Skip(kInstruction);
    if (!code.ok()) return Damaged("half an instruction in " + std::string(section.name));
  }
  return Status::Ok();
}

Status ElfChecker::CheckSection(const BpfSection& section) {
  if ((section.flags & SHF_COMPRESSED) != 0) return Damaged("a compressed section");
  if (IsCode(section)) return CheckCode(section);
  switch (section.type) {
    case SHT_STRTAB:
      if (section.bytes.empty() || section.bytes.back() != '\0') return Damaged("names without an end");
      return Status::Ok();
    case SHT_SYMTAB:
      if (section.entry_size != sizeof(Elf64_Sym) || section.size % sizeof(Elf64_Sym) != 0)
        return Damaged("its symbols have another size");
      return Status::Ok();
    case SHT_REL:
      if (section.entry_size != sizeof(Elf64_Rel) || section.size % sizeof(Elf64_Rel) != 0)
        return Damaged("its relocations have another size");
      return Status::Ok();
    case SHT_RELA:
      return Damaged("relocations that BPF does not use");
    default:
      return Status::Ok();
  }
}

Status ElfChecker::CheckSymbol(const BpfSymbol& symbol) const {
  const std::string name(symbol.name);
  if (symbol.section >= SHN_LORESERVE) {
    if (symbol.section == SHN_ABS || symbol.section == SHN_COMMON) return Status::Ok();
    return Damaged("the symbol " + name + " is in no known section");
  }
  if (symbol.section >= elf_.sections.size()) return Damaged("the symbol " + name + " is in no section");
  if (symbol.section == SHN_UNDEF) return Status::Ok();
  const BpfSection& section = elf_.sections[symbol.section];
  if (symbol.value > section.size || symbol.size > section.size - symbol.value)
    return Damaged("the symbol " + name + " lies outside its section");
  if (symbol.kind == STT_SECTION && symbol.value != 0) return Damaged("a section that begins in its middle");
  if (symbol.kind == STT_FUNC &&
      (!IsCode(section) || symbol.value % kInstruction != 0 || symbol.size % kInstruction != 0)) {
    return Damaged("the function " + name + " is not made of instructions");
  }
  return Status::Ok();
}

Status ElfChecker::ReadSymbols() {
  for (const BpfSection& section : elf_.sections) {
    if (section.type != SHT_SYMTAB) continue;
    if (symbol_table_ != 0) return Damaged("two tables of symbols");
    symbol_table_ = elf_.IndexOf(section);
    const BpfSection* names = StringsAt(section.link);
    if (names == nullptr) return Damaged("its symbols have no names");
    for (ByteReader reader(section.bytes); !reader.empty();) {
      const uint64_t offset = section.offset + reader.offset();
      const auto raw = reader.Get<Elf64_Sym>();
      const auto name = ByteReader(names->bytes).TextAt(raw.st_name);
      if (!name) return Damaged("a symbol's name lies outside its table");
      elf_.symbols.push_back({*name, static_cast<uint8_t>(ELF64_ST_TYPE(raw.st_info)),
                              static_cast<uint8_t>(ELF64_ST_BIND(raw.st_info)), raw.st_shndx, raw.st_value,
                              raw.st_size, offset});
      TRY(CheckSymbol(elf_.symbols.back()));
    }
    if (elf_.symbols.empty() || section.info > elf_.symbols.size())
      return Damaged("its table of symbols has another length");
  }
  if (symbol_table_ == 0) return Damaged("it has no symbols");
  return Status::Ok();
}

Status ElfChecker::CheckRelocations(const BpfSection& table) const {
  const std::string name(table.name);
  if (table.link != symbol_table_) return Damaged(name + " speaks of other symbols");
  if (table.info == 0 || table.info >= elf_.sections.size()) return Damaged(name + " is for no section");
  const BpfSection& target = elf_.sections[table.info];
  const bool data = target.type != SHT_STRTAB && target.type != SHT_SYMTAB && target.type != SHT_REL &&
                    target.type != SHT_NOBITS;
  if (!data) return Damaged(name + " is for a section that holds no data");
  for (ByteReader reader(table.bytes); !reader.empty();) {
    const auto raw = reader.Get<Elf64_Rel>();
    const bool code = IsCode(target);
    const uint64_t width = code || ELF64_R_TYPE(raw.r_info) == kAbsolute64 ? 8 : 4;
    if (!ByteReader(target.bytes).Piece(raw.r_offset, width))
      return Damaged(name + " reaches past its section");
    if (code && raw.r_offset % kInstruction != 0) return Damaged(name + " points into an instruction");
    if (ELF64_R_SYM(raw.r_info) >= elf_.symbols.size())
      return Damaged(name + " names a symbol that is not there");
  }
  return Status::Ok();
}

}  // namespace

const BpfSection* BpfElf::Find(std::string_view name) const {
  for (const BpfSection& section : sections) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

Result<BpfElf> ReadBpfElf(std::string_view bytes) {
  ElfChecker checker(bytes);
  if (Status status = checker.Read(); !status) return status.TakeError();
  return checker.Take();
}

}  // namespace sonde
