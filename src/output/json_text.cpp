// Values as JSON. Leaves: what json_text.h declares. Covered by tests/output/writer_test.cpp and
// shown_values_test.cpp.
#include "output/json_text.h"

#include <string>
#include <string_view>

#include "output/histogram.h"
#include "output/percentiles.h"
#include "output/text.h"

namespace sonde::output {
namespace {

std::string_view MemberOf(Percentile::Sort sort) {
  switch (sort) {
    case Percentile::Sort::Within:
      return "value";
    case Percentile::Sort::Below:
      return "below";
    case Percentile::Sort::Above:
      return "at_least";
  }
  return {};
}

// Of the values that JSON does not show as their text.
class JsonValue {
 public:
  explicit JsonValue(JsonStream& json) : json_(json) {}

  template <typename T>
    requires(kJsonForm<T> == JsonForm::Quoted)
  void operator()(const T& value) {
    std::string text;
    AppendText(text, value, {});
    json_.String(text);
  }
  void operator()(const Text& text) { json_.String(text.text); }
  void operator()(Nothing) { json_.Null(); }
  void operator()(Int64 number) { json_.Integer(static_cast<uint64_t>(number), true); }
  void operator()(Uint64 number) { json_.Integer(number, false); }
  void operator()(Bool flag) { json_.Bool(flag); }
  void operator()(const Float& number) { json_.Float(number.value, number.single); }
  void operator()(const Pointer& pointer) { json_.Integer(pointer.address, false); }
  void operator()(const EnumValue& value) { (*this)(value.number); }
  void operator()(const Bytes& bytes) {
    json_.StartArray();
    for (const char byte : bytes.data)
      (*this)(Int64{static_cast<signed char>(byte)});
    json_.EndArray();
  }
  void operator()(const Array& array) { List(array.elements); }
  void operator()(const Tuple& tuple) { List(tuple.elements); }
  void operator()(const Record& record) {
    json_.StartObject();
    for (const auto& [name, value] : record.fields) {
      json_.Key(name);
      WriteJson(json_, value);
    }
    json_.EndObject();
  }

 private:
  void List(const std::vector<Value>& elements) {
    json_.StartArray();
    for (const Value& element : elements)
      WriteJson(json_, element);
    json_.EndArray();
  }

  JsonStream& json_;
};

void WriteRow(JsonStream& json, const HistogramRow& row, bool linear) {
  json.StartObject();
  if (row.low) {
    json.Key("min");
    json.Integer(*row.low, linear);
  }
  if (row.high) {
    json.Key("max");
    json.Integer(*row.high - 1, linear || !row.low);
  }
  json.Key("count");
  json.Integer(row.count, false);
  json.EndObject();
}

}  // namespace

void WriteJson(JsonStream& json, const Value& value) {
  std::visit(JsonValue(json), value.data);
}

void WriteJsonKey(JsonStream& json, const Value& key) {
  std::string text;
  AppendKey(text, key, {.compact = true});
  json.Key(text);
}

void WriteJson(JsonStream& json, const Histogram& histogram, uint32_t divisor) {
  json.StartArray();
  for (const HistogramRow& row : HistogramRows(histogram, divisor))
    WriteRow(json, row, histogram.buckets.kind == Buckets::Kind::Linear);
  json.EndArray();
}

void WriteJson(JsonStream& json, const Histogram& histogram, std::span<const uint32_t> percentiles) {
  json.StartObject();
  for (const Percentile& percentile : PercentilesOf(histogram, percentiles)) {
    json.Key(percentile.name);
    json.StartObject();
    json.Key(MemberOf(percentile.sort));
    json.Integer(percentile.value, percentile.is_signed);
    if (percentile.sort == Percentile::Sort::Within) {
      json.Key("error");
      json.Integer(percentile.error, false);
    }
    json.EndObject();
  }
  json.EndObject();
}

void WriteJson(JsonStream& json, const Statistics& statistics, Aggregation function, uint32_t divisor) {
  const uint64_t average = DividedBits(statistics.Average(), statistics.is_signed, divisor);
  if (function == Aggregation::Avg) return json.Integer(average, statistics.is_signed);
  json.StartObject();
  json.Key("count");
  json.Integer(statistics.count, false);
  json.Key("average");
  json.Integer(average, statistics.is_signed);
  json.Key("total");
  json.Integer(statistics.total, statistics.is_signed);
  json.EndObject();
}

}  // namespace sonde::output
