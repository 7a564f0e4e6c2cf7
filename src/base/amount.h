// Amounts as people type them: "10s", "200M". Covered by tests/base/amount_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sonde {

// All: a whole number above 0, with a unit directly behind it; nothing for anything else and for what does
// not fit. Nanoseconds: ms, s (or nothing), m, h.
std::optional<uint64_t> ParseTime(std::string_view text);
// Bytes: nothing, K, M, G, in powers of 1024.
std::optional<uint64_t> ParseSize(std::string_view text);
// Without a unit.
std::optional<uint64_t> ParseCount(std::string_view text);

}  // namespace sonde
