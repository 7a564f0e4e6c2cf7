// What a bundle expects of the kernel's types, compared with the kernel that runs.
// Covered by tests/runtime/kernel_types_test.cpp and tests/run/kernel-types.test.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "btf/btf.h"
#include "bundle/metadata.h"
#include "defs/events.h"

namespace sonde::runtime {

// When a load was refused because the kernel lacks a type, field or enumerator: which, and where the script
// uses it. `log` is what libbpf said; `running` the types of the kernel, null if unknown.
std::optional<Error> ExplainMissingType(const bundle::Metadata& metadata, std::string_view log, Btf* running);

// Structs that are copied whole must be laid out as where the bundle was compiled. `running` as above.
Status CheckKernelLayouts(const bundle::Metadata& metadata, Btf* running);

// How this kernel lays out its tasks; all zeroes where its types do not say it in the way that programs need.
// `running` as above.
TaskLayout FindTaskLayout(Btf* running);

// Gives the kernel's enumerations the enumerators of the kernel that runs, for a program that was compiled
// elsewhere. Reads nothing when the program prints none.
void UseRunningEnumerators(bundle::Metadata& metadata);

}  // namespace sonde::runtime
