// What LLVM could not do, in words about the script. Covered by tests/codegen/refusal_test.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::codegen {

// The first thing that LLVM refused. Filled by target.h.
struct Refusal {
  std::string text;      // LLVM's own sentence; empty: nothing was refused
  std::string function;  // of the module; empty if not known
  uint32_t line = 0;     // in the script; 0 if not known
  uint32_t column = 0;
  std::string file = {};  // that the line is in; empty: the script
};

// Names the probe that `refusal.function` belongs to, the place and what helps. LLVM's sentence, which speaks
// of options of its own, is the error's cause only with `verbose`.
Error ExplainRefusal(const Refusal& refusal, const bundle::Metadata& metadata, bool verbose);

}  // namespace sonde::codegen
