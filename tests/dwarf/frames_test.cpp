// Frames of addresses: what llvm-addr2line says of the same addresses.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "dwarf/stack_lines.h"
#include "samples.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

using namespace std::string_literals;
using Frames = std::vector<SourceFrame>;

std::string LastPart(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// "function file:line", innermost first.
std::vector<std::string> Spell(const Frames& frames) {
  std::vector<std::string> lines;
  lines.reserve(frames.size());
  for (const SourceFrame& frame : frames)
    lines.push_back(frame.function + " " + LastPart(frame.file) + ":" + std::to_string(frame.line));
  return lines;
}

// "/a/b.c:12 (discriminator 3)" as "b.c:12"; empty for what is not known.
std::string Place(const std::string& text) {
  const std::string place = LastPart(text.substr(0, text.find(' ')));
  return place.ends_with(":?") || place.ends_with(":0") ? std::string() : place;
}

// What addr2line says, by address. Those with a place that it does not know are left out.
std::map<uint64_t, std::vector<std::string>> FromAddr2line(const std::string& path,
                                                           const std::set<uint64_t>& addresses) {
  std::string command = "llvm-addr2line-22 -a -f -i -e " + path;
  for (const uint64_t address : addresses) {
    char text[32];
    std::snprintf(text, sizeof(text), " %#lx", static_cast<unsigned long>(address));
    command += text;
  }
  std::map<uint64_t, std::vector<std::string>> found;
  const std::vector<std::string> lines = OutputLines(command);
  std::vector<std::string>* frames = nullptr;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("0x")) {
      frames = &found[std::stoull(lines[i], nullptr, 16)];
    } else if (frames != nullptr && i + 1 < lines.size()) {
      const std::string place = Place(lines[i + 1]);
      if (!place.empty()) frames->push_back(lines[i] + " " + place);
      ++i;
    }
  }
  return found;
}

class FramesTest : public ::testing::TestWithParam<std::string> {};

TEST_P(FramesTest, AsAddr2lineSays) {
  // Of a unit from a package only the line is known for certain: see Unit::cut.
  const bool in_package = GetParam().ends_with("dwp");
  for (const char* name : {"args", "args0", "shapes"}) {
    const std::string path = Sample(GetParam(), name);
    const auto functions = ReadElfFunctions(path);
    ASSERT_TRUE(functions.ok()) << path;
    std::set<uint64_t> addresses;
    for (const ElfFunction& function : *functions) {
      for (uint64_t offset = 0; offset < function.size && addresses.size() < 3000; offset += 3)
        addresses.insert(function.address + offset);
    }
    const auto lines = MakeSourceLines([](const std::string& file) { return MakeDwarf(file); });
    size_t compared = 0, inlined = 0;
    for (const auto& [address, expected] : FromAddr2line(path, addresses)) {
      if (expected.empty()) continue;
      const Frames& frames = lines->At(path, address);
      const std::vector<std::string> spelled = Spell(frames);
      ASSERT_FALSE(spelled.empty());
      if (in_package) {
        EXPECT_EQ(spelled[0].substr(spelled[0].find(' ')), expected[0].substr(expected[0].find(' ')));
      } else {
        EXPECT_EQ(spelled, expected) << path << " " << std::hex << address;
      }
      ++compared;
      for (const SourceFrame& frame : frames)
        inlined += frame.inlined ? 1 : 0;
      EXPECT_FALSE(frames.back().inlined);
    }
    EXPECT_GT(compared, 20U) << path;
    if (std::string_view(name) == "shapes" && !in_package) {
      EXPECT_GT(inlined, 0U) << path;
    }
  }
}

TEST_P(FramesTest, OutsideOfEverything) {
  const auto info = MakeDwarf(Sample(GetParam(), "args"));
  EXPECT_TRUE(info->FramesAt(0).empty());
  EXPECT_TRUE(info->FramesAt(UINT64_MAX).empty());
}

INSTANTIATE_TEST_SUITE_P(Forms, FramesTest, ::testing::ValuesIn(Forms()));

TEST(StackLinesTest, AFileWithoutDebugInformation) {
  const auto lines = MakeSourceLines([](const std::string& file) { return MakeDwarf(file); });
  EXPECT_TRUE(lines->At("/bin/true", 0x2000).empty());
  EXPECT_TRUE(lines->At("/nonexistent", 0x2000).empty());
}

// A kernel that lies elsewhere than where it was linked to.
class KernelLinesTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kDistance = 0x1e600000;
  const std::string file_ = Sample("kernel", "vmlinux");
  const std::string dir_ = MakeFolder();

  ~KernelLinesTest() override { std::filesystem::remove_all(dir_); }
  static std::string MakeFolder() {
    char name[] = "/tmp/kernel-lines-XXXXXX";
    return mkdtemp(name);
  }
  void Write(const char* name, const std::string& bytes) const {
    std::ofstream(dir_ + "/" + name, std::ios::binary) << bytes;
  }
  KernelPlaces PlacesWith(const std::string& notes, const std::string& folder) {
    const auto start = FindElfSymbol(file_, "_stext");
    EXPECT_TRUE(start.ok());
    char line[64];
    std::snprintf(line, sizeof(line), "%lx T _stext\n",
                  static_cast<unsigned long>(start->address + kDistance));
    Write("kallsyms", line);
    KernelPlaces places;
    places.kallsyms = dir_ + "/kallsyms";
    places.notes = notes;
    places.release = "1.2.3-other";
    places.root = dir_;
    if (!folder.empty()) places.folders = {folder};
    return places;
  }
  static std::unique_ptr<SourceLines> LinesOf(KernelPlaces places) {
    return MakeSourceLines([](const std::string& file) { return MakeDwarf(file); }, std::move(places));
  }
};

TEST_F(KernelLinesTest, AsAddr2lineSaysWhereverTheKernelLies) {
  std::set<uint64_t> addresses;
  const ElfFunction outer = SymbolOf(file_, "outer"), start = SymbolOf(file_, "start_kernel");
  for (const ElfFunction& function : {outer, start}) {
    ASSERT_GT(function.size, 0U);
    for (uint64_t offset = 0; offset < function.size; ++offset)
      addresses.insert(function.address + offset);
  }
  const auto lines = LinesOf(PlacesWith(Sample("kernel", "notes"), Sample("kernel", "")));
  size_t compared = 0, inlined = 0;
  for (const auto& [address, expected] : FromAddr2line(file_, addresses)) {
    if (expected.empty()) continue;
    const Frames& frames = lines->AtKernel(address + kDistance);
    EXPECT_EQ(Spell(frames), expected) << std::hex << address;
    inlined += frames.size() > 2 ? 1 : 0;
    ++compared;
  }
  EXPECT_GT(compared, 30U);
  EXPECT_GT(inlined, 0U);
  EXPECT_EQ(lines->TakeProblem(), "");
  EXPECT_TRUE(lines->AtKernel(outer.address).empty());  // where it was linked to, nothing is
}

TEST_F(KernelLinesTest, WithoutDebugInformationSaysSoOnce) {
  const auto lines = LinesOf(PlacesWith(Sample("kernel", "notes"), Sample("kernel", "lib/debug")));
  EXPECT_TRUE(lines->AtKernel(0xffffffff81000010).empty());
  const std::string problem = lines->TakeProblem();
  EXPECT_NE(problem.find("no debug information of the kernel 1.2.3-other"), std::string::npos) << problem;
  EXPECT_NE(problem.find("--debuginfo"), std::string::npos);
  EXPECT_TRUE(lines->AtKernel(0xffffffff81000010).empty());
  EXPECT_EQ(lines->TakeProblem(), "");
}

TEST_F(KernelLinesTest, RefusesAnotherBuild) {
  const std::string notes = "\4\0\0\0\4\0\0\0\3\0\0\0GNU\0abcd"s;
  Write("notes", notes);
  const auto lines = LinesOf(PlacesWith(dir_ + "/notes", Sample("kernel", "")));
  EXPECT_TRUE(lines->AtKernel(0xffffffff81000010 + kDistance).empty());
  EXPECT_NE(lines->TakeProblem().find("vmlinux is of another build"), std::string::npos);
}

TEST_F(KernelLinesTest, RefusesAKernelThatDoesNotTellItsBuild) {
  const auto lines = LinesOf(PlacesWith("/nonexistent", Sample("kernel", "")));
  EXPECT_TRUE(lines->AtKernel(0xffffffff81000010 + kDistance).empty());
  EXPECT_NE(lines->TakeProblem().find("does not tell its build id"), std::string::npos);
}

}  // namespace
}  // namespace sonde::test
