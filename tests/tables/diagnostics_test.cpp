// Every diagnostic is reported for some script: a golden one, or one that needs another machine. Where a
// golden script is checked, its name says for which: tests/golden/diag/TOPIC/err.ID.CASE.bt (warn.ID.CASE.bt
// for warnings).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "host/fake_host.h"
#include "imports/imports.h"
#include "parser/parser.h"
#include "sema/check.h"
#include "support/golden.h"
#include "support/script_options.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

constexpr const char* kAllIds[] = {
#define DIAG(id, severity, format) #id,
#include "defs/diagnostics.def"
};

std::set<std::string> IdsOf(const Diagnostics& diags) {
  std::set<std::string> ids;
  for (const Diagnostic& diagnostic : diags.all())
    ids.insert(DiagName(diagnostic.id));
  return ids;
}

// The ID of err.ID.CASE.bt.
std::string IdOf(const GoldenCase& golden) {
  const std::string file = golden.script.filename().string();
  const size_t begin = file.find('.') + 1;
  return file.substr(begin, file.find('.', begin) - begin);
}

std::set<std::string> Parsed(const GoldenCase& golden) {
  Diagnostics diags;
  ParseProgram(LoadGolden(golden), diags);
  return IdsOf(diags);
}

std::set<std::string> Loaded(const GoldenCase& golden) {
  const Source script = LoadGolden(golden);
  std::filesystem::current_path(SONDE_TEST_DIR "/golden/imports");
  Diagnostics diags;
  LoadProgram(script, script.name(), diags);
  return IdsOf(diags);
}

std::set<std::string> Checked(const GoldenCase& golden) {
  Diagnostics diags;
  CheckScript(LoadGolden(golden), diags);
  return IdsOf(diags);
}

std::set<std::string> CheckedOn(HostView& host, const std::string& text, const CheckOptions& options = {}) {
  const Source script("stdin", text);
  Diagnostics diags;
  const ast::Program program = ParseProgram(script, diags);
  Check(program, script, host, options, diags);
  return IdsOf(diags);
}

// A machine with a program whose static probe is at more places than anybody needs.
std::set<std::string> CheckedWithManyPlaces() {
  namespace fs = std::filesystem;
  std::string folder = (fs::temp_directory_path() / "sonde-places-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return {};
  for (const char* kind : {"/binaries", "/markers"})
    fs::create_directories(folder + kind);
  std::ofstream(folder + "/binaries/crowd") << "main 0x1000 16 0x1000\n";
  std::ofstream markers(folder + "/markers/crowd");
  for (int place = 1; place < 5000; ++place)
    markers << "a here " << place << " 0\n";
  markers.close();
  auto ids = CheckedOn(*MakeFakeHost(folder), "usdt:/crowd:here { }");
  fs::remove_all(folder);
  return ids;
}

// What the recorded host does not lack.
std::set<std::string> OnOtherMachines() {
  const auto bare = MakeFakeHost("/no/such/folder");
  std::set<std::string> ids = CheckedOn(*bare, "rawtracepoint:sched_switch { }");
  ids.merge(CheckedOn(*bare, "fentry:vfs_read { }"));
  CheckOptions of_process;
  of_process.pids = {1};
  ids.merge(CheckedOn(*bare, "uprobe::main { }", of_process));
  ids.merge(CheckedWithManyPlaces());
  ids.merge(CheckedOn(*MakeRealHost(), "uprobe:" SONDE_TEST_DIR "/run/driver:main { }"));
  return ids;
}

// Scripts that no repository should hold.
std::set<std::string> TooDeep() {
  Diagnostics diags;
  ParseProgram({"stdin", "begin { " + std::string(5000, '{') + std::string(5000, '}') + " }"}, diags);
  return IdsOf(diags);
}

std::set<std::string> ImportsOfAFolderForEveryone() {
  std::string folder = std::filesystem::temp_directory_path() / "sonde-rows-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/lib.bt") << "begin { }";
  std::filesystem::permissions(folder + "/lib.bt", std::filesystem::perms::all);
  Diagnostics diags;
  LoadProgram({folder + "/main.bt", "import \"lib.bt\";"}, folder + "/main.bt", diags);
  std::filesystem::remove_all(folder);
  return IdsOf(diags);
}

// Diagnostics that take a process of their own or other users, and the test that has these.
struct Elsewhere {
  const char* id;
  const char* test;   // below tests/
  const char* words;  // of the message, in that file
};
constexpr Elsewhere kElsewhere[] = {
    {"CLibraryMissing", "cdecl/libclang_test.cpp", "the C front end cannot be loaded"},
    {"ImportOwner", "imports/imports_test.cpp", "belongs to another user"},
};

std::string ReadTest(const std::string& name) {
  std::ifstream file(SONDE_TEST_DIR "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Diagnostics, EveryRowIsReportedForAScript) {
  std::set<std::string> missing(std::begin(kAllIds), std::end(kAllIds));
  const auto report = [&](const std::set<std::string>& ids) {
    for (const std::string& id : ids)
      missing.erase(id);
  };
  for (const auto& golden : FindGoldens("diag-syntax"))
    report(Parsed(golden));
  for (const auto& golden : FindGoldens("imports"))
    report(Loaded(golden));
  for (const auto& golden : FindGoldens("diag")) {
    const std::set<std::string> ids = Checked(golden);
    EXPECT_TRUE(ids.contains(IdOf(golden))) << golden.script;
    report(ids);
  }
  report(OnOtherMachines());
  report(TooDeep());
  report(ImportsOfAFolderForEveryone());
  for (const Elsewhere& other : kElsewhere) {
    EXPECT_NE(ReadTest(other.test).find(other.words), std::string::npos) << other.test;
    report({other.id});
  }
  EXPECT_EQ(missing, std::set<std::string>{});
}

}  // namespace
}  // namespace sonde::test
