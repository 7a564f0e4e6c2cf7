// Attacher: attaches the probes of a bundle in the order that makes them fire in source order, and says what
// comes of it. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"
#include "runtime/decoder.h"
#include "runtime/machine.h"
#include "runtime/run_output.h"

namespace sonde::runtime {

// True for probe types whose later attachment runs first, so they are attached in reverse (language.md 7.3).
bool AttachesInReverse(ProbeKind kind);

class Attacher {
 public:
  // What is attached behind a function's start is told to `decoder`. All outlive this. `explain`: say by what
  // means each probe is attached, and why.
  Attacher(const bundle::Metadata& metadata, Machine& machine, Decoder& decoder, RunOutput& output,
           bool explain)
      : metadata_(metadata), machine_(machine), decoder_(decoder), output_(output), explain_(explain) {}

  // An error if a probe could not be attached that must be (`missing_probes`), if none could, or if
  // `interrupted` says so between two of them.
  Status AttachAll(const std::function<bool()>& interrupted);

  // Functions and events that were attached, as "Attached N probes" counts.
  [[nodiscard]] uint64_t count() const { return count_; }
  // Whether a probe is attached to anything.
  [[nodiscard]] bool attached(size_t probe) const { return attached_.contains(probe); }

 private:
  [[nodiscard]] std::vector<size_t> Order() const;
  Status AttachProbe(size_t index);
  Status OnMissing(const std::string& name, Error error);
  void Describe(size_t index);
  void DescribeTargets(const bundle::ProbeMeta& probe);

  const bundle::Metadata& metadata_;
  Machine& machine_;
  Decoder& decoder_;
  RunOutput& output_;
  const bool explain_;
  uint64_t count_ = 0;
  std::set<size_t> attached_;
};

}  // namespace sonde::runtime
