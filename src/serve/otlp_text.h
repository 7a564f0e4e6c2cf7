// Maps as OTLP has metrics: an ExportMetricsServiceRequest in protobuf's JSON. Covered by
// tests/serve/otlp_text_test.cpp and tests/run/otlp.test.
//
//   counter    Sum, monotonic, cumulative since the run began
//   gauge      Gauge
//   summary    Summary without quantiles
//   histogram  Histogram, cumulative, with the bounds as explicit ones; no sum
//
// 64-bit numbers are strings there. What an int64 cannot hold is a double.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "output/board.h"
#include "serve/metric_walk.h"

namespace sonde::serve {

// Who sends.
struct OtlpResource {
  std::vector<Label> attributes;
  std::string version;  // of sonde
};

// Data points that nobody took.
struct OtlpLoss {
  uint64_t not_sent = 0;  // no room to keep them, or the end came
  uint64_t rejected = 0;  // refused by who received them
};

struct OtlpRequest {
  std::string text;
  size_t points = 0;  // data points
};

class OtlpWriter {
 public:
  // `start`: when the run began, in milliseconds since 1970.
  OtlpWriter(OtlpResource resource, uint64_t start) : resource_(std::move(resource)), start_(start) {}
  OtlpRequest Write(const output::Snapshot& snapshot, const OtlpLoss& loss);

 private:
  const OtlpResource resource_;
  const uint64_t start_;
  MetricWalk walk_;
};

}  // namespace sonde::serve
