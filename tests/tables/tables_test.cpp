// Rows of tables that scripts do not name; each is tried. The rest goes through its table elsewhere:
// tests/output/formats_test.cpp, shown_values_test.cpp, tests/runtime/value_kinds_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "defs/deleted_names.h"
#include "defs/features.h"
#include "defs/moved_functions.h"
#include "host/fake_host.h"
#include "probes/kprobe_code.h"
#include "support/script_options.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

namespace fs = std::filesystem;

// A host of files that a test writes, gone with the test.
class MadeUpHost {
 public:
  MadeUpHost() {
    std::string name = fs::temp_directory_path() / "sonde-rows-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~MadeUpHost() { fs::remove_all(folder_); }
  MadeUpHost(const MadeUpHost&) = delete;
  MadeUpHost& operator=(const MadeUpHost&) = delete;

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  // A function, or an event by its tracepoint:CATEGORY:NAME.
  void Add(const std::string& name) {
    const size_t first = name.find(':');
    if (first == std::string::npos) return Write("functions", name + "\n");
    const size_t second = name.find(':', first + 1);
    Write("tracepoints/" + name.substr(first + 1, second - first - 1) + "/" + name.substr(second + 1),
          "name: event\nID: 1\nformat:\n\tfield:int x;\toffset:8;\tsize:4;\tsigned:1;\n");
  }
  [[nodiscard]] std::unique_ptr<HostView> Open() const { return MakeFakeHost(folder_.string()); }

 private:
  fs::path folder_;
};

std::vector<std::string> Words(std::string_view text) {
  std::istringstream words{std::string(text)};
  return {std::istream_iterator<std::string>(words), {}};
}

TEST(Tables, EveryMovedFunctionIsFoundUnderEachOfItsNames) {
  for (const MovedFunctionRow& row : kMovedFunctions) {
    for (const std::string& today : Words(row.today)) {
      MadeUpHost host;
      host.Add(today);
      EXPECT_EQ(MovedTo(std::string(row.old_name), *host.Open()), today) << row.old_name;
    }
  }
}

TEST(Tables, EveryDeletedNameIsRefusedWithWhatToWriteInstead) {
  for (const DeletedNameRow& row : kDeletedNames) {
    Diagnostics diags;
    CheckScript({"stdin", "begin { print(" + std::string(row.prefix) + "0); }"}, diags);
    ASSERT_EQ(diags.all().size(), 1U) << row.prefix;
    EXPECT_EQ(diags.all()[0].id, DiagId::DeletedName);
    EXPECT_THAT(diags.all()[0].hints, testing::Contains(testing::HasSubstr(std::string(row.hint))));
  }
}

TEST(Tables, EveryFeatureIsWhatTheHostSays) {
  for (const FeatureRow& row : kFeatures) {
    MadeUpHost host;
    EXPECT_FALSE(host.Open()->Has(row.feature)) << row.name;
    host.Write("features", std::string(row.name) + "\n");
    EXPECT_TRUE(host.Open()->Has(row.feature)) << row.name;
  }
}

}  // namespace
}  // namespace sonde::test
