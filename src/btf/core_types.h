// The kernel's types as far as a BPF object asks for them. libbpf reads all 5 MB of the kernel's types, 12
// ms, to resolve relocations of a few fields; it takes a file with less in it just as well. Covered by
// tests/btf/core_types_test.cpp and tests/run/kernel-types.test.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "btf/raw_btf.h"

namespace sonde {

// BTF with the types of the kernel that the CO-RE relocations of `elf`, a BPF object, are about: every type
// with a name that they start from, of its members those that some relocation names, and what these are made
// of. Relocations come out the same with it as with all of them. Empty where that cannot be had: a type
// that is not there (a module may have it), a relocation that asks for numbers of types or compares whole
// types, an object without relocations, or one that is damaged.
// `kernel` is called where there are any that it can answer, since reading the kernel's types takes time; it
// gives null where they cannot be had, and what it gives outlives the call.
std::string TypesForRelocations(std::string_view elf, const std::function<const RawBtf*()>& kernel);

}  // namespace sonde
