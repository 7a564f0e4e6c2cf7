// The name someone probably meant. Covered by tests/base/nearest_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// A name that may be meant instead. `certain`: no other candidate is as near, so it may be put in its place.
struct Suggestion {
  std::string name;
  bool certain = false;
};

// The candidate that differs from `name` as typing errors do: a letter or two too much, too few, wrong or
// exchanged in long enough words, other case or separators. Empty when there is none: a name that only looks
// alike (dmi_match for icmp_match) is no help.
Suggestion FindNearest(std::string_view name, const std::vector<std::string>& candidates);

// The file in the same folder whose name a misspelt path means, as a path; empty if there is none.
std::string NearestFile(const std::string& path);

// The same, for a hint alone, which may be the only candidate that is one letter off a long name.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace sonde
