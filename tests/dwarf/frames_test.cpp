// Frames of addresses: what llvm-addr2line says of the same addresses.
#include <map>
#include <set>

#include "dwarf/stack_lines.h"
#include "samples.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

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

}  // namespace
}  // namespace sonde::test
