// Options in the comments of golden scripts. Leaves: OptionsOf, CheckScript, PlanScript. Covered by every
// golden test.
#include "support/script_options.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "dwarf/dwarf.h"
#include "host/fake_host.h"
#include "parser/parser.h"
#include "support/test_dir.h"

namespace sonde::test {

CheckOptions OptionsOf(const Source& script) {
  CheckOptions options;
  for (uint32_t line = 1; line <= script.line_count(); ++line) {
    std::istringstream words{std::string(script.Line(line))};
    std::string slashes;
    std::string key;
    if (!(words >> slashes >> key) || slashes != "//") continue;
    std::string word;
    if (key == "child") options.has_child = true;
    if (key == "unsafe") options.unsafe = true;
    if (key == "aot") options.this_kernel = false;
    if (key == "c-warnings") options.c_warnings = true;
    if (key == "pid:") words >> options.pids.emplace_back();
    while (key == "params:" && words >> word)
      options.positional.push_back(word == "''" ? "" : word);
    while (key == "env:" && words >> word) {
      const size_t equals = word.find('=');
      Setting setting{word.substr(0, equals), word.substr(equals + 1), "BPFTRACE_"};
      for (const char letter : setting.key)
        setting.variable += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      options.environment.push_back(std::move(setting));
    }
  }
  return options;
}

// `// object: x.bpf.o` and `// source: x.bpf.c`: imports of files in support/objects.
static void AddImports(const Source& script, ast::Program& program) {
  for (uint32_t line = 1; line <= script.line_count(); ++line) {
    std::istringstream words{std::string(script.Line(line))};
    std::string slashes, key, name;
    if (!(words >> slashes >> key >> name) || slashes != "//") continue;
    const std::string path = "support/objects/" + name;
    if (key == "object:") program.c_imports.push_back({ast::CImport::Object, path, {0, 2}});
    if (key == "source:") program.c_imports.push_back({ast::CImport::CSource, path, {0, 2}});
  }
}

static std::unique_ptr<HostView> RecordedHost() {
  return MakeFakeHost(SONDE_TEST_DIR "/support/host",
                      [](const std::string& path) { return MakeDwarf(path); });
}

std::vector<ProbePlan> PlanScript(const typed::Program& program) {
  return Plan(program, *RecordedHost());
}

typed::Program CheckScript(const Source& script, Diagnostics& diags) {
  const auto host = RecordedHost();
  ast::Program program = ParseProgram(script, diags);
  if (diags.has_errors()) return {};
  AddImports(script, program);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(SONDE_TEST_DIR);  // so that messages have no machine's paths
  setenv("SONDE_CLANG", "no/such/clang", 1);
  typed::Program result = Check(program, script, *host, OptionsOf(script), diags);
  std::filesystem::current_path(before);
  return result;
}

}  // namespace sonde::test
