// len(@m) through the kernel's own count. Covered by tests/runtime/element_count_test.cpp and
// tests/run/find-len.test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::runtime {

// Offsets, in bytes, of the instructions of `elf` (64-bit, little endian) that call kElementCountCall; only
// those of sections with code. Nothing for what is no such file.
std::vector<size_t> FindElementCountCalls(std::string_view elf);

// Makes calls of the kernel's function with this number of them.
void CallKernelFunction(std::string& elf, const std::vector<size_t>& calls, uint32_t function);

}  // namespace sonde::runtime
