// Finds, loads and compares golden cases. Leaves: the functions of golden.h.
#include "support/golden.h"
#include "support/test_dir.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace sonde::test {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool Updating() {
  const char* update = std::getenv("SONDE_UPDATE");
  return update != nullptr && std::string(update) == "1";
}

// Letters, digits and `_`: what GoogleTest accepts in a name.
std::string TestName(const std::filesystem::path& relative) {
  std::string name = relative.parent_path() / relative.stem();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

}  // namespace

std::vector<GoldenCase> FindGoldens(const std::string& phase) {
  const std::filesystem::path root = std::filesystem::path(SONDE_TEST_DIR) / "golden" / phase;
  std::vector<GoldenCase> cases;
  if (std::filesystem::is_directory(root)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".bt") continue;
      cases.push_back({entry.path(), TestName(entry.path().lexically_relative(root))});
    }
  }
  if (cases.empty()) {
    std::fprintf(stderr, "no golden cases in %s\n", root.c_str());
    std::exit(1);
  }
  std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return cases;
}

Source LoadGolden(const GoldenCase& golden) {
  return {golden.script.filename().string(), ReadFile(golden.script)};
}

void CheckGolden(const GoldenCase& golden, const std::string& extension, const std::string& actual) {
  std::filesystem::path expectation = golden.script;
  expectation.replace_extension(extension);
  if (Updating()) {
    std::ofstream(expectation, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(expectation))
      << expectation << " is missing; SONDE_UPDATE=1 writes it. It would hold:\n"
      << actual;
  EXPECT_EQ(ReadFile(expectation), actual) << "script: " << golden.script << "\n(SONDE_UPDATE=1 accepts)";
}

void PrintTo(const GoldenCase& golden, std::ostream* out) {
  *out << golden.script.string();
}

std::string GoldenName(const ::testing::TestParamInfo<GoldenCase>& info) {
  return info.param.name;
}

}  // namespace sonde::test
