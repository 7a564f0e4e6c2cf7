// Colours of what sonde says. Leaves: what color.h declares. Covered by the tests named there.
#include "base/color.h"

#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "base/environment.h"

namespace sonde {
namespace {

// BPFTRACE_COLOR decides; without it NO_COLOR (no-color.org: set and not empty), then what the streams are.
bool DecideColor() {
  const char* setting = FindSetting("COLOR");
  const char* no_color = std::getenv("NO_COLOR");
  const std::string_view choice = setting != nullptr ? setting : "auto";
  if (ColorIsForced()) return true;
  if (choice == "never") return false;
  if (choice != "auto") {
    std::fprintf(
        stderr,
        "WARNING: Invalid env value! The valid values of `BPFTRACE_COLOR` are [auto|always|never]. The "
        "current value is %s!\n",
        setting);
  }
  if (no_color != nullptr && *no_color != '\0') return false;
  return isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

// Whether `line` says `word` at its beginning, or behind a place, which ends in a column.
bool Says(std::string_view line, std::string_view word) {
  const size_t at = line.find(word);
  if (at == 0 || at == std::string_view::npos) return at == 0;
  return at > 2 && line.substr(at - 2, 2) == ": " &&
         std::isdigit(static_cast<unsigned char>(line[at - 3])) != 0;
}

}  // namespace

bool UseColor() {
  static const bool color = DecideColor();
  return color;
}

bool ColorIsForced() {
  const char* setting = FindSetting("COLOR");
  return setting != nullptr && std::string_view(setting) == "always";
}

std::string InColor(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::string_view color = Says(line, "ERROR: ")     ? kErrorColor
                                 : Says(line, "WARNING: ") ? kWarningColor
                                                           : std::string_view();
  if (color.empty()) return std::string(text);
  std::string colored(color);
  colored += line;
  colored += kNoColor;
  return colored += text.substr(line.size());
}

}  // namespace sonde
