// A bundle as JSON, for people and tests. Covered by tests/bundle/json_test.cpp and tests/golden/bundle/*.
#pragma once

#include <string>

#include "base/result.h"
#include "bundle/bundle.h"

namespace sonde::bundle {

// An object of two, a line for each thing in it, without a newline at the end. `metadata` has its fields by
// their names in metadata.h, but for those that have the value they have from the start. `elf` has its size
// in bytes, that of each section that the kernel gets to see, and for each program its name, section and
// number of instructions. Errors: an ELF that cannot be read.
Result<std::string> ToJson(const Bundle& bundle);

}  // namespace sonde::bundle
