// Messages of the C front end: where they point to, in the script and in headers.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

#include "parse.h"

namespace sonde::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CDiagnostics, PiecesPointToTheScript) {
  Parsed parsed;
  const std::string text =
      "// a script\nstruct a { foo_t x; }  struct b { int y; };\n\n#define A 1\nstruct c { bar_t z; };\n";
  parsed.script = Source("dir/x.bt", text);
  CRequest request;
  request.script = &parsed.script;
  const auto piece = [&](std::string_view part, const char* more) {
    request.pieces.push_back({std::string(part) + more, static_cast<uint32_t>(text.find(part))});
  };
  piece("struct a { foo_t x; }", ";");
  piece("struct b { int y; };", "");
  piece("#define A 1", "");
  piece("struct c { bar_t z; };", "");
  EXPECT_EQ(ParseC(request, parsed.diags), nullptr);
  EXPECT_EQ(parsed.Text(),
            "dir/x.bt:2:12-17: ERROR: unknown type name 'foo_t'\n"
            "struct a { foo_t x; }  struct b { int y; };\n"
            "           ~~~~~\n"
            "dir/x.bt:5:12-17: ERROR: unknown type name 'bar_t'\n"
            "struct c { bar_t z; };\n"
            "           ~~~~~\n");
}

// A folder of its own, removed at the end.
class InFolder : public ::testing::Test {
 protected:
  InFolder() { EXPECT_NE(mkdtemp(folder_.data()), nullptr); }
  ~InFolder() override {
    for (const auto& name : files_)
      remove((folder_ + "/" + name).c_str());
    remove(folder_.c_str());
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    files_.push_back(name);
  }
  Parsed Parse(const std::string& text, const std::function<void(CRequest&)>& change = {}) {
    return ParseText(text, {}, [&](CRequest& request) {
      request.include_dirs = {folder_};
      if (change) change(request);
    });
  }
  std::string folder_ = ::testing::TempDir() + "cdeclXXXXXX";
  std::vector<std::string> files_;
};

TEST_F(InFolder, ErrorsInHeadersShowTheHeader) {
  Write("h.h", "struct ok { int a; };\nstruct bad {\n\tno_t x;\n};\n");
  Parsed parsed = Parse("#include \"h.h\"\nstruct c { bar_t z; };\n");
  EXPECT_EQ(parsed.definitions, nullptr);
  EXPECT_THAT(parsed.Text(), HasSubstr(folder_ + "/h.h:3:2-6: ERROR: unknown type name 'no_t'\n"
                                                 "    no_t x;\n"
                                                 "    ~~~~\n"));
  EXPECT_THAT(parsed.Text(), HasSubstr("test.bt:2:12-17: ERROR: unknown type name 'bar_t'"));
}

TEST_F(InFolder, RedefinitionsShowTheFirst) {
  Write("h.h", "struct twice { int a; };\n");
  Parsed parsed = Parse("#include \"h.h\"\nstruct twice { int b; };\n");
  EXPECT_THAT(parsed.Text(), HasSubstr("test.bt:2:8-13: ERROR: redefinition of 'twice'"));
  EXPECT_THAT(parsed.Text(), HasSubstr(folder_ + "/h.h:1:8-13: previous definition is here\n"));
}

TEST_F(InFolder, MissingHeadersNameTheOption) {
  Parsed parsed = Parse("#include <nowhere/to.h>\n");
  EXPECT_THAT(parsed.Text(), HasSubstr("test.bt:1:10-24: ERROR: 'nowhere/to.h' file not found"));
  EXPECT_THAT(parsed.Text(), HasSubstr("HINT: -I DIR adds"));
}

TEST_F(InFolder, MissingHeadersOfTheCommandLineSaySo) {
  Parsed parsed = Parse("struct s { int a; };", [](CRequest& request) { request.includes = {"no.h"}; });
  EXPECT_EQ(parsed.definitions, nullptr);
  EXPECT_THAT(parsed.Text(), HasSubstr("ERROR: 'no.h' file not found"));
  EXPECT_THAT(parsed.Text(), HasSubstr("HINT: the header is named by --include"));
}

TEST_F(InFolder, IncludedHeadersComeFirstAndInOrder) {
  Write("one.h", "typedef int one_t;\n");
  Write("two.h", "typedef one_t two_t;\n");
  Parsed parsed = Parse("struct s { two_t a; };",
                        [&](CRequest& request) { request.includes = {folder_ + "/one.h", "two.h"}; });
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_EQ(parsed.definitions->FindType("struct s")->size, 4U);
}

TEST_F(InFolder, WarningsOnlyWhenWanted) {
  const std::string text = "#warning look here\nstruct s { int a; };\n";
  Parsed silent = Parse(text);
  EXPECT_TRUE(silent.definitions);
  EXPECT_EQ(silent.Text(), "");
  Parsed spoken = Parse(text, [](CRequest& request) { request.warnings = true; });
  EXPECT_TRUE(spoken.definitions);
  EXPECT_THAT(spoken.Text(), HasSubstr("test.bt:1:2-9: WARNING: look here"));
}

TEST_F(InFolder, KernelHeadersComeFirstUnlessTheyAreInTheWay) {
  Write("kernel_only.h", "struct from_kernel { int a; };\n");
  const auto with_kernel = [&](CRequest& request) {
    request.include_dirs.clear();
    request.kernel_arguments = {"-isystem", folder_, "-D__KERNEL__"};
  };
  Parsed needed = Parse("#include <kernel_only.h>\n", with_kernel);
  ASSERT_TRUE(needed.definitions) << needed.Text();
  EXPECT_NE(needed.definitions->FindType("struct from_kernel"), nullptr);
  const std::string choice =
      "#ifdef __KERNEL__\nstruct kernel { int a; };\n#else\nstruct user { int a; };\n#endif\n";
  EXPECT_NE(Parse(choice, with_kernel).definitions->FindType("struct kernel"), nullptr);
  const std::string user_only =
      "#ifdef __KERNEL__\n#error no kernel, please\n#endif\nstruct user { int a; };\n";
  Parsed without = Parse(user_only, with_kernel);
  ASSERT_TRUE(without.definitions) << without.Text();
  EXPECT_NE(without.definitions->FindType("struct user"), nullptr);
}

TEST_F(InFolder, OfTwoFailedAttemptsTheBetterOneIsReported) {
  const std::string text = "#ifdef __KERNEL__\n#error one\n#error two\n#endif\nstruct user { no_t a; };\n";
  const Parsed parsed = Parse(text, [&](CRequest& request) { request.kernel_arguments = {"-D__KERNEL__"}; });
  EXPECT_THAT(parsed.Text(), HasSubstr("unknown type name 'no_t'"));
  EXPECT_THAT(parsed.Text(), Not(HasSubstr("one")));
}

TEST(CDiagnostics, BuiltinHeadersNeedNoCompiler) {
  Parsed parsed = ParseText(
      "#include <stddef.h>\n#include <stdbool.h>\n#include <limits.h>\nstruct s { size_t a; bool b; };\n");
  EXPECT_TRUE(parsed.definitions) << parsed.Text();
}

}  // namespace
}  // namespace sonde::test
