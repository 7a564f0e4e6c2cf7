// Arithmetic of histogram buckets. Leaves: what buckets.h declares. Covered by tests/base/buckets_test.cpp.
#include "base/buckets.h"

namespace sonde {

uint64_t Buckets::Count() const {
  if (kind == Kind::Log && bits < 64) {
    // The highest bit of a positive int64 is 62: bucket ((62 - bits + 1) << bits) + (2^bits - 1) + 1 is the
    // last.
    return ((63ULL - bits) << bits) + (1ULL << bits) + 1;
  }
  if (kind == Kind::Linear && step > 0) {
    return (static_cast<uint64_t>(max) - static_cast<uint64_t>(min)) / static_cast<uint64_t>(step) + 2;
  }
  if (kind == Kind::Time && max > 0) return static_cast<uint64_t>(max);
  return 0;
}

uint64_t Buckets::Begin(uint64_t index) const {
  if (kind == Kind::Linear) return static_cast<uint64_t>(min) + (index - 1) * static_cast<uint64_t>(step);
  const uint64_t number = index - 1;
  const uint64_t per_power = uint64_t{1} << bits;
  if (number <= 2 * per_power) return number;
  const uint64_t exponent = (number >> bits) - 1;
  return exponent >= 64 ? 0 : (per_power + (number & (per_power - 1))) << exponent;
}

// Without adding: what lies behind the last bucket may be no number at all.
bool Buckets::IsLast(uint64_t index) const {
  if (kind != Kind::Linear) return false;
  const auto begin = static_cast<int64_t>(Begin(index));
  if (begin > max) return true;
  return static_cast<uint64_t>(max) - static_cast<uint64_t>(begin) < static_cast<uint64_t>(step);
}

uint64_t AggregationWords(Aggregation function, const Buckets& buckets) {
  if (KindOf(function) == Buckets::Kind::Time) return kIntervalWords * buckets.Count();
  return KindOf(function) == Buckets::Kind::None ? RowOf(function).words : buckets.Count();
}

}  // namespace sonde
