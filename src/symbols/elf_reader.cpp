// Reading ELF through libelf, with plain reads: a file that shrinks meanwhile cannot raise SIGBUS.
// Leaves: ElfReader. Covered by tests/symbols/elf_test.cpp.
#include "symbols/elf_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sonde {
namespace {

constexpr size_t kLargestNames = 1U << 30;

// Calls `use(section, header)` for each section that can be read.
template <typename Use>
void ForEachSection(Elf* elf, Use use) {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) != nullptr) use(section, header);
  }
}

// Of several names for one address: global before weak before local, plain before underscored.
uint8_t RankOf(const GElf_Sym& symbol, const char* name) {
  const unsigned binding = GELF_ST_BIND(symbol.st_info);
  const uint8_t rank = binding == STB_GLOBAL ? 0 : binding == STB_WEAK ? 2 : 4;
  return static_cast<uint8_t>(rank + (name[0] == '_' ? 1 : 0));
}

std::string Hex(const unsigned char* bytes, size_t size) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

std::string BuildIdIn(Elf_Data* data) {
  GElf_Nhdr note;
  size_t name = 0;
  size_t bytes = 0;
  for (size_t at = 0; (at = gelf_getnote(data, at, &note, &name, &bytes)) > 0;) {
    const char* base = static_cast<const char*>(data->d_buf);
    const bool gnu = note.n_namesz == 4 && std::memcmp(base + name, "GNU", 4) == 0;
    if (gnu && note.n_type == NT_GNU_BUILD_ID && note.n_descsz >= 2 && note.n_descsz <= 64) {
      return Hex(reinterpret_cast<const unsigned char*>(base) + bytes, note.n_descsz);
    }
  }
  return {};
}

// A file name, zeros up to a multiple of four, and a CRC.
void ReadDebugLink(Elf_Data* data, DebugReference& reference) {
  const char* text = static_cast<const char*>(data->d_buf);
  const size_t length = strnlen(text, data->d_size);
  const size_t crc = (length + 4) & ~size_t{3};
  if (length == 0 || crc + 4 > data->d_size) return;
  if (std::memchr(text, '/', length) != nullptr) return;
  reference.file.assign(text, length);
  std::memcpy(&reference.crc, text + crc, 4);
}

}  // namespace

ElfReader::~ElfReader() {
  if (elf_ != nullptr) elf_end(elf_);
  if (fd_ >= 0) close(fd_);
}

Status ElfReader::Open(const std::string& path) {
  elf_version(EV_CURRENT);
  fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) return Error::FromErrno("open " + path, errno);
  struct stat info{};
  if (fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) return Error(path + " is not a regular file");
  elf_ = elf_begin(fd_, ELF_C_READ, nullptr);
  GElf_Ehdr header;
  if (elf_ == nullptr || elf_kind(elf_) != ELF_K_ELF || gelf_getehdr(elf_, &header) == nullptr) {
    return Error(path + " is not an ELF file");
  }
  if (header.e_type != ET_EXEC && header.e_type != ET_DYN) {
    return Error(path + " is neither an ELF executable nor a shared object");
  }
  return Status::Ok();
}

bool ElfReader::HasSymbolTable() const {
  bool found = false;
  ForEachSection(elf_, [&](Elf_Scn*, const GElf_Shdr& header) { found |= header.sh_type == SHT_SYMTAB; });
  return found;
}

void ElfReader::AddSymbols(ElfImage& image) const {
  ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) AddTable(section, header, image);
  });
}

void ElfReader::AddTable(Elf_Scn* section, const GElf_Shdr& header, ElfImage& image) const {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return;
  const size_t entry = gelf_fsize(elf_, ELF_T_SYM, 1, EV_CURRENT);
  if (entry == 0) return;
  const int count = static_cast<int>(std::min<size_t>(data->d_size / entry, 1U << 28));
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, i, &symbol) == nullptr) return;
    const unsigned kind = GELF_ST_TYPE(symbol.st_info);
    if ((kind != STT_FUNC && kind != STT_GNU_IFUNC) || symbol.st_shndx == SHN_UNDEF) continue;
    const char* name = elf_strptr(elf_, header.sh_link, symbol.st_name);
    if (name == nullptr || *name == '\0' || image.names_.size() > kLargestNames) continue;
    image.symbols_.push_back(
        {symbol.st_value, symbol.st_size, static_cast<uint32_t>(image.names_.size()), RankOf(symbol, name)});
    image.names_.append(name, std::strlen(name) + 1);
  }
}

void ElfReader::AddSegments(ElfImage& image) const {
  size_t count = 0;
  if (elf_getphdrnum(elf_, &count) != 0) return;
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf_, static_cast<int>(i), &header) == nullptr) return;
    if (header.p_type != PT_LOAD) continue;
    image.segments_.push_back({header.p_vaddr, header.p_offset, header.p_filesz});
  }
}

DebugReference ElfReader::Debug() const {
  DebugReference reference;
  size_t names = 0;
  const bool named = elf_getshdrstrndx(elf_, &names) == 0;
  ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
    const char* name = named ? elf_strptr(elf_, names, header.sh_name) : nullptr;
    const bool link = name != nullptr && std::strcmp(name, ".gnu_debuglink") == 0;
    if (header.sh_type != SHT_NOTE && !link) return;
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return;
    if (link) {
      ReadDebugLink(data, reference);
    } else if (reference.build_id.empty()) {
      reference.build_id = BuildIdIn(data);
    }
  });
  return reference;
}

// The dynamic table repeats names of the full one.
void ElfReader::Sort(ElfImage& image) {
  const auto key = [&](const ElfSymbol& s) { return std::tuple(s.address, s.rank, image.NameOf(s)); };
  auto& symbols = image.symbols_;
  std::sort(symbols.begin(), symbols.end(),
            [&](const ElfSymbol& a, const ElfSymbol& b) { return key(a) < key(b); });
  const auto same = [&](const ElfSymbol& a, const ElfSymbol& b) {
    return a.address == b.address && image.NameOf(a) == image.NameOf(b);
  };
  symbols.erase(std::unique(symbols.begin(), symbols.end(), same), symbols.end());
  symbols.shrink_to_fit();
}

}  // namespace sonde
