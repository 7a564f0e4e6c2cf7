// The kernel's functions that BPF programs call by number, as libbpf's header has them. Covered by
// tests/explain/helpers_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde::explain {

// "bpf_map_lookup_elem"; empty: a number that the header did not have when sonde was built.
std::string_view HelperName(int32_t number);
// "void *bpf_map_lookup_elem(void *map, const void *key)".
std::string_view HelperPrototype(int32_t number);

}  // namespace sonde::explain
