// Tests of src/symbols/elf_markers.cpp and of symbols by name: notes of static probes, moved, of 32 bits,
// damaged.
#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <type_traits>

#include "symbols/symbols.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint64_t kBase = 0x2000;

template <typename T>
std::string Bytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

std::string Padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) & ~size_t{3});
  return bytes;
}

std::string Note(const std::string& owner, uint32_t type, const std::string& text) {
  const auto size = [](const std::string& piece) { return Bytes(static_cast<uint32_t>(piece.size())); };
  return size(owner) + size(text) + Bytes(type) + Padded(owner) + Padded(text);
}

template <typename Address = uint64_t>
std::string Marker(const std::string& provider, const std::string& name, const std::string& arguments,
                   std::type_identity_t<Address> address, std::type_identity_t<Address> semaphore = 0) {
  const auto base = static_cast<Address>(kBase);
  const std::string end(1, '\0');
  return Note(
      "stapsdt" + end, 3,
      Bytes(address) + Bytes(base) + Bytes(semaphore) + provider + end + name + end + arguments + end);
}

// An ELF file whose sections are .note.stapsdt with `notes`, .stapsdt.base at `base`, and their names.
template <bool kWide = true>
std::string Elf(const std::string& notes, uint64_t base = kBase) {
  using Ehdr = std::conditional_t<kWide, Elf64_Ehdr, Elf32_Ehdr>;
  using Shdr = std::conditional_t<kWide, Elf64_Shdr, Elf32_Shdr>;
  const std::string names("\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0", 39);
  Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = kWide ? ELFCLASS64 : ELFCLASS32;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_DYN;
  header.e_machine = kWide ? EM_X86_64 : EM_386;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(Ehdr);
  header.e_shentsize = sizeof(Shdr);
  header.e_shnum = 4;
  header.e_shstrndx = 3;
  const std::string body = Padded(notes) + Padded(names);
  header.e_shoff = static_cast<decltype(header.e_shoff)>(sizeof(Ehdr) + body.size());
  Shdr sections[4] = {};
  using Size = decltype(sections[0].sh_size);
  sections[1].sh_name = 1;
  sections[1].sh_type = SHT_NOTE;
  sections[1].sh_offset = sizeof(Ehdr);
  sections[1].sh_size = static_cast<Size>(notes.size());
  sections[1].sh_addralign = 4;
  sections[2].sh_name = 15;
  sections[2].sh_type = base == 0 ? SHT_NULL : SHT_NOBITS;
  if (base == 0) sections[2].sh_name = 0;
  sections[2].sh_addr = static_cast<Size>(base);
  sections[2].sh_size = 1;
  sections[3].sh_name = 29;
  sections[3].sh_type = SHT_STRTAB;
  sections[3].sh_offset = static_cast<Size>(sizeof(Ehdr) + Padded(notes).size());
  sections[3].sh_size = static_cast<Size>(names.size());
  return Bytes(header) + body + Bytes(sections);
}

class MarkersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sonde-markers-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& bytes) {
    const std::string path = (folder_ / "file").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  // "app:go 4096 8192 -4@%edi" each, or the error.
  std::vector<std::string> Read(const std::string& bytes) {
    const auto markers = ReadElfMarkers(Write(bytes));
    if (!markers) return {markers.error().Text()};
    std::vector<std::string> lines;
    for (const ElfMarker& m : *markers) {
      lines.push_back(m.provider + ":" + m.name + " " + std::to_string(m.address) + " " +
                      std::to_string(m.semaphore) + " " + m.arguments);
    }
    return lines;
  }

  fs::path folder_;
};

TEST_F(MarkersTest, AreSortedAndEachOnce) {
  const std::string go = Marker("app", "go", "-4@%edi 8@16(%rsp)", 0x1000, 0x3000);
  EXPECT_THAT(Read(Elf(Marker("b", "x", "", 3) + Marker("app", "stop", "", 2) + go + go)),
              ElementsAre("app:go 4096 12288 -4@%edi 8@16(%rsp)", "app:stop 2 0 ", "b:x 3 0 "));
  EXPECT_THAT(Read(Elf("")), ElementsAre());
}

TEST_F(MarkersTest, OtherNotesAreSkipped) {
  const std::string end(1, '\0');
  EXPECT_THAT(Read(Elf(Note("GNU" + end, 3, "x") + Note("stapsdt" + end, 2, "x") + Marker("a", "b", "", 1))),
              ElementsAre("a:b 1 0 "));
}

// Prelink moves a file without looking into its notes.
TEST_F(MarkersTest, MoveWithTheirBase) {
  const std::string notes = Marker("a", "b", "", 0x1000, 0x3000) + Marker("a", "c", "", 0x1000);
  EXPECT_THAT(Read(Elf(notes, kBase + 0x100000)), ElementsAre("a:b 1052672 1060864 ", "a:c 1052672 0 "));
  EXPECT_THAT(Read(Elf(notes, kBase - 0x800)), ElementsAre("a:b 2048 10240 ", "a:c 2048 0 "));
  EXPECT_THAT(Read(Elf(notes, 0)), ElementsAre("a:b 4096 12288 ", "a:c 4096 0 "));
}

TEST_F(MarkersTest, Of32Bits) {
  const std::string notes = Marker<uint32_t>("a", "b", "4@4(%esp)", 0x1000, 0x3000);
  EXPECT_THAT(Read(Elf<false>(notes)), ElementsAre("a:b 4096 12288 4@4(%esp)"));
}

// The linker has thrown away the code that it was in.
TEST_F(MarkersTest, WithoutCode) {
  EXPECT_THAT(Read(Elf(Marker("a", "b", "", 0) + Marker("a", "c", "", 1))), ElementsAre("a:c 1 0 "));
}

TEST_F(MarkersTest, DamagedNotes) {
  const std::string note = Marker("app", "go", "-4@%edi", 0x1000);
  for (size_t size = 1; size + 4 < note.size(); ++size) {
    EXPECT_THAT(Read(Elf(note.substr(0, size))),
                ElementsAre(HasSubstr("its notes (.note.stapsdt) are damaged")))
        << size;
  }
  std::string unending = note;
  for (char& c : unending) {
    if (&c >= unending.data() + 44 && c == '\0') c = 'x';
  }
  EXPECT_THAT(Read(Elf(unending)), ElementsAre(HasSubstr("damaged")));
  for (size_t at = 0; at < 8; ++at) {
    std::string huge = note;
    huge[at] = '\xff';
    EXPECT_THAT(Read(Elf(huge)), ElementsAre(HasSubstr("damaged"))) << at;
  }
}

TEST_F(MarkersTest, DamagedFiles) {
  const std::string whole = Elf(Marker("app", "go", "-4@%edi", 0x1000, 0x3000));
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      (void)Read(bytes);
    }
    (void)Read(whole.substr(0, at));
  }
  EXPECT_FALSE(ReadElfMarkers("/no/such/file").ok());
}

TEST_F(MarkersTest, SymbolsByName) {
  const auto word = FindElfSymbol(SONDE_SAMPLE, "sample_global");
  ASSERT_TRUE(word.ok()) << word.error().Text();
  EXPECT_NE(word->address, 0U);
  EXPECT_NE(word->size, 0U);
  const auto none = FindElfSymbol(SONDE_SAMPLE, "sample_");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().Text(), "the file has no symbol sample_");
  EXPECT_FALSE(FindElfSymbol(Write("no ELF"), "x").ok());
}

}  // namespace
}  // namespace sonde
