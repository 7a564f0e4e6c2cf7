// Integers in attach points: the spellings of language.md 2.3, and 0b as in parameters.
// Covered by tests/probes/number_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace sonde {

struct ProbeNumber {
  uint64_t value = 0;  // magnitude; nanoseconds when `duration`
  bool negative = false;
  bool duration = false;  // had a suffix such as ms
};

// Errors: "invalid integer: x", "invalid trailing bytes: 1.5", "overflow: ...".
Result<ProbeNumber> ParseProbeNumber(std::string_view text);

}  // namespace sonde
