// What a C text rests on: files that were read, and places where one would be read instead.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file_watch.h"
#include "parse.h"

namespace sonde::test {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::Not;

class CInputs : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sonde-inputs-XXXXXX").string();
    folder_ = mkdtemp(name.data()) != nullptr ? name : "";
    fs::create_directories(folder_ + "/one");
    fs::create_directories(folder_ + "/two");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
  }
  // The paths that reading `text` noted.
  [[nodiscard]] std::vector<std::string> Inputs(const std::string& text) const {
    const FileWatch watch;
    const Parsed parsed = ParseText(
        text, {}, [&](CRequest& request) { request.include_dirs = {folder_ + "/one", folder_ + "/two"}; });
    EXPECT_TRUE(parsed.definitions) << parsed.Text();
    EXPECT_EQ(watch.other(), "");
    std::vector<std::string> paths;
    for (const auto& file : watch.files())
      paths.push_back(file.path);
    return paths;
  }

  std::string folder_;
};

TEST_F(CInputs, AreWhatWasReadAndWhatWouldBe) {
  Write("two/a.h", "#include \"b.h\"\n");
  Write("two/b.h", "int b;\n");
  const auto inputs = Inputs("#include <a.h>\n");
  for (const char* name : {"two/a.h", "two/b.h", "one/a.h", "one/b.h"})
    EXPECT_THAT(inputs, Contains(folder_ + "/" + name));
  EXPECT_THAT(inputs, Not(Contains(folder_ + "/one/c.h")));
}

TEST_F(CInputs, AreWhatIsAskedForOnly) {
  Write("one/a.h",
        "#if __has_include(<maybe.h>)\n#include <maybe.h>\n#endif\n#define D \"d.h\"\n#include D\n");
  Write("one/d.h", "");
  const auto inputs = Inputs("#include <a.h>\n");
  EXPECT_THAT(inputs, Contains(folder_ + "/one/maybe.h"));
  EXPECT_THAT(inputs, Contains(folder_ + "/two/maybe.h"));
  EXPECT_THAT(inputs, Contains(folder_ + "/one/d.h"));
}

TEST_F(CInputs, BeginWithTheFrontEnd) {
  const auto inputs = Inputs("struct s { int a; };\n");
  EXPECT_THAT(inputs, Contains(::testing::HasSubstr("libclang")));
}

}  // namespace
}  // namespace sonde::test
