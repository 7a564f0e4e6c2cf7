// MetricWalk: maps as metrics, for whatever format they leave in: names that do not meet, labels of the parts
// of keys, types, bounds of buckets, and what is left out, counted. Covered by tests/serve/metrics_test.cpp
// and tests/serve/otlp_text_test.cpp.
//
//   count, sum of unsigned numbers    counter
//   other numbers, tseries (newest)   gauge
//   avg, stats                        summary: sum and count
//   hist, lhist                       histogram; what was summed is not known
//
// A map @reads is sonde_reads, @ is sonde.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/board.h"
#include "output/value.h"

namespace sonde::serve {

// What is not of maps; no map has such a name.
inline constexpr std::string_view kLeftOutName = "sonde_metrics_left_out";
inline constexpr std::string_view kTimeName = "sonde_snapshot_timestamp_seconds";
inline constexpr std::string_view kLostName = "sonde_otlp_points_lost";

enum class MetricType : uint8_t { Counter, Gauge, Summary, Histogram };

struct MetricFamily {
  std::string name;
  MetricType type = MetricType::Gauge;
  std::string help;
};

struct Label {
  std::string name;
  std::string text;  // UTF-8
};

// A whole number by its bits, or a floating-point one.
struct Number {
  uint64_t bits = 0;
  bool is_signed = true;
  std::optional<output::Float> real = std::nullopt;
};

// How many values are up to `bound`, which is the greatest number of a bucket.
struct UpTo {
  Number bound;
  uint64_t total = 0;
};

// A format of metrics. Families come one after the other, each with its points.
class MetricSink {
 public:
  virtual ~MetricSink() = default;
  virtual void Begin(const MetricFamily& family) = 0;
  virtual void Value(std::span<const Label> labels, const Number& number) = 0;
  virtual void Summary(std::span<const Label> labels, const Number& sum, uint64_t count) = 0;
  // `total`: of all buckets, those above the last bound as well.
  virtual void Histogram(std::span<const Label> labels, std::span<const UpTo> buckets, uint64_t total) = 0;
  virtual void End() = 0;
  // Whether the family may have no more points.
  [[nodiscard]] virtual bool Full() const = 0;
  // Entries of a map that are no points, between families.
  virtual void LeftOut(std::string_view map, std::string_view reason, size_t count) = 0;
};

class MetricWalk {
 public:
  void Walk(const output::Snapshot& snapshot, MetricSink& sink);

 private:
  friend class OneWalk;
  // Buckets that were ever shown of a map. They are shown from then on, empty or not: rates need them.
  struct Range {
    size_t first = 0, end = 0;
  };
  std::map<std::string, Range> shown_;
};

}  // namespace sonde::serve
