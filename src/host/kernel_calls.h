// Whether the kernel that runs lets programs call one of its functions, found by trying. Covered by
// tests/run/stdlib.test.
#pragma once

#include <linux/bpf.h>

#include <string_view>

#include "defs/attach.h"

namespace sonde {

// The kernel's number of a type.
bpf_prog_type KernelType(ProgramType program);

// `program`: the type of those programs. False as well where nothing can be loaded, and for functions of
// modules.
bool KernelAllowsCall(std::string_view function, ProgramType program);

}  // namespace sonde
