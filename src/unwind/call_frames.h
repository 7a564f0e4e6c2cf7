// Call frame information: what .eh_frame and .debug_frame say about how to find a function's caller, as rows
// of rules. Format: DWARF 5, 6.4; .eh_frame: Linux Standard Base 5, 10.6. Covered by
// tests/unwind/call_frames_test.cpp (against libdw) and tests/fuzz/unwind_target.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "defs/unwind.h"

namespace sonde::unwind {

// From an address on, until the next row.
struct Row {
  uint64_t address = 0;  // virtual, in the file
  UnwindRule rule{};     // UNWIND_CFA_NONE: none of this is known
};

bool Equal(const UnwindRule& a, const UnwindRule& b);

struct Section {
  std::string_view bytes;
  uint64_t address = 0;   // virtual
  bool is_debug = false;  // .debug_frame, whose numbers count otherwise
};

// DWARF numbers of the registers that are followed.
struct Registers {
  uint8_t frame_pointer;
  uint8_t stack_pointer;
  uint8_t return_address;
};
inline constexpr Registers kX86Registers{6, 7, 16};
inline constexpr Registers kArm64Registers{29, 31, 30};

inline constexpr size_t kMostRows = size_t{1} << 21U;

// The rows of all functions, by address; what lies between functions has a row without a rule. An error where
// the section is not what it should be, or has more than kMostRows; what a single function says that rules
// cannot hold gives rows without one.
Result<std::vector<Row>> ReadCallFrames(const Section& section, const Registers& registers);

}  // namespace sonde::unwind
