// What a refused load means, in words about the script. Covered by tests/runtime/loader_test.cpp.
#pragma once

#include <string_view>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

// `log` is all libbpf said, the kernel's verifier log included unless that is in `verdict`; `code` the errno
// of the load.
Error ExplainLoadFailure(const bundle::Metadata& metadata, std::string_view log, std::string_view verdict,
                         int code);

}  // namespace sonde::runtime
