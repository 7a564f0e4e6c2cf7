// Maps in the text format that Prometheus reads (version 0.0.4), as MetricWalk has them. Covered by
// tests/serve/metrics_test.cpp and tests/run/serve.test.
#pragma once

#include <string>

#include "output/board.h"
#include "serve/metric_walk.h"

namespace sonde::serve {

class MetricsWriter {
 public:
  std::string Write(const output::Snapshot& snapshot);

 private:
  MetricWalk walk_;
};

}  // namespace sonde::serve
