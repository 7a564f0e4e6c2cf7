// Settings in the environment: SONDE_NAME, and bpftrace's BPFTRACE_NAME. Covered by
// tests/base/environment_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde {

// The value of SONDE_`name`, else that of BPFTRACE_`name`; null: neither is set.
const char* FindSetting(const std::string& name);

// All of them, names in lower case and without the prefix; those of SONDE_ stand behind the others, whose
// place they take.
std::vector<std::pair<std::string, std::string>> AllSettings();

}  // namespace sonde
