// Buckets: how a histogram divides numbers, the same for the checker, the programs, the bundle and the
// output. Leaves: Buckets, AggregationWords. Covered by tests/base/buckets_test.cpp.
#pragma once

#include <cstdint>

#include "defs/aggregations.h"

namespace sonde {

// Bucket 0 holds what lies below all others: negative numbers, or those below `min`.
struct Buckets {
  enum class Kind : uint8_t {
    None,    // no histogram
    Log,     // hist (functions.md 10.1): 0, 1, 2, 3, and 2^bits buckets for each further power of two
    Linear,  // lhist (functions.md 10.2): `step` numbers each from `min` on; the last holds `max` and all
             // above
    Time,    // tseries (functions.md 10.3): `max` intervals of `step` nanoseconds each, which come round
  };
  // What becomes of several values in one interval: `bits` of Time.
  enum class Merge : uint8_t { Last, Avg, Max, Min, Sum };

  Kind kind = Kind::None;
  uint32_t bits = 0;
  int64_t min = 0, max = 0, step = 0;

  // 0 for None. What no histogram can have (a step of 0, more bits than numbers) counts as none, too.
  [[nodiscard]] uint64_t Count() const;
  // The least number in bucket `index`, which is 1 or more. Linear: bits of an int64. Log: 2^64 comes out as
  // 0.
  [[nodiscard]] uint64_t Begin(uint64_t index) const;
  // The last bucket of a linear histogram, which has no end.
  [[nodiscard]] bool IsLast(uint64_t index) const;

  bool operator==(const Buckets&) const = default;
};

// Intervals of one series: what a CPU has of a value is limited (PCPU_MIN_UNIT_SIZE of the kernel, 32 KiB).
inline constexpr int64_t kMostIntervals = 1360;
// Words of one interval.
inline constexpr uint64_t kIntervalWords = 3;

// What the aggregation divides numbers into.
constexpr Buckets::Kind KindOf(Aggregation function) {
  switch (function) {
    case Aggregation::Hist:
      return Buckets::Kind::Log;
    case Aggregation::Lhist:
      return Buckets::Kind::Linear;
    case Aggregation::Tseries:
      return Buckets::Kind::Time;
    default:
      return Buckets::Kind::None;
  }
}

// The u64 words that an aggregation keeps per CPU, 0 for a plain value.
uint64_t AggregationWords(Aggregation function, const Buckets& buckets);

}  // namespace sonde
