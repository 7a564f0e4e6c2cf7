// Spans: pairs of span_begin() and span_end(). Covered by tests/runtime/spans_test.cpp and
// tests/run/spans.test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "output/span.h"

namespace sonde::runtime {

class Spans {
 public:
  // False: there are too many already, and it is counted.
  bool Begin(output::Span span);
  // The span of that id which has begun last; nothing, and counted, if there is none. Marks of several CPUs
  // may come in another order than they were made: none ends before it begins.
  std::optional<output::Span> End(uint64_t id, uint64_t when);

  // Ends without a beginning.
  [[nodiscard]] uint64_t unbegun() const { return unbegun_; }
  // Beginnings without an end so far.
  [[nodiscard]] uint64_t open() const { return open_; }
  // Beginnings for which there was no room.
  [[nodiscard]] uint64_t left_out() const { return left_out_; }

 private:
  static constexpr uint64_t kMostOpen = 1 << 16;

  std::unordered_map<uint64_t, std::vector<output::Span>> spans_;  // by id
  uint64_t open_ = 0, unbegun_ = 0, left_out_ = 0;
};

}  // namespace sonde::runtime
