// Tests of src/symbols/elf_*.cpp and debug_files.cpp: the sample program, stripped and with separate debug
// files, and damaged copies of it.
#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "symbols/debug_files.h"
#include "symbols/elf_image.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class ElfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sonde-elf-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Runs objcopy; false when there is none.
  static bool Objcopy(const std::string& arguments) {
    for (const char* tool : {"objcopy", "llvm-objcopy-22"}) {
      if (std::system((std::string(tool) + " " + arguments + " 2>/dev/null").c_str()) == 0) return true;
    }
    return false;
  }
  static std::vector<std::string> Names(const ElfImage& image) {
    std::vector<std::string> names;
    for (const auto& symbol : image.symbols())
      names.emplace_back(image.NameOf(symbol));
    return names;
  }
  static std::string ReadAll(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string At(const std::string& name) { return (folder_ / name).string(); }

  fs::path folder_;
};

TEST_F(ElfTest, ReadsFunctionsWithOffsets) {
  const auto functions = ReadElfFunctions(SONDE_SAMPLE);
  ASSERT_TRUE(functions.ok()) << functions.error().Text();
  const auto find = [&](const std::string& name) {
    for (const auto& f : *functions) {
      if (f.name == name) return f;
    }
    return ElfFunction{};
  };
  EXPECT_NE(find("sample_local").address, 0u);
  EXPECT_GT(find("sample_global").size, 0u);
  EXPECT_EQ(find("sample_global").address, find("_sample_alias").address);
  const auto segments = ElfImage::LoadSegments(SONDE_SAMPLE);
  ASSERT_TRUE(segments.ok());
  const auto offset = segments->FileOffset(find("main").address);
  ASSERT_TRUE(offset.ok());
  EXPECT_EQ(*offset, find("main").file_offset);
  EXPECT_FALSE(segments->FileOffset(0xffffffffffff0000).ok());
  EXPECT_TRUE(std::is_sorted(functions->begin(), functions->end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST_F(ElfTest, FindsTheSymbolAroundAnAddress) {
  const auto image = ElfImage::Load(SONDE_SAMPLE);
  ASSERT_TRUE(image.ok());
  for (const auto& symbol : (*image)->symbols()) {
    if ((*image)->NameOf(symbol) != "sample_global") continue;
    const ElfSymbol* found = (*image)->Covering(symbol.address + symbol.size - 1);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ((*image)->NameOf(*found), "sample_global");  // not the underscored alias
  }
  EXPECT_EQ((*image)->Covering(0), nullptr);
}

TEST_F(ElfTest, RefusesOtherFiles) {
  EXPECT_FALSE(ReadElfFunctions("/no/such/file").ok());
  EXPECT_FALSE(ReadElfFunctions("/").ok());
  const auto text = ReadElfFunctions(Write("text", "#!/bin/sh\n"));
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(text.error().Text(), HasSubstr("is not an ELF file"));
}

TEST_F(ElfTest, DebugFileByBuildId) {
  fs::create_directories(folder_ / "debug" / ".build-id");
  if (!Objcopy("--only-keep-debug " SONDE_SAMPLE " " + At("whole.debug")) ||
      !Objcopy("--strip-all " SONDE_SAMPLE " " + At("stripped"))) {
    GTEST_SKIP() << "no objcopy";
  }
  auto image = ElfImage::Load(At("stripped"), At("debug"));
  ASSERT_TRUE(image.ok());
  EXPECT_THAT(Names(**image), Not(Contains("sample_local")));
  // The build id stands in the file; it is found by trying the name that objcopy cannot tell.
  std::string id;
  const std::string bytes = ReadAll(At("stripped"));
  const size_t note = bytes.find(std::string("\x14\0\0\0\3\0\0\0GNU\0", 12));
  if (note == std::string::npos) GTEST_SKIP() << "the linker writes no build id";
  for (size_t i = 0; i < 20; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof(digits), "%02x", static_cast<unsigned char>(bytes[note + 12 + i]));
    id += digits;
  }
  const fs::path place = folder_ / "debug" / ".build-id" / id.substr(0, 2);
  fs::create_directories(place);
  fs::copy_file(folder_ / "whole.debug", place / (id.substr(2) + ".debug"));
  image = ElfImage::Load(At("stripped"), At("debug"));
  ASSERT_TRUE(image.ok());
  EXPECT_THAT(Names(**image), Contains("sample_local"));
}

TEST_F(ElfTest, DebugFileByLink) {
  const std::string no_id = "--remove-section .note.gnu.build-id ";
  if (!Objcopy(no_id + SONDE_SAMPLE " " + At("plain")) ||
      !Objcopy("--only-keep-debug " + At("plain") + " " + At("s.debug")) ||
      !Objcopy("--strip-all --add-gnu-debuglink=" + At("s.debug") + " " + At("plain") + " " + At("s"))) {
    GTEST_SKIP() << "no objcopy";
  }
  auto image = ElfImage::Load(At("s"), At("debug"));
  ASSERT_TRUE(image.ok());
  EXPECT_THAT(Names(**image), Contains("sample_local"));
  std::ofstream(At("s.debug"), std::ios::app) << "changed";  // the CRC is that of another file now
  image = ElfImage::Load(At("s"), At("debug"));
  ASSERT_TRUE(image.ok());
  EXPECT_THAT(Names(**image), Not(Contains("sample_local")));
}

TEST_F(ElfTest, DebugFileInAFolderThatWasGiven) {
  fs::create_directories(folder_ / "given");
  if (!Objcopy("--only-keep-debug " SONDE_SAMPLE " " + At("given/bare.debug")) ||
      !Objcopy("--strip-all " SONDE_SAMPLE " " + At("bare"))) {
    GTEST_SKIP() << "no objcopy";
  }
  EXPECT_THAT(Names(**ElfImage::Load(At("bare"), At("debug"))), Not(Contains("sample_local")));
  SetDebugFolders({"/nowhere", At("given")});
  EXPECT_THAT(Names(**ElfImage::Load(At("bare"), At("debug"))), Contains("sample_local"));
  SetDebugFolders({});
}

TEST_F(ElfTest, TruncatedAndDamagedFilesDoNotCrash) {
  const std::string whole = ReadAll(SONDE_SAMPLE);
  ASSERT_FALSE(whole.empty());
  for (size_t size = 0; size < whole.size(); size += 997) {
    (void)ReadElfFunctions(Write("cut", whole.substr(0, size)));
  }
  std::mt19937 random(3);  // NOLINT: the same damage in every run
  const size_t tail = whole.size() / 2;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = whole;
    for (int hit = 0; hit < 6; ++hit) {
      damaged[random() % 1024] = static_cast<char>(random());                          // headers
      damaged[tail + random() % (whole.size() - tail)] = static_cast<char>(random());  // sections, tables
    }
    damaged.replace(0, 18, whole, 0, 18);
    const std::string path = Write("damaged", damaged);
    (void)ReadElfFunctions(path);
    const auto image = ElfImage::Load(path);
    if (image) (void)(*image)->Covering(random());
  }
}

// A copy of the sample whose section of the kind is said to begin at the end of the file and to have `size`
// bytes: the file is that long, and empty there.
class Inflated : public ElfTest {
 protected:
  std::string Inflate(uint32_t kind, uint64_t size) {
    std::string bytes = ReadAll(SONDE_SAMPLE);
    Elf64_Ehdr header{};
    std::memcpy(&header, bytes.data(), sizeof(header));
    for (unsigned i = 0; i < header.e_shnum; ++i) {
      Elf64_Shdr section{};
      char* at = bytes.data() + header.e_shoff + i * sizeof(section);
      std::memcpy(&section, at, sizeof(section));
      if (section.sh_type != kind || i == header.e_shstrndx) continue;
      section.sh_offset = (bytes.size() + 7) & ~size_t{7};
      section.sh_size = size;
      std::memcpy(at, &section, sizeof(section));
    }
    std::string path = Write("inflated", bytes);
    fs::resize_file(path, bytes.size() + 8 + size);
    return path;
  }
  static long MostKilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  }
};

TEST_F(Inflated, ASymbolTableOfGigabytes) {
  const std::string path = Inflate(SHT_SYMTAB, uint64_t{24} << 30);
  const long before = MostKilobytes();
  const auto image = ElfImage::Load(path);
  ASSERT_TRUE(image.ok());
  EXPECT_EQ((*image)->left_out(), "its symbol table is larger than 64 MiB");
  EXPECT_LT(MostKilobytes() - before, 128 * 1024);
}

TEST_F(Inflated, NamesOfGigabytes) {
  const std::string path = Inflate(SHT_STRTAB, uint64_t{24} << 30);
  const long before = MostKilobytes();
  const auto image = ElfImage::Load(path);
  ASSERT_TRUE(image.ok());
  EXPECT_EQ((*image)->left_out(), "the names of its symbols take more than 256 MiB");
  EXPECT_LT(MostKilobytes() - before, 128 * 1024);
}

TEST_F(Inflated, NotesOfGigabytes) {
  const long before = MostKilobytes();
  ASSERT_TRUE(ElfImage::Load(Inflate(SHT_NOTE, uint64_t{24} << 30)).ok());
  EXPECT_LT(MostKilobytes() - before, 128 * 1024);
}

TEST_F(ElfTest, NothingButFiles) {
  ASSERT_EQ(mkfifo(At("pipe").c_str(), 0600), 0);
  alarm(60);
  EXPECT_THAT(ElfImage::Load(At("pipe")).error().Text(), HasSubstr("it is a named pipe"));
  EXPECT_FALSE(ElfImage::Load("/dev/zero").ok());
  alarm(0);
}

}  // namespace
}  // namespace sonde
