// Values as JSON (cli-and-output.md 13.2, 13.3). Covered by tests/output/writer_test.cpp and
// shown_values_test.cpp.
#pragma once

#include <cstdint>
#include <span>

#include "base/json_stream.h"
#include "output/value.h"

namespace sonde::output {

void WriteJson(JsonStream& json, const Value& value);

// A map key: its text without spaces and without the outer parentheses of a tuple, as the name of a member.
void WriteJsonKey(JsonStream& json, const Value& key);

// The buckets from the first to the last that holds something. `divisor` as in HistogramRows.
void WriteJson(JsonStream& json, const Histogram& histogram, uint32_t divisor);

// Percentiles in place of the buckets, by name: { "p50": { "value": 12, "error": 0 } }.
void WriteJson(JsonStream& json, const Histogram& histogram, std::span<const uint32_t> percentiles);

// avg: the average alone; stats: count, average and total. `divisor` divides the average.
void WriteJson(JsonStream& json, const Statistics& statistics, Aggregation function, uint32_t divisor);

}  // namespace sonde::output
