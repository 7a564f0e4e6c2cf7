// Leaves: OtlpWriter. Covered by tests/serve/otlp_text_test.cpp and tests/run/otlp.test.
#include "serve/otlp_text.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "base/json_stream.h"

namespace sonde::serve {
namespace {

constexpr size_t kMostPoints = 20000;           // of a map; the entries behind them are counted only
constexpr size_t kMostRequestBytes = 12 << 20;  // of a request: collectors take 20 MiB
constexpr uint64_t kCumulative = 2;             // AGGREGATION_TEMPORALITY_CUMULATIVE

std::string_view FieldOf(MetricType type) {
  constexpr std::string_view kFields[] = {"sum", "gauge", "summary", "histogram"};
  return kFields[static_cast<size_t>(type)];
}

class OtlpText : public MetricSink {
 public:
  OtlpText(const OtlpResource& resource, uint64_t start, uint64_t now)
      : json_(out_), start_(std::to_string(start) + "000000"), now_(std::to_string(now) + "000000") {
    Head(resource);
  }
  void Begin(const MetricFamily& family) override;
  void Value(std::span<const Label> labels, const Number& number) override;
  void Summary(std::span<const Label> labels, const Number& sum, uint64_t count) override;
  void Histogram(std::span<const Label> labels, std::span<const UpTo> buckets, uint64_t total) override;
  void End() override;
  [[nodiscard]] bool Full() const override {
    return points_ - before_ >= kMostPoints || out_.size() >= kMostRequestBytes;
  }
  void LeftOut(std::string_view map, std::string_view reason, size_t count) override {
    left_out_.push_back({{{"map", std::string(map)}, {"reason", std::string(reason)}}, count});
  }
  OtlpRequest Finish(const OtlpLoss& loss);

 private:
  struct Rest {
    std::vector<Label> labels;
    size_t count;
  };
  void Head(const OtlpResource& resource);
  void Attributes(std::span<const Label> labels);
  void BeginMetric();
  void BeginPoint(std::span<const Label> labels);
  void Text(std::string_view key, std::string_view text) { json_.Key(key), json_.String(text); }
  void Count(std::string_view key, uint64_t number) { Text(key, std::to_string(number)); }
  void Real(double number);

  std::string out_;
  JsonStream json_;
  const std::string start_, now_;  // nanoseconds since 1970
  MetricFamily family_;
  size_t points_ = 0, before_ = 0;  // before the family at hand
  std::vector<Rest> left_out_;
};

void OtlpText::Attributes(std::span<const Label> labels) {
  json_.Key("attributes");
  json_.StartArray();
  for (const Label& label : labels) {
    json_.StartObject();
    Text("key", label.name);
    json_.Key("value");
    json_.StartObject();
    Text("stringValue", label.text);
    json_.EndObject();
    json_.EndObject();
  }
  json_.EndArray();
}

void OtlpText::Head(const OtlpResource& resource) {
  json_.StartObject();
  json_.Key("resourceMetrics");
  json_.StartArray();
  json_.StartObject();
  json_.Key("resource");
  json_.StartObject();
  Attributes(resource.attributes);
  json_.EndObject();
  json_.Key("scopeMetrics");
  json_.StartArray();
  json_.StartObject();
  json_.Key("scope");
  json_.StartObject();
  Text("name", "sonde");
  Text("version", resource.version);
  json_.EndObject();
  json_.Key("metrics");
  json_.StartArray();
}

void OtlpText::Begin(const MetricFamily& family) {
  family_ = family;
  before_ = points_;
}

// A metric without points is none.
void OtlpText::BeginMetric() {
  json_.StartObject();
  Text("name", family_.name);
  Text("description", family_.help);
  json_.Key(FieldOf(family_.type));
  json_.StartObject();
  if (family_.type == MetricType::Counter || family_.type == MetricType::Histogram) {
    json_.Key("aggregationTemporality");
    json_.Integer(kCumulative, false);
  }
  if (family_.type == MetricType::Counter) {
    json_.Key("isMonotonic");
    json_.Bool(true);
  }
  json_.Key("dataPoints");
  json_.StartArray();
}

void OtlpText::End() {
  if (points_ == before_) return;
  json_.EndArray();
  json_.EndObject();
  json_.EndObject();
}

void OtlpText::BeginPoint(std::span<const Label> labels) {
  if (points_++ == before_) BeginMetric();
  json_.StartObject();
  Attributes(labels);
  if (family_.type != MetricType::Gauge) Text("startTimeUnixNano", start_);
  Text("timeUnixNano", now_);
}

// Protobuf has words for what JSON has no numbers for.
void OtlpText::Real(double number) {
  if (std::isnan(number)) return json_.String("NaN");
  if (std::isinf(number)) return json_.String(number > 0 ? "Infinity" : "-Infinity");
  json_.Float(number, false);
}

double RealOf(const Number& number) {
  if (number.real) return number.real->value;
  return number.is_signed ? static_cast<double>(static_cast<int64_t>(number.bits))
                          : static_cast<double>(number.bits);
}

void OtlpText::Value(std::span<const Label> labels, const Number& number) {
  BeginPoint(labels);
  const bool fits = !number.real && (number.is_signed || number.bits <= INT64_MAX);
  if (fits) {
    Text("asInt", std::to_string(static_cast<int64_t>(number.bits)));
  } else {
    json_.Key("asDouble");
    Real(RealOf(number));
  }
  json_.EndObject();
}

void OtlpText::Summary(std::span<const Label> labels, const Number& sum, uint64_t count) {
  BeginPoint(labels);
  Count("count", count);
  json_.Key("sum");
  Real(RealOf(sum));
  json_.EndObject();
}

// Bounds that are one number as doubles are one bound.
std::vector<UpTo> Distinct(std::span<const UpTo> buckets) {
  std::vector<UpTo> distinct;
  for (const UpTo& bucket : buckets) {
    if (!distinct.empty() && RealOf(distinct.back().bound) >= RealOf(bucket.bound)) distinct.pop_back();
    distinct.push_back(bucket);
  }
  return distinct;
}

void OtlpText::Histogram(std::span<const Label> labels, std::span<const UpTo> buckets, uint64_t total) {
  const std::vector<UpTo> distinct = Distinct(buckets);
  BeginPoint(labels);
  Count("count", total);
  json_.Key("bucketCounts");
  json_.StartArray();
  uint64_t before = 0;
  for (const UpTo& bucket : distinct) {
    json_.String(std::to_string(bucket.total - before));
    before = bucket.total;
  }
  json_.String(std::to_string(total - before));
  json_.EndArray();
  json_.Key("explicitBounds");
  json_.StartArray();
  for (const UpTo& bucket : distinct)
    Real(RealOf(bucket.bound));
  json_.EndArray();
  json_.EndObject();
}

OtlpRequest OtlpText::Finish(const OtlpLoss& loss) {
  if (!left_out_.empty()) {
    Begin({std::string(kLeftOutName), MetricType::Gauge, "entries of maps that are not here"});
    for (const Rest& rest : left_out_)
      Value(rest.labels, {rest.count, false});
    End();
  }
  Begin({std::string(kLostName), MetricType::Counter, "data points that nobody took"});
  const std::pair<const char*, uint64_t> counts[] = {{"not_sent", loss.not_sent},
                                                     {"rejected", loss.rejected}};
  for (const auto& [reason, count] : counts)
    Value(std::vector<Label>{{"reason", reason}}, {count, false});
  End();
  for (int i = 0; i < 2; ++i) {  // of the scope, of the resource
    json_.EndArray();
    json_.EndObject();
  }
  json_.EndArray();
  json_.EndObject();
  return {std::move(out_), points_};
}

}  // namespace

OtlpRequest OtlpWriter::Write(const output::Snapshot& snapshot, const OtlpLoss& loss) {
  OtlpText text(resource_, start_, snapshot.milliseconds);
  walk_.Walk(snapshot, text);
  return text.Finish(loss);
}

}  // namespace sonde::serve
