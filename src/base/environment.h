// Settings in the environment: SONDE_NAME, and bpftrace's BPFTRACE_NAME. Covered by
// tests/base/environment_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace sonde {

// The value of SONDE_`name`, else that of BPFTRACE_`name`; null: neither is set.
const char* FindSetting(const std::string& name);

struct Setting {
  std::string key;  // in lower case, without the prefix
  std::string text;
  std::string variable;  // its whole name
};

// All of them; those of SONDE_ stand behind the others, whose place they take.
std::vector<Setting> AllSettings();

}  // namespace sonde
