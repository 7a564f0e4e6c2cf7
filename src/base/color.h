// Colours of what sonde says: whether there are any, and the first line of an error or warning in its own.
// Covered by tests/base/console_test.cpp and tests/run/terminal.test.
#pragma once

#include <string>
#include <string_view>

namespace sonde {

inline constexpr std::string_view kErrorColor = "\033[31m";
inline constexpr std::string_view kWarningColor = "\033[33m";
inline constexpr std::string_view kNoColor = "\033[0m";

// Whether terminals get colours: BPFTRACE_COLOR, NO_COLOR, what the streams are. Decided once: the warning
// about a wrong setting comes once.
bool UseColor();
// Whether they are wanted wherever the output goes.
bool ColorIsForced();

// `text` with its first line in the colour of errors or warnings, if that is what it says, behind a place in
// a script or without one. Colours cannot be escaped afterwards: what stands in `text` is escaped before.
std::string InColor(std::string_view text);

}  // namespace sonde
