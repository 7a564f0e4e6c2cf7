// Maps in the text format that Prometheus reads (version 0.0.4). Covered by tests/serve/metrics_test.cpp and
// tests/run/serve.test.
//
//   count, sum of unsigned numbers    counter
//   other numbers, tseries (newest)   gauge
//   avg, stats                        summary without quantiles: _sum, _count
//   hist, lhist                       histogram: _bucket with le, _count; what was summed is not known
//
// A map @reads is sonde_reads, @ is sonde. Parts of keys are labels.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "serve/board.h"

namespace sonde::serve {

class MetricsWriter {
 public:
  std::string Write(const Snapshot& snapshot);

 private:
  friend class MetricsText;
  // Buckets that were ever shown of a map. They are shown from then on, empty or not: rates need them.
  struct Range {
    size_t first = 0, end = 0;
  };
  std::map<std::string, Range> shown_;
};

}  // namespace sonde::serve
