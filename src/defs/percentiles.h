// Percentiles as numbers, the same for the checker, the bundle and the output. Covered by
// tests/output/percentiles_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

// A percentile is kept in millionths: 999'000 is p99.9.
inline constexpr uint32_t kWholePercentile = 1'000'000;
// Digits behind the dot of a percentage that this holds.
inline constexpr size_t kPercentileDigits = 4;

}  // namespace sonde
