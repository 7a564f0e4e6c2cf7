// Percentiles of histograms: a value and how far it may be off, which the bucket says that it is in. Covered
// by tests/output/percentiles_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "output/value.h"

namespace sonde::output {

// By nearest rank: the least number that so many of all are not above.
struct Percentile {
  enum class Sort : uint8_t {
    Within,  // `value`, off by no more than `error`
    Below,   // less than `value`: in the bucket below all others
    Above,   // `value` or more: in the last one of an lhist
  };
  std::string name;  // p99.9
  Sort sort = Sort::Within;
  uint64_t value = 0;  // bits of an int64 if `is_signed`
  uint64_t error = 0;
  bool is_signed = false;
};

// One for each of `wanted`, which are millionths. None for an empty histogram.
std::vector<Percentile> PercentilesOf(const Histogram& histogram, std::span<const uint32_t> wanted);

// " p50 12, p99 527 ±16", without a newline.
void AppendPercentiles(std::string& out, const Histogram& histogram, std::span<const uint32_t> wanted);

}  // namespace sonde::output
