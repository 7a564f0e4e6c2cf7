// Functions of the kernel that programs call where it has them: len(@m), comm(pid). Covered by
// tests/runtime/kernel_calls_test.cpp, tests/run/find-len.test and tests/run/processes.test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::runtime {

// Offsets, in bytes, of the instructions of `elf` (64-bit, little endian) that call the helper with this
// number; only those of sections with code. Nothing for what is no such file.
std::vector<size_t> FindKernelCalls(std::string_view elf, uint32_t number);

// Makes calls of the kernel's function with this number of them.
void CallKernelFunction(std::string& elf, const std::vector<size_t>& calls, uint32_t function);

}  // namespace sonde::runtime
