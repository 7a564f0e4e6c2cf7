// Reading the environment. Leaves: what environment.h declares.
#include "base/environment.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

extern char** environ;

namespace sonde {

const char* FindSetting(const std::string& name) {
  const char* own = std::getenv(("SONDE_" + name).c_str());
  return own != nullptr ? own : std::getenv(("BPFTRACE_" + name).c_str());
}

std::vector<Setting> AllSettings() {
  std::vector<Setting> found;
  for (const std::string_view prefix : {"BPFTRACE_", "SONDE_"}) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      const size_t equals = text.find('=');
      if (!text.starts_with(prefix) || equals == std::string_view::npos) continue;
      std::string key(text.substr(prefix.size(), equals - prefix.size()));
      std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
      std::erase_if(found, [&](const auto& other) { return other.key == key; });
      found.push_back(
          {std::move(key), std::string(text.substr(equals + 1)), std::string(text.substr(0, equals))});
    }
  }
  return found;
}

}  // namespace sonde
