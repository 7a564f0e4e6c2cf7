// Matching names against patterns with `*`. Covered by tests/base/wildcard_test.cpp.
#pragma once

#include <string_view>

namespace sonde {

// True when `text` matches `pattern`, where only `*` is special.
bool WildcardMatch(std::string_view pattern, std::string_view text);

}  // namespace sonde
