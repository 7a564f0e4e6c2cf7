// Reading maps. Leaves: MapReader. Covered by tests/runtime/map_reader_test.cpp, fake_session_test.cpp and
// session_test.cpp.
#include "runtime/map_reader.h"

#include <cstring>
#include <string>
#include <string_view>
#include <unordered_set>

#include "output/sort.h"
#include "output/time_series.h"

namespace sonde::runtime {
namespace {

using bundle::MapMeta;
using bundle::MapStorage;
using Bytes = std::span<const std::byte>;

size_t Rounded(size_t size) {
  return (size + 7) & ~size_t{7};
}

std::string_view AsText(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// The same for equal keys of maps whose keys have other sizes: numbers as people read them, texts up to their
// ends. Other keys are joined only if they have one type.
std::string IdOf(const output::Value& key, Bytes bytes) {
  if (const auto* number = std::get_if<output::Int64>(&key.data)) return std::to_string(*number);
  if (const auto* number = std::get_if<output::Uint64>(&key.data)) return std::to_string(*number);
  const std::string_view all = AsText(bytes);
  return std::string(std::holds_alternative<output::Text>(key.data) ? all.substr(0, all.find('\0')) : all);
}

}  // namespace

MapReader::MapReader(const bundle::Metadata& metadata, Machine& machine, const Decoder& decoder)
    : metadata_(metadata),
      machine_(machine),
      decoder_(decoder),
      carries_(metadata.maps.size()),
      cleared_(metadata.maps.size()) {
  for (const bundle::EventMeta& event : metadata.events) {
    const bool clears = event.kind == EventKind::ClearMap || event.kind == EventKind::ZeroMap;
    if (clears && event.map >= 0) cleared_[static_cast<size_t>(event.map)] = true;
  }
}

RawShape MapReader::ShapeOf(const MapMeta& meta) const {
  switch (meta.storage) {
    case MapStorage::Global:
      return {size_t{meta.value_size} + 8, true};
    case MapStorage::PerCpuScalar:
      return {Rounded(meta.value_size + 8), true};
    case MapStorage::Hash:
      return {meta.value_size, false};
    case MapStorage::PerCpuHash:
    case MapStorage::FrontedHash:
      break;
  }
  return {Rounded(meta.value_size), false};
}

uint64_t* MapReader::GenerationWord(size_t map) const {
  return reinterpret_cast<uint64_t*>(machine_.globals() + Meta(map).generation);
}

Status MapReader::ForEach(size_t map, const EntryHandler& handle) const {
  if (Meta(map).generation == 0) return machine_.map(map)->ForEach(handle);
  return ForGeneration(map, __atomic_load_n(GenerationWord(map), __ATOMIC_SEQ_CST), handle);
}

Status MapReader::ForGeneration(size_t map, uint64_t generation, const EntryHandler& handle) const {
  return machine_.map(map)->ForEach([&](Bytes key, Bytes value) {
    uint64_t of_key = 0;
    std::memcpy(&of_key, key.data() + key.size() - sizeof(of_key), sizeof(of_key));
    if (of_key == generation) handle(key.first(Meta(map).key.size), value);
  });
}

void MapReader::ReadScalar(size_t map, bool show_unset, bool may_follow, output::MapData& data) {
  const MapMeta& meta = Meta(map);
  const RawShape shape = ShapeOf(meta);
  std::string bytes, joined;
  if (meta.storage == MapStorage::Global) {
    bytes.assign(reinterpret_cast<const char*>(machine_.globals() + meta.offset), meta.value_size + 8);
  } else {
    const auto index = static_cast<uint32_t>(meta.generation == 0 ? 0 : *GenerationWord(map) & 1);
    const std::string_view key(reinterpret_cast<const char*>(&index), sizeof(index));
    if (!machine_.map(map)->Read(key, bytes)) return;
  }
  const std::string_view seen = carries_[map].Seen(meta, shape, {}, bytes, joined);
  if (may_follow && cleared_[map]) {
    carries_[map].ForgetShown();
    carries_[map].Show({}, seen);
  }
  bool set = show_unset;
  for (size_t at = 0; at + 8 <= seen.size() && !set; at += shape.stride) {
    uint64_t word = 0;
    std::memcpy(&word, seen.data() + at, sizeof(word));
    set = word != 0;
  }
  if (set) data.entries.push_back({{}, Reduce(meta, AsBytes(seen), shape.stride, true, decoder_)});
}

Status MapReader::ReadKeyed(size_t map, const Wish& wish, output::MapData& data) {
  const MapMeta& meta = Meta(map);
  const RawShape shape = ShapeOf(meta);
  Carry& carry = carries_[map];
  const bool remember = wish.may_follow && cleared_[map];
  if (remember) carry.ForgetShown();
  std::unordered_set<std::string> met;
  output::TopEntries entries(data, wish.top);
  const auto add = [&](Bytes key, Bytes value) {
    output::MapEntry entry{{}, Reduce(meta, value, shape.stride, false, decoder_)};
    if (!entries.Wants(entry.value)) return;
    entry.key = decoder_.Decode(meta.key, key);
    if (wish.ids) entry.id = IdOf(entry.key, key);
    entries.Add(std::move(entry));
  };
  std::string joined;
  Status status = ForEach(map, [&](Bytes key, Bytes value) {
    if (carry.empty() && !remember) return add(key, value);
    const std::string name(AsText(key));
    const std::string_view seen = carry.Seen(meta, shape, name, AsText(value), joined);
    if (remember) carry.Show(name, seen);
    if (!carry.empty()) met.insert(name);
    add(key, AsBytes(seen));
  });
  for (const auto& [key, value] : carry.entries()) {
    if (met.contains(key)) continue;
    if (remember) carry.Show(key, value);
    add(AsBytes(key), AsBytes(value));
  }
  if (meta.function == Aggregation::Tseries) output::AlignTimeSeries(data);
  entries.Finish();
  return status;
}

Result<output::MapData> MapReader::Read(size_t map, bool show_unset, bool may_follow, size_t top) {
  return ReadWith(map, {show_unset, may_follow, false, top});
}

Result<std::vector<output::MapData>> MapReader::ReadAll(std::span<const size_t> maps) {
  std::vector<output::MapData> all;
  for (const size_t map : maps) {
    auto data = ReadWith(map, {false, true, true, 0});
    if (!data) return data.TakeError();
    all.push_back(std::move(*data));
  }
  return all;
}

Result<output::MapData> MapReader::ReadWith(size_t map, const Wish& wish) {
  const MapMeta& meta = Meta(map);
  output::MapData data;
  data.name = meta.name;
  data.keyed = meta.has_keys;
  data.function = meta.function;
  if (!meta.has_keys) {
    const bool histogram = meta.buckets.kind != Buckets::Kind::None;
    ReadScalar(map, wish.show_unset && !histogram, wish.may_follow, data);
    if (meta.function == Aggregation::Tseries) output::AlignTimeSeries(data);
    return data;
  }
  if (Status status = ReadKeyed(map, wish, data); !status) return status.TakeError();
  return data;
}

void MapReader::ForgetShown() {
  for (Carry& carry : carries_)
    carry.ForgetShown();
}

}  // namespace sonde::runtime
