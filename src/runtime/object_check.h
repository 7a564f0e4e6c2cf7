// CheckObject: does a bundle's metadata describe its BPF object? Covered by
// tests/runtime/object_check_test.cpp.
#pragma once

#include <bpf/libbpf.h>

#include <string_view>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

// The map of a section of data: ".bss", ".rodata". Null if the object has none.
bpf_map* FindSection(const bpf_object* object, std::string_view section);

// Compares everything in `metadata` that has a counterpart in `object`, which is opened and not loaded yet:
// programs and their sections; kinds, key and value sizes and entries of maps; what lies in the data
// sections. The error names the first difference.
Status CheckObject(const bundle::Metadata& metadata, const bpf_object* object);

}  // namespace sonde::runtime
