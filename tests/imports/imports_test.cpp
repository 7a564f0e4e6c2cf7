// Imports: golden cases (tests/golden/imports, whose lib folder holds what they import) and what a repository
// cannot hold: files that everyone may write, or nobody read.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ast/printer.h"
#include "imports/imports.h"
#include "imports/paths.h"
#include "support/golden.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

std::string Rendered(const Diagnostics& diags, const Source& source) {
  return RenderAll(diags, Severity::Error, source) + RenderAll(diags, Severity::Warning, source);
}

std::string ListCImports(const ast::Program& program) {
  std::string text;
  for (const auto& import : program.c_imports)
    text += "C import: " + import.path + "\n";
  return text;
}

// Paths in messages are relative to the folder of the cases.
std::string Merged(const Source& script) {
  fs::current_path(SONDE_TEST_DIR "/golden/imports");
  Diagnostics diags;
  const auto [source, program] = LoadProgram(script, script.name(), diags);
  return ast::Dump(program) + ListCImports(program) + Rendered(diags, source);
}

SONDE_GOLDEN_TEST(Imports, "imports", ".out", Merged);

class ImportFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "sonde-imports-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  // The messages of a script in the folder.
  std::string Load(const std::string& text) {
    const std::string path = folder_ / "main.bt";
    Write("main.bt", text);
    Diagnostics diags;
    LoadedScript loaded = LoadProgram({path, text}, path, diags);
    program_ = std::move(loaded.program);
    return Rendered(diags, loaded.source);
  }

  fs::path folder_;
  ast::Program program_;
};

TEST_F(ImportFiles, AbsolutePathsAreTakenAsTheyAre) {
  Write("deep/lib.bt", "begin { }");
  EXPECT_EQ(Load("import \"" + (folder_ / "deep/lib.bt").string() + "\"; end { }"), "");
  EXPECT_EQ(program_.probes.size(), 2U);
}

TEST_F(ImportFiles, TheImportingFileDecidesWhereToLook) {
  Write("a/one.bt", "import \"two.bt\";");
  Write("a/two.bt", "begin { }");
  EXPECT_EQ(Load("import \"a/one.bt\";"), "");
  EXPECT_EQ(program_.probes.size(), 1U);
}

TEST_F(ImportFiles, AFileWithTwoNamesCountsOnce) {
  Write("lib.bt", "begin { }");
  fs::create_symlink("lib.bt", folder_ / "other.bt");
  EXPECT_EQ(Load("import \"lib.bt\"; import \"other.bt\"; import \"main.bt\";"), "");
  EXPECT_EQ(program_.probes.size(), 1U);
}

TEST_F(ImportFiles, WhatEveryoneMayWriteIsSkipped) {
  Write("lib.bt", "begin { }");
  fs::permissions(folder_ / "lib.bt", fs::perms::others_write, fs::perm_options::add);
  const std::string messages = Load("import \"lib.bt\";");
  EXPECT_NE(messages.find("global write permissions"), std::string::npos) << messages;
  EXPECT_NE(messages.find("Unable to find suitable path for import 'lib.bt'"), std::string::npos) << messages;
  EXPECT_TRUE(program_.probes.empty());
}

TEST_F(ImportFiles, ADirectoryThatEveryoneMayWriteSpoilsItsFiles) {
  Write("open/lib.bt", "begin { }");
  fs::permissions(folder_ / "open", fs::perms::others_write, fs::perm_options::add);
  fs::create_symlink("open/lib.bt", folder_ / "link.bt");
  EXPECT_TRUE(imports::IsWritableByEveryone(folder_ / "open/lib.bt"));
  EXPECT_TRUE(imports::IsWritableByEveryone(folder_ / "link.bt"));
  EXPECT_TRUE(imports::IsWritableByEveryone(folder_ / "open"));
  Write("closed/lib.bt", "begin { }");
  EXPECT_FALSE(imports::IsWritableByEveryone(folder_ / "closed/lib.bt"));
}

// The folder's owner stands for "another user" where the list does not name it.
TEST_F(ImportFiles, FilesOfOtherUsersAreNotTrusted) {
  Write("lib/a.bt", "begin { }");
  const fs::path file = fs::canonical(folder_ / "lib/a.bt");
  EXPECT_EQ(imports::OthersPart(file, imports::TrustedUsers("")), fs::path());
  EXPECT_EQ(imports::OthersPart(file, {geteuid() + 1}), file);
  if (geteuid() != 0) return;
  ASSERT_EQ(chown((folder_ / "lib").c_str(), 65534, 65534), 0);
  EXPECT_EQ(imports::OthersPart(file, imports::TrustedUsers("")), file.parent_path());
  const std::string messages = Load("import \"lib/a.bt\";");
  EXPECT_NE(messages.find("WARNING: skipping import"), std::string::npos) << messages;
  EXPECT_NE(messages.find("belongs to another user"), std::string::npos) << messages;
  ASSERT_EQ(chown((folder_ / "lib").c_str(), 0, 0), 0);
}

TEST_F(ImportFiles, OnlyTheUnsafeFilesOfADirectoryAreSkipped) {
  Write("lib/a.bt", "begin { }");
  Write("lib/b.bt", "end { }");
  fs::permissions(folder_ / "lib/a.bt", fs::perms::others_write, fs::perm_options::add);
  const std::string messages = Load("import \"lib\";");
  EXPECT_NE(messages.find("lib/a.bt"), std::string::npos) << messages;
  EXPECT_EQ(messages.find("ERROR"), std::string::npos) << messages;
  EXPECT_EQ(program_.probes.size(), 1U);
}

TEST_F(ImportFiles, AFileThatCannotBeReadIsAnError) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  Write("lib.bt", "begin { }");
  fs::permissions(folder_ / "lib.bt", fs::perms::none);
  EXPECT_NE(Load("import \"lib.bt\";").find("failed to read import"), std::string::npos);
}

// A test that hangs has failed.
TEST_F(ImportFiles, PipesAndDevicesAreRefused) {
  alarm(60);
  for (const char* name : {"lib.bt", "lib.h", "lib.bpf.c", "lib.bpf.o"}) {
    const std::string path = folder_ / name;
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    const std::string text = "import \"" + std::string(name) + "\";";
    EXPECT_NE(Load(text).find("it is a named pipe"), std::string::npos) << name;
    fs::remove(path);
    fs::create_symlink("/dev/zero", path);
    EXPECT_NE(Load(text).find("ERROR"), std::string::npos) << name;  // everybody may write it, besides
    fs::remove(path);
  }
  fs::create_directories(folder_ / "folder");
  ASSERT_EQ(mkfifo((folder_ / "folder/lib.bt").c_str(), 0600), 0);
  EXPECT_EQ(Load("import \"folder\";"), "") << "what is no file does not count in a folder";
  Write("sparse.bt", "");
  fs::resize_file(folder_ / "sparse.bt", uint64_t{1} << 40);
  EXPECT_NE(Load("import \"sparse.bt\";").find("it is larger than 256 MiB"), std::string::npos);
  alarm(0);
}

TEST(ImportPaths, KindsGoByTheEndOfTheName) {
  using imports::FileKind;
  EXPECT_EQ(imports::KindOf("a/x.bt"), FileKind::Script);
  EXPECT_EQ(imports::KindOf("x.h"), FileKind::Header);
  EXPECT_EQ(imports::KindOf("x.bpf.c"), FileKind::CSource);
  EXPECT_EQ(imports::KindOf("x.bpf.o"), FileKind::Object);
  EXPECT_EQ(imports::KindOf("x.c"), std::nullopt);
  EXPECT_EQ(imports::KindOf(".bt"), std::nullopt);
}

}  // namespace
}  // namespace sonde
