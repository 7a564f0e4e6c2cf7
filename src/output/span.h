// Span: what happened between span_begin() and span_end() of a script. Covered by
// tests/runtime/spans_test.cpp and tests/output/trace_writer_test.cpp.
#pragma once

#include <cstdint>
#include <string>

namespace sonde::output {

struct Span {
  std::string name;             // as it was traced
  std::string row = {};         // of the time line, with the id; empty: that of the process
  uint64_t id = 0;              // as the script has it
  uint64_t pid = 0, tid = 0;    // where it began
  uint64_t begin = 0, end = 0;  // CLOCK_BOOTTIME, nanoseconds; `end` of one that is over
};

}  // namespace sonde::output
