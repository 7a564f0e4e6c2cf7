// Which spans are under way. Leaves: Spans. Covered by tests/runtime/spans_test.cpp.
#include "runtime/spans.h"

#include <algorithm>
#include <utility>

namespace sonde::runtime {

bool Spans::Begin(output::Span span) {
  if (open_ >= kMostOpen) {
    ++left_out_;
    return false;
  }
  ++open_;
  spans_[span.id].push_back(std::move(span));
  return true;
}

std::optional<output::Span> Spans::End(uint64_t id, uint64_t when) {
  const auto found = spans_.find(id);
  if (found == spans_.end()) {
    ++unbegun_;
    return std::nullopt;
  }
  output::Span span = std::move(found->second.back());
  found->second.pop_back();
  if (found->second.empty()) spans_.erase(found);
  --open_;
  span.end = std::max(when, span.begin);
  return span;
}

}  // namespace sonde::runtime
