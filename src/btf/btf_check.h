// Checks of BTF that is handed on to libraries that believe it. Covered by tests/btf/bpf_object_test.cpp.
#pragma once

#include <string_view>

#include "base/result.h"
#include "btf/bpf_elf.h"
#include "btf/raw_btf.h"

namespace sonde {

// Every type and name that `btf` speaks of exists, references are to what they may be to (a function has a
// prototype, a section has variables), and no type contains itself. RawBtf answers without any of this.
Status CheckBtf(const RawBtf& btf);

// .BTF.ext: its records are of instructions of `elf`, of types and names of `btf`.
Status CheckBtfExt(std::string_view bytes, const RawBtf& btf, const BpfElf& elf);

}  // namespace sonde
