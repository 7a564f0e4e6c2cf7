// UnwindTable: the rules of an ELF file by offsets in it, ready for the kernel. Covered by
// tests/unwind/table_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "defs/unwind.h"

namespace sonde::unwind {

struct UnwindTable {
  // From the offset in the file (bytes) on; ascending. Of what has no rule UNWIND_CFA_NONE.
  std::vector<uint32_t> offsets;
  std::vector<uint16_t> rules;  // of each offset: index into `rule_list`
  std::vector<UnwindRule> rule_list;

  // The rule at an offset; one without a CFA in front of the first.
  [[nodiscard]] const UnwindRule& At(uint32_t offset) const;
};

// .eh_frame of the file, or .debug_frame where it has no other. Empty when it has neither. Errors: no ELF
// file of this machine, call frame information that is damaged or too large, code beyond 4 GiB.
Result<UnwindTable> ReadUnwindTable(const std::string& path);

}  // namespace sonde::unwind
