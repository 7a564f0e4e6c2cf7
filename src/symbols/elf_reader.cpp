// Reading ELF through libelf, with plain reads: a file that shrinks meanwhile cannot raise SIGBUS.
// Leaves: ElfReader. Covered by tests/symbols/elf_test.cpp.
#include "symbols/elf_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace sonde {
namespace {

// A file may be sparse and claim anything. What is read of one is bounded: a browser with all its symbols has
// a third of this.
constexpr uint64_t kLargestFile = uint64_t{1} << 40;
constexpr uint64_t kLargestTable = uint64_t{64} << 20;     // of symbols: 2.7 million
constexpr uint64_t kLargestStrings = uint64_t{256} << 20;  // of their names
constexpr size_t kLargestNames = size_t{256} << 20;        // that are kept; names may overlap in the file
constexpr size_t kLongestName = 16384;
constexpr size_t kLongestSectionName = 256;
constexpr uint64_t kLargestSectionNames = uint64_t{16} << 20;
constexpr uint64_t kLargestSmallSection = uint64_t{1} << 20;  // notes and links
constexpr int kMostSmallSections = 64;
constexpr uint32_t kMostSections = 1U << 18;
constexpr uint32_t kMostSegments = 1U << 16;

// Calls `use(section, header)` for each section that can be read.
template <typename Use>
void ForEachSection(Elf* elf, Use use) {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) != nullptr) use(section, header);
  }
}

// A table of names. (elf_strptr looks for the end of each name from the end of the table backwards.)
class Names {
 public:
  Names(Elf* elf, size_t section, uint64_t largest) {
    GElf_Shdr header{};
    Elf_Scn* found = elf_getscn(elf, section);
    if (found == nullptr || gelf_getshdr(found, &header) == nullptr || header.sh_size > largest) return;
    const Elf_Data* data = elf_getdata(found, nullptr);
    if (data != nullptr && data->d_buf != nullptr)
      text_ = {static_cast<const char*>(data->d_buf), data->d_size};
  }
  // Empty when there is none, or none of up to `longest` bytes.
  [[nodiscard]] std::string_view At(size_t offset, size_t longest) const {
    if (offset >= text_.size()) return {};
    const std::string_view rest = text_.substr(offset, longest + 1);
    const size_t end = rest.find('\0');
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
  }

 private:
  std::string_view text_;
};

// Of several names for one address: global before weak before local, plain before underscored.
uint8_t RankOf(const GElf_Sym& symbol, std::string_view name) {
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

// Numbers that do not fit the header stand in the first section's: that of sections in sh_size, that of
// segments in sh_info.
template <typename Header, typename Section>
bool HasSaneCounts(const ForeignFile& file) {
  Header header{};
  if (file.ReadAt(0, &header, sizeof(header)) != sizeof(header)) return false;
  if (header.e_shnum != 0 && header.e_phnum != PN_XNUM) return true;
  Section first{};
  if (header.e_shoff == 0) return header.e_phnum != PN_XNUM;
  if (file.ReadAt(header.e_shoff, &first, sizeof(first)) != sizeof(first)) return false;
  return (header.e_shnum != 0 || first.sh_size <= kMostSections) &&
         (header.e_phnum != PN_XNUM || first.sh_info <= kMostSegments);
}

// The symbols of a table, in its order, until `use` returns false.
template <typename Use>
void ForEachSymbol(Elf* elf, Elf_Scn* table, const Use& use) {
  Elf_Data* data = elf_getdata(table, nullptr);
  const size_t entry = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
  if (data == nullptr || data->d_buf == nullptr || entry == 0) return;
  const int count = static_cast<int>(std::min<size_t>(data->d_size / entry, 1U << 28));
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, i, &symbol) == nullptr || !use(symbol)) return;
  }
}

}  // namespace

void AddPlace(std::vector<ElfPlace>& places, const ElfPlace& place) {
  for (ElfPlace& known : places) {
    if (known.address != place.address) continue;
    known.size = std::max(known.size, place.size);
    return;
  }
  places.push_back(place);
}

// libelf takes memory for what the header claims before it looks whether the file has it.
bool HasSaneCounts(const ForeignFile& file) {
  std::array<unsigned char, EI_NIDENT> ident{};
  if (file.ReadAt(0, ident.data(), ident.size()) != ident.size()) return false;
  if (std::memcmp(ident.data(), ELFMAG, SELFMAG) != 0) return false;
  constexpr unsigned char kOwnOrder = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
  if (ident[EI_DATA] != kOwnOrder) return false;
  if (ident[EI_CLASS] == ELFCLASS32) return HasSaneCounts<Elf32_Ehdr, Elf32_Shdr>(file);
  return HasSaneCounts<Elf64_Ehdr, Elf64_Shdr>(file);
}

ElfReader::~ElfReader() {
  if (elf_ != nullptr) elf_end(elf_);
}

Status ElfReader::Open(const std::string& path) {
  elf_version(EV_CURRENT);
  auto file = ForeignFile::Open(path, kLargestFile);
  if (!file) return file.TakeError();
  file_.emplace(std::move(*file));
  if (!HasSaneCounts(*file_)) return Error(path + " is not an ELF file");
  elf_ = elf_begin(file_->fd(), ELF_C_READ, nullptr);
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

// One table of each kind, as linkers write them: more could all be the same gigabytes.
void ElfReader::AddSymbols(ElfImage& image) const {
  for (const uint32_t kind : {SHT_SYMTAB, SHT_DYNSYM}) {
    bool first = true;
    ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
      if (header.sh_type == kind && std::exchange(first, false)) AddTable(section, header, image);
    });
  }
}

// Why a table of symbols is not read; empty if it can be.
std::string ElfReader::TooLarge(const GElf_Shdr& table) const {
  GElf_Shdr strings{};
  Elf_Scn* section = elf_getscn(elf_, table.sh_link);
  if (section == nullptr || gelf_getshdr(section, &strings) == nullptr) return {};
  if (table.sh_size > kLargestTable) return "its symbol table is larger than " + InWords(kLargestTable);
  if (strings.sh_size > kLargestStrings)
    return "the names of its symbols take more than " + InWords(kLargestStrings);
  return {};
}

void ElfReader::AddTable(Elf_Scn* section, const GElf_Shdr& header, ElfImage& image) const {
  if (auto reason = TooLarge(header); !reason.empty()) {
    image.left_out_ = std::move(reason);
    return;
  }
  const Names names(elf_, header.sh_link, kLargestStrings);
  ForEachSymbol(elf_, section, [&](const GElf_Sym& symbol) {
    const unsigned kind = GELF_ST_TYPE(symbol.st_info);
    if ((kind != STT_FUNC && kind != STT_GNU_IFUNC) || symbol.st_shndx == SHN_UNDEF) return true;
    const std::string_view name = names.At(symbol.st_name, kLongestName);
    if (name.empty()) return true;
    if (image.names_.size() + name.size() >= kLargestNames) {
      image.left_out_ = "the names of its symbols take more than " + InWords(kLargestNames);
      return false;
    }
    image.symbols_.push_back(
        {symbol.st_value, symbol.st_size, static_cast<uint32_t>(image.names_.size()), RankOf(symbol, name)});
    image.names_.append(name);
    image.names_ += '\0';
    return true;
  });
}

// Notes and links are short, whatever the file says.
Elf_Data* ElfReader::SmallData(Elf_Scn* section, const GElf_Shdr& header) const {
  Elf_Data* data = header.sh_size <= kLargestSmallSection ? elf_getdata(section, nullptr) : nullptr;
  return data != nullptr && data->d_buf != nullptr ? data : nullptr;
}

void ElfReader::AddSegments(ElfImage& image) const {
  size_t count = 0;
  if (elf_getphdrnum(elf_, &count) != 0 || count > kMostSegments) return;
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf_, static_cast<int>(i), &header) == nullptr) return;
    if (header.p_type != PT_LOAD) continue;
    image.segments_.push_back({header.p_vaddr, header.p_offset, header.p_filesz});
  }
}

DebugReference ElfReader::Debug() const {
  DebugReference reference;
  size_t section_names = 0;
  if (elf_getshdrstrndx(elf_, &section_names) != 0) section_names = SHN_UNDEF;
  const Names names(elf_, section_names, kLargestSectionNames);
  int left = kMostSmallSections;
  ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
    const bool link = names.At(header.sh_name, kLongestSectionName) == ".gnu_debuglink";
    if ((header.sh_type != SHT_NOTE && !link) || left-- <= 0) return;
    Elf_Data* data = SmallData(section, header);
    if (data == nullptr) return;
    if (link) {
      ReadDebugLink(data, reference);
    } else if (reference.build_id.empty()) {
      reference.build_id = BuildIdIn(data);
    }
  });
  return reference;
}

void ElfReader::ForEachNamed(std::string_view name, uint64_t most,
                             const std::function<void(const GElf_Shdr&, std::string_view)>& use) const {
  size_t section_names = 0;
  if (elf_getshdrstrndx(elf_, &section_names) != 0) return;
  const Names names(elf_, section_names, kLargestSectionNames);
  ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (names.At(header.sh_name, kLongestSectionName) != name) return;
    const bool readable =
        header.sh_type != SHT_NOBITS && (header.sh_flags & SHF_COMPRESSED) == 0 && header.sh_size <= most;
    const Elf_Data* data = readable ? elf_rawdata(section, nullptr) : nullptr;
    const bool bytes = data != nullptr && data->d_buf != nullptr;
    use(header,
        bytes ? std::string_view(static_cast<const char*>(data->d_buf), data->d_size) : std::string_view());
  });
}

void ElfReader::AddPlaces(Elf_Scn* section, const GElf_Shdr& header, std::string_view name,
                          std::vector<ElfPlace>& places) const {
  if (!TooLarge(header).empty()) return;
  const Names names(elf_, header.sh_link, kLargestStrings);
  ForEachSymbol(elf_, section, [&](const GElf_Sym& symbol) {
    const unsigned kind = GELF_ST_TYPE(symbol.st_info);
    const bool placed = symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS &&
                        (kind == STT_OBJECT || kind == STT_FUNC || kind == STT_NOTYPE);
    if (!placed) return true;
    const std::string_view found = names.At(symbol.st_name, kLongestName);
    if (!found.starts_with(name) || (found.size() > name.size() && found[name.size()] != '@')) return true;
    AddPlace(places, {symbol.st_value, symbol.st_size});
    return true;
  });
}

std::vector<ElfPlace> ElfReader::PlacesOf(std::string_view name) const {
  std::vector<ElfPlace> places;
  for (const uint32_t kind : {SHT_SYMTAB, SHT_DYNSYM}) {
    bool first = true;
    ForEachSection(elf_, [&](Elf_Scn* section, const GElf_Shdr& header) {
      if (header.sh_type == kind && std::exchange(first, false)) AddPlaces(section, header, name, places);
    });
  }
  return places;
}

uint32_t ElfReader::AddressSize() const {
  return gelf_getclass(elf_) == ELFCLASS32 ? 4 : 8;
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
