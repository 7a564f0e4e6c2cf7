// Help on the words of the language, from the tables: `--help functions`, `--help strlen`. Leaves: HelpOn.
// Covered by tests/cli/help_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// Lines about `topic`: probes, functions, aggregations, builtins, config, or one name of these; nothing if it
// is none.
std::optional<std::string> HelpOn(std::string_view topic);
// The first of these, as a list for messages.
std::string HelpTopics();
// Every topic and every name that there is help on.
std::vector<std::string> HelpNames();

}  // namespace sonde
