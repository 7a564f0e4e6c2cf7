// Fuzz target: scripts, through the parser, the formatter and the checker on the made-up host of
// tests/support/host. Imports and C text read files and run libclang, which are left out here.
#include <cstdint>

#include "ast/formatter.h"
#include "ast/printer.h"
#include "base/diagnostics.h"
#include "host/fake_host.h"
#include "imports/imports.h"
#include "sema/check.h"
#include "support/test_dir.h"
#include "typed/dump.h"

namespace {

// Definitions of C: a keyword, a name perhaps, and a brace.
bool DefinesC(std::string_view text) {
  for (const std::string_view keyword : {"struct", "union", "enum"}) {
    for (size_t at = text.find(keyword); at != std::string_view::npos; at = text.find(keyword, at + 1)) {
      const size_t end = text.find_first_not_of(
          " \t\r\n_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", at);
      if (end != std::string_view::npos && text[end] == '{') return true;
    }
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find('#') != std::string::npos || text.find("import") != std::string::npos || DefinesC(text))
    return 0;
  static const auto host = MakeFakeHost(SONDE_TEST_DIR "/support/host");
  Diagnostics diags;
  const auto [source, program] = LoadProgram({"fuzz", text}, "", diags);
  RenderAll(diags, Severity::Error, source, false);
  if (diags.has_errors()) return 0;
  ast::Dump(program);
  ast::Format(program, source);
  const typed::Program typed = Check(program, source, *host, {}, diags);
  RenderAll(diags, Severity::Error, source, false);
  if (!diags.has_errors()) Dump(typed);
  return 0;
}
