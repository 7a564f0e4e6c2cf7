// The name someone probably meant. Covered by tests/probes/attach_point_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// The candidate that takes the fewest edits, at most a third of the name's length; empty if there is none.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace sonde
