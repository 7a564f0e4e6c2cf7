// Options in the comments of golden scripts. Leaves: OptionsOf, CheckScript. Covered by every golden test.
#include "script_options.h"

#include <sstream>

#include "dwarf/dwarf.h"
#include "host/fake_host.h"
#include "parser/parser.h"

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
    if (key == "c-warnings") options.c_warnings = true;
    if (key == "pid:") words >> options.pid;
    while (key == "params:" && words >> word)
      options.positional.push_back(word == "''" ? "" : word);
    while (key == "env:" && words >> word) {
      const size_t equals = word.find('=');
      options.environment.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
  }
  return options;
}

typed::Program CheckScript(const Source& script, Diagnostics& diags) {
  const auto host =
      MakeFakeHost(SONDE_TEST_DIR "/support/host", [](const std::string& path) { return MakeDwarf(path); });
  const ast::Program program = ParseProgram(script, diags);
  if (diags.has_errors()) return {};
  return Check(program, script, *host, OptionsOf(script), diags);
}

}  // namespace sonde::test
