// Compile: typed program to bundle. Leaves: Compile and its options. No user errors are left here; what
// can still go wrong is a limit of the BPF target, reported as Error.
// Covered by tests/codegen/* and, by running it, by every run test.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/source.h"
#include "bundle/bundle.h"
#include "typed/typed.h"

namespace sonde {

struct CodegenOptions {
  // Called with LLVM IR text before and after optimisation, when set.
  std::function<void(const std::string&)> original_ir;
  std::function<void(const std::string&)> optimized_ir;
  // Called with BPF assembly, when set.
  std::function<void(const std::string&)> assembly;
  bool missing_keys = false;  // count reads of map elements that do not exist
  bool verify_ir = false;     // run LLVM's verifier before optimisation
  bool verbose = false;       // errors quote LLVM
};

// Lowers the program. Errors: a value too large for any BPF memory, or LLVM refusing the module (our
// mistake, reported instead of crashing).
Result<bundle::Bundle> Compile(const typed::Program& program, const Source& source,
                               const CodegenOptions& options);

}  // namespace sonde
