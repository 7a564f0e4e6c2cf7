// Leaves: UpdateOf. Covered by tests/serve/update_test.cpp.
#include "serve/update.h"

#include <algorithm>
#include <optional>

#include "base/json_stream.h"
#include "output/histogram.h"
#include "output/key_parts.h"
#include "output/stacks.h"
#include "output/text.h"

namespace sonde::serve {
namespace {

using output::MapData;
using output::MapEntry;

constexpr size_t kMostEntries = 2000;   // of a map
constexpr size_t kMostStacks = 20000;   // of a map
constexpr size_t kMostBytes = 8 << 20;  // of an update; what comes behind is counted only
constexpr size_t kLongestText = 512;    // of a part of a key
constexpr size_t kLongestName = 256;    // of a function

constexpr std::string_view kKinds[] = {"label", "gap", "kernel", "user", "cpp", "jit", "inlined"};

class Update {
 public:
  std::string Write(const output::Snapshot& snapshot);

 private:
  void WriteMap(const MapData& map, uint64_t cleared);
  size_t WriteEntries(const MapData& map);
  size_t WriteStacks(const output::FoldedMap& folded);
  void WriteValue(const output::EntryValue& value);
  void WriteOne(const output::Value& value);

  std::string out_;
  JsonStream json_{out_};
};

void Update::WriteOne(const output::Value& value) {
  if (const auto* real = std::get_if<output::Float>(&value.data)) {
    json_.Float(real->value, real->single);
  } else if (const auto* number = std::get_if<output::Uint64>(&value.data)) {
    json_.Integer(*number, false);
  } else if (const auto* other = std::get_if<output::Int64>(&value.data)) {
    json_.Integer(static_cast<uint64_t>(*other), true);
  } else {
    json_.String(ShortText(value, kLongestText));
  }
}

void Update::WriteValue(const output::EntryValue& value) {
  if (const auto* one = std::get_if<output::Value>(&value)) return WriteOne(*one);
  json_.StartObject();
  if (const auto* histogram = std::get_if<output::Histogram>(&value)) {
    const bool is_signed = histogram->buckets.kind == Buckets::Kind::Linear;
    json_.Key("buckets");
    json_.StartArray();
    for (const output::HistogramRow& row : output::HistogramRows(*histogram)) {
      json_.StartArray();
      row.low ? json_.Integer(*row.low, is_signed) : json_.Null();
      row.high ? json_.Integer(*row.high, is_signed) : json_.Null();
      json_.Integer(row.count, false);
      json_.EndArray();
    }
    json_.EndArray();
  } else if (const auto* statistics = std::get_if<output::Statistics>(&value)) {
    json_.Member("count", statistics->count);
    json_.Member("avg", statistics->Average(), statistics->is_signed);
    json_.Member("total", statistics->total, statistics->is_signed);
  } else if (const auto* series = std::get_if<output::TimeSeries>(&value)) {
    json_.Member("length", series->length);
    json_.Key("points");
    json_.StartArray();
    for (const auto& point : series->points) {
      json_.StartArray();
      json_.Integer(point.interval, false);
      json_.Integer(point.bits, series->is_signed);
      json_.EndArray();
    }
    json_.EndArray();
  }
  json_.EndObject();
}

// How many were left out.
size_t Update::WriteEntries(const MapData& map) {
  size_t written = 0;
  json_.Key("columns");
  json_.StartArray();
  if (!map.entries.empty()) {
    for (const output::KeyPart& part : KeyParts(map.entries.front().key, kLongestText))
      json_.String(part.name);
  }
  json_.EndArray();
  json_.Key("entries");
  json_.StartArray();
  // The greatest come last.
  for (auto entry = map.entries.rbegin(); entry != map.entries.rend(); ++entry) {
    if (written >= kMostEntries || out_.size() > kMostBytes) break;
    json_.StartArray();
    json_.StartArray();
    for (const output::KeyPart& part : KeyParts(entry->key, kLongestText))
      json_.String(part.text);
    json_.EndArray();
    WriteValue(entry->value);
    json_.EndArray();
    ++written;
  }
  json_.EndArray();
  return map.entries.size() - written;
}

size_t Update::WriteStacks(const output::FoldedMap& folded) {
  json_.Key("stacks");
  json_.StartObject();
  json_.Key("names");
  json_.StartArray();
  for (const output::StackName& name : folded.names) {
    json_.StartArray();
    json_.String(output::ShortText({output::Text{name.text}}, kLongestName));
    json_.String(kKinds[static_cast<size_t>(name.kind)]);
    json_.EndArray();
  }
  json_.EndArray();
  json_.Key("rows");
  json_.StartArray();
  size_t written = 0;
  for (const output::StackRow& row : folded.rows) {
    if (written >= kMostStacks || out_.size() > kMostBytes) break;
    json_.StartArray();
    json_.StartArray();
    for (const uint32_t name : row.path)
      json_.Integer(name, false);
    json_.EndArray();
    json_.Integer(row.count, false);
    json_.EndArray();
    ++written;
  }
  json_.EndArray();
  json_.EndObject();
  return folded.rows.size() - written + folded.left_out;
}

// `cleared`: how often the map has been, which tells what is left from what began anew.
void Update::WriteMap(const MapData& map, uint64_t cleared) {
  json_.StartObject();
  json_.Key("name");
  json_.String(map.name);
  json_.Key("function");
  json_.String(RowOf(map.function).name);
  const auto folded = output::FoldStacks(map);
  const size_t left_out = folded ? WriteStacks(*folded) : WriteEntries(map);
  json_.Member("left_out", left_out);
  if (cleared > 0) json_.Member("cleared", cleared);
  json_.EndObject();
}

std::string Update::Write(const output::Snapshot& snapshot) {
  json_.StartObject();
  json_.Member("n", snapshot.number);
  json_.Member("time", snapshot.milliseconds);
  json_.Key("last");
  json_.Bool(snapshot.last);
  json_.Key("maps");
  json_.StartArray();
  for (const MapData& map : snapshot.maps) {
    const auto cleared = snapshot.clears.find(map.name);
    WriteMap(map, cleared == snapshot.clears.end() ? 0 : cleared->second);
  }
  json_.EndArray();
  json_.EndObject();
  return std::move(out_);
}

}  // namespace

std::string UpdateOf(const output::Snapshot& snapshot) {
  return Update().Write(snapshot);
}

}  // namespace sonde::serve
