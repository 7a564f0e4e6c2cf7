// What a script says of itself: the comment at its beginning, and the options that its calls of getopt()
// make. Leaves: OptionsOfScript, ValuesOfScript, ScriptHelp. Covered by tests/cli/script_help_test.cpp and
// tests/run/getopt.test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "base/source.h"

namespace sonde {

struct ScriptOption {
  std::string name;
  std::string kind;           // "N", "TEXT", or empty: a switch
  std::string default_value;  // as a person writes it; empty if there is none
  std::string description;
};

// Sorted by name, each once; calls whose name is no literal are left out.
std::vector<ScriptOption> OptionsOfScript(const ast::Program& program);

// What attach points may have of the options, by name: texts and numbers as `words` (--NAME=VALUE) set them,
// or their defaults. The last word wins.
std::map<std::string, std::string> ValuesOfScript(const ast::Program& program,
                                                  const std::vector<std::string>& words);

// The comment before anything else, without its frame, then the options, in at most 80 columns where texts
// allow.
std::string ScriptHelp(const ast::Program& program, const Source& source);

}  // namespace sonde
