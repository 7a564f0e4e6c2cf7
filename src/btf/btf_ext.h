// The parts of .BTF.ext, the section that says which instructions of a BPF object belong to which functions,
// lines and types (bpf_core_relo and its neighbours in linux/bpf.h). Covered by tests/btf/bpf_object_test.cpp
// and core_types_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace sonde {

// Each begins with the size of its records, and has, for every section of programs, its name, a number of
// records and these. Empty where there is none.
struct BtfExt {
  std::string_view functions;
  std::string_view lines;
  std::string_view relocations;
};

// An error if the bytes are no .BTF.ext, or one of its parts lies outside. What the parts say is not looked
// at.
Result<BtfExt> ReadBtfExt(std::string_view bytes);

}  // namespace sonde
