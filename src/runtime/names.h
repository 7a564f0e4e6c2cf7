// Names: what turns bytes into values, and addresses into names, for one run. Covered by
// tests/runtime/session_test.cpp.
#pragma once

#include <memory>

#include "bundle/metadata.h"
#include "runtime/decoder.h"
#include "runtime/kernel_names.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

struct Names {
  explicit Names(const bundle::Metadata& metadata) : decoder(*kernel, *user, metadata.config) {
    decoder.SetProbes(metadata.probes);
    decoder.SetTexts(metadata.texts);
  }
  std::unique_ptr<KernelSymbols> kernel = MakeKernelNames(MakeKernelSymbols());
  std::unique_ptr<UserSymbols> user = MakeUserSymbols();
  Decoder decoder;
};

// True if the script's output can hold names of user code.
bool NamesUserAddresses(const bundle::Metadata& metadata);

}  // namespace sonde::runtime
