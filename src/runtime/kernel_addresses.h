// Addresses of the kernel's symbols that a program knows (kaddr, percpu_kaddr), looked up where it runs.
// Covered by tests/runtime/kernel_addresses_test.cpp and tests/run/kernel-addresses.test.
#pragma once

#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"
#include "runtime/parameters.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

// What the words of the read-only data become. An error names the symbol and where the script uses it.
Result<std::vector<ParameterValue>> FindKernelAddresses(const bundle::Metadata& metadata,
                                                        KernelSymbols& symbols);

}  // namespace sonde::runtime
