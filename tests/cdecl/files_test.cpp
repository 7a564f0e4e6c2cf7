// What a text would make the front end swallow.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include <cstdlib>
#include <filesystem>

#include "parse.h"

namespace sonde::test {
namespace {

using ::testing::HasSubstr;

class TestDir {
 public:
  TestDir() {
    std::string name = (std::filesystem::temp_directory_path() / "sonde-files-XXXXXX").string();
    path_ = mkdtemp(name.data()) != nullptr ? name : "";
  }
  ~TestDir() { std::filesystem::remove_all(path_); }
  TestDir(const TestDir&) = delete;
  TestDir& operator=(const TestDir&) = delete;
  [[nodiscard]] std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string Refusal(const std::string& text, const std::function<void(CRequest&)>& change = {}) {
  const Parsed parsed = ParseText(text, {}, change);
  return parsed.definitions ? "accepted" : parsed.Text();
}

TEST(CFiles, DevicesAndPipes) {
  const TestDir dir;
  const std::string pipe = dir.Path("pipe.h");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(Refusal("#include \"/dev/zero\"\n"), HasSubstr("'/dev/zero' is not a regular file"));
  EXPECT_THAT(Refusal("  #  include \\\n </dev/zero>\n"), HasSubstr("'/dev/zero' is not a regular file"));
  EXPECT_THAT(Refusal("#define H \"/dev/zero\"\n#include H\n"), HasSubstr("is not a regular file"));
  EXPECT_THAT(Refusal("#include \"" + pipe + "\"\n"), HasSubstr("is not a regular file"));
  const auto in_folder = [&](CRequest& request) { request.include_dirs = {dir.Path("")}; };
  EXPECT_THAT(Refusal("#include <pipe.h>\n", in_folder), HasSubstr("is not a regular file"));
  const auto by_option = [&](CRequest& request) { request.includes = {pipe}; };
  EXPECT_THAT(Refusal("", by_option), HasSubstr("is not a regular file"));
}

TEST(CFiles, WhatHeadersInclude) {
  const TestDir dir;
  std::ofstream(dir.Path("outer.h")) << "#include \"inner.h\"\n";
  std::ofstream(dir.Path("inner.h")) << "#include \"outer.h\"\n#include \"/dev/zero\"\n";
  EXPECT_THAT(Refusal("#include \"" + dir.Path("outer.h") + "\"\n"), HasSubstr("'/dev/zero'"));
}

TEST(CFiles, HugeFiles) {
  const TestDir dir;
  const std::string path = dir.Path("huge.h");
  std::ofstream(path) << "";
  ASSERT_EQ(truncate(path.c_str(), off_t{1} << 32), 0);
  EXPECT_THAT(Refusal("#include \"" + path + "\"\n"), HasSubstr("too large for a header"));
}

TEST(CFiles, DoublingMacros) {
  std::string text = "#define M0 1\n";
  for (int i = 1; i <= 30; ++i) {
    const std::string before = "M" + std::to_string(i - 1);
    text += "#define M" + std::to_string(i) + " (" + before + "+" + before + ")\n";
  }
  EXPECT_THAT(Refusal(text + "enum { E = M30 };\n"), HasSubstr("expands to more than"));
  std::string calls = "#define D(x) x x\nstruct s { int a; };\n";
  for (int i = 0; i < 30; ++i)
    calls += "D(";
  calls += "1" + std::string(30, ')');
  EXPECT_THAT(Refusal(calls), HasSubstr("the C text expands to more than"));
  EXPECT_THAT(Refusal("#define D(x) x x\n#define E(x) D(D(D(D(D(D(D(D(x))))))))\n"
                      "#define F E(E(E(1)))\nstruct s { int a; };\n"),
              HasSubstr("the macro 'F' expands to more than"));
  // A macro within itself is not replaced.
  EXPECT_EQ(Refusal("#define A A + B\n#define B A + B + A\nstruct s { int a; };\n"), "accepted");
}

TEST(CFiles, DoublingMacrosInHeaders) {
  const TestDir dir;
  std::ofstream header(dir.Path("bomb.h"));
  header << "#define A0(x) x x\n";
  for (int i = 1; i <= 30; ++i)
    header << "#define A" << i << "(x) A" << i - 1 << "(A" << i - 1 << "(x))\n";
  header.close();
  std::ofstream(dir.Path("between.h")) << "#include \"bomb.h\"\n";
  for (const std::string name : {"bomb.h", "between.h"}) {
    EXPECT_THAT(Refusal("#include \"" + dir.Path(name) + "\"\nstruct s { int a[A30(1)]; };\n"),
                HasSubstr("expands to more than"));
  }
}

TEST(CFiles, OrdinaryTextsPass) {
  EXPECT_EQ(Refusal("#include <stddef.h>\n#include <stdint.h>\nstruct s { uint8_t a; };\n"), "accepted");
  EXPECT_THAT(Refusal("#include \"no_such.h\"\n"), HasSubstr("file not found"));
}

}  // namespace
}  // namespace sonde::test
