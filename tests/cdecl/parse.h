// Parsing a C text as a script's, for the tests of src/cdecl.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cdecl/c_definitions.h"

namespace sonde::test {

struct Parsed {
  Source script{"test.bt", ""};
  Diagnostics diags;
  std::unique_ptr<CDefinitions> definitions;

  // All diagnostics as text.
  [[nodiscard]] std::string Text() const {
    return RenderAll(diags, Severity::Error, script) + RenderAll(diags, Severity::Warning, script);
  }
};

// The whole text is C. `words`: the names whose macros are wanted.
inline Parsed ParseText(const std::string& text, std::vector<std::string> words = {},
                        const std::function<void(CRequest&)>& change = {}) {
  Parsed parsed;
  parsed.script = Source("test.bt", text);
  CRequest request;
  request.script = &parsed.script;
  request.pieces = {{text, 0}};
  request.words = std::move(words);
  if (change) change(request);
  parsed.definitions = ParseC(request, parsed.diags);
  return parsed;
}

}  // namespace sonde::test
