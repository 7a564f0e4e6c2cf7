// Tests of src/symbols/elf_*.cpp and debug_files.cpp: the sample program, stripped and with separate debug
// files, and damaged copies of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

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
  const auto offset = ElfFileOffset(SONDE_SAMPLE, find("main").address);
  ASSERT_TRUE(offset.ok());
  EXPECT_EQ(*offset, find("main").file_offset);
  EXPECT_FALSE(ElfFileOffset(SONDE_SAMPLE, 0xffffffffffff0000).ok());
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

TEST_F(ElfTest, TruncatedAndDamagedFilesAreSafe) {
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

}  // namespace
}  // namespace sonde
