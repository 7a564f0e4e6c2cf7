// The number of a function in the kernel's type information, which a program needs to call it.
// Covered by tests/btf/function_id_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

// In the kernel that runs, modules not included; 0: it has no such function, or no type information.
uint32_t RunningKernelFunctionId(std::string_view name);

}  // namespace sonde
