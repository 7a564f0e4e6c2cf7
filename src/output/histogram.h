// Rows of hist and lhist maps: bounds by functions.md 10.1 and 10.2, labels and bars by
// cli-and-output.md 12.5. Covered by tests/output/histogram_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "output/value.h"

namespace sonde::output {

// One bucket. `low` is missing below everything, `high` (exclusive) above everything.
struct HistogramRow {
  std::optional<uint64_t> low;
  std::optional<uint64_t> high;
  uint64_t count = 0;
};

// From the first to the last bucket that holds something. `divisor` divides the counts of a hist.
std::vector<HistogramRow> HistogramRows(const Histogram& histogram, uint64_t divisor = 1);

uint64_t HistogramTotal(const Histogram& histogram);

// The least number of a bucket, which is 1 or more: "512", "4K".
std::string BeginText(const Buckets& buckets, uint64_t bucket);

// The rows as text, each with its bar and a newline.
void AppendHistogram(std::string& out, const Histogram& histogram, uint64_t divisor = 1);

}  // namespace sonde::output
