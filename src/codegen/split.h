// Split: a program that is too large for one function (pieces.h). Covered by tests/codegen/pieces_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "codegen/weights.h"

namespace sonde::codegen {

struct Split {
  explicit Split(const typed::Probe& probe) : weights(probe) {}

  Weights weights;
  uint64_t piece_limit = 0;  // instructions, about
  // Parts of the context that pieces read from scratch memory, (offset, bytes), in the order of their words
  // there; 0 bytes are the context's address.
  std::vector<std::pair<uint32_t, uint32_t>> saved_context;
  static constexpr uint32_t kSavedWords = 64;
  uint32_t saved_context_offset = 0;
  uint32_t event_offset = 0;  // where events with texts are made, in scratch memory
};

// Null where `probe` fits one function. `maps`: of the program.
std::unique_ptr<Split> DecideSplit(const typed::Probe& probe, uint64_t maps);

}  // namespace sonde::codegen
