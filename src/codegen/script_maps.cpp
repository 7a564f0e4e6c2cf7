// The maps of the script. Leaves: ScriptMaps. Covered by tests/codegen/*.
#include "codegen/script_maps.h"

#include <algorithm>
#include <string>
#include <utility>

#include "codegen/helpers.h"
#include "codegen/key_parts.h"
#include "codegen/layout.h"
#include "codegen/runtime_maps.h"
#include "defs/map_fronts.h"
#include "defs/map_types.h"
#include "defs/thread_table.h"
#include "plan/thread_keys.h"
#include "typed/map_use.h"

namespace sonde::codegen {
namespace {

// ELF symbols cannot hold @; a script's map names are otherwise C identifiers.
std::string SymbolOf(const std::string& name) {
  return name == "@" ? "map_" : "map_" + name.substr(1);
}

bool IsAggregate(const typed::MapInfo& info) {
  return info.value->kind == TypeKind::Aggregate;
}

uint32_t AggregateWords(const typed::MapInfo& info) {
  return static_cast<uint32_t>(AggregationWords(info.value->function, info.buckets));
}

// Bytes of a map's value or aggregation, without the set word.
uint32_t ValueSize(const typed::MapInfo& info) {
  return IsAggregate(info) ? 8 * AggregateWords(info) : std::max(SizeOf(*info.value), 1U);
}

}  // namespace

void ScriptMaps::Emit() {
  stores_.resize(program_.maps.size());
  only_aggregated_ = typed::OnlyAggregated(program_);
  by_thread_ = KeyedByThread(program_, parts_.plan);
  for (uint32_t i = 0; i < program_.maps.size(); ++i)
    EmitMap(i);
}

void ScriptMaps::EmitMap(uint32_t index) {
  const typed::MapInfo& info = program_.maps[index];
  MapStore& store = stores_[index];
  bundle::MapMeta meta;
  meta.name = info.name;
  meta.has_keys = info.has_keys;
  meta.tuple_key = info.tuple_key;
  meta.function = IsAggregate(info) ? info.value->function : Aggregation::None;
  meta.value = LayoutOf(*info.value, program_.relocated);
  meta.buckets = info.buckets;
  meta.value_size = store.value_size = ValueSize(info);
  if (info.has_keys) meta.key = LayoutOf(*info.key, program_.relocated);

  const bool series = info.buckets.kind == Buckets::Kind::Time;
  meta.additive = (IsAggregate(info) && !series) || info.value->kind == TypeKind::Integer;
  if (HasGenerations(index)) store.generation = meta.generation = parts_.data.Reserve(8);
  if (info.has_keys) {
    store.front_places = meta.beside.front_places = PlacesOfFront(index, meta);
    EmitKeyed(info, meta, store);
    if (store.front_places != 0) EmitFront(meta, store);
    if (by_thread_[index]) EmitThreads(info, meta, store);
  } else if (IsAggregate(info)) {
    EmitScalar(info, meta, store);
  } else {
    store.storage = bundle::MapStorage::Global;
    store.offset = meta.offset = parts_.data.Reserve(8 + ((store.value_size + 7) & ~7U));
  }
  meta.storage = store.storage;
  parts_.metadata.push_back(std::move(meta));
}

// A map that is cleared while programs update it: what they add must be either in what is read before or in
// what is there afterwards. So the runtime has them change to other entries, waits for those that still use
// the old ones, and reads and deletes these. Programs that walk over a map would see both.
bool ScriptMaps::HasGenerations(uint32_t index) const {
  const typed::MapInfo& info = program_.maps[index];
  if (walked_.contains(index) || info.lru || (!info.has_keys && !IsAggregate(info))) return false;
  return std::any_of(program_.events.begin(), program_.events.end(), [&](const typed::EventInfo& event) {
    return event.map == static_cast<int32_t>(index) &&
           (event.kind == EventKind::ClearMap || event.kind == EventKind::ZeroMap);
  });
}

std::set<uint32_t> ScriptMaps::WalkedGenerations() const {
  std::set<uint32_t> maps;
  for (const uint32_t map : walked_) {
    if (stores_[map].generation != 0) maps.insert(map);
  }
  return maps;
}

// An aggregation with a front is updated behind it by atomic adds: what is updated often is in the front, and
// a map with words of each CPU takes the kernel twenty times as long to make.
void ScriptMaps::EmitKeyed(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store) {
  const bool aggregate = IsAggregate(info);
  const bool per_cpu = aggregate && store.front_places == 0;
  const uint32_t type = MapTypeOf(per_cpu, info.lru).kernel;
  store.storage = per_cpu     ? bundle::MapStorage::PerCpuHash
                  : aggregate ? bundle::MapStorage::FrontedHash
                              : bundle::MapStorage::Hash;
  meta.bpf_name = SymbolOf(info.name);
  constexpr uint64_t kMostEntries = UINT32_MAX / 2;
  const bool generations = store.generation != 0 && info.max_entries <= kMostEntries;
  const uint64_t entries = generations ? 2 * info.max_entries : info.max_entries;  // old and new ones
  meta.max_entries = static_cast<uint32_t>(entries);
  DebugTypes& debug = parts_.debug;
  llvm::DIType* value = aggregate ? debug.Words(AggregateWords(info)) : debug.Of(*info.value);
  llvm::DIType* key = store.generation != 0 ? debug.Words(meta.StoredKeySize() / 8) : debug.Of(*info.key);
  const std::vector<MapAttribute> attributes = {
      {"type", type}, {"max_entries", entries}, {"key", 0, key}, {"value", 0, value}};
  store.map = NewBpfMap(parts_.module, meta.bpf_name, attributes.size());
  debug.DescribeMap(*store.map, attributes);
  if (aggregate) parts_.data.NeedZeroes(store.value_size);
}

// What is read and added up by the runtime alone, and where adding up is all there is to it, has a front.
uint32_t ScriptMaps::PlacesOfFront(uint32_t index, const bundle::MapMeta& meta) const {
  const typed::MapInfo& info = program_.maps[index];
  if (!only_aggregated_[index] || info.lru || !RowOf(info.value->function).adds_up) return 0;
  const uint32_t key = meta.StoredKeySize();
  return FrontPlaces(PartsOfKey(*info.key, key), key, meta.value_size);
}

void ScriptMaps::EmitFront(const bundle::MapMeta& meta, MapStore& store) {
  store.front = NewBpfMap(parts_.module, meta.bpf_name + kFrontSuffix, 4);
  DebugTypes& debug = parts_.debug;
  const uint64_t places = uint64_t{store.front_places} * (store.generation != 0 ? 2 : 1);
  const uint32_t words = (FrontValueOffset(meta.StoredKeySize()) + store.value_size) / 8;
  debug.DescribeMap(*store.front, {{"type", kMapPercpuArray},
                                   {"max_entries", places},
                                   {"key", 0, debug.Unsigned(4)},
                                   {"value", 0, debug.Words(words)}});
}

// A map that is to hold fewer keys than the table says so when it is full.
void ScriptMaps::EmitThreads(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store) {
  const bool fits = SizeOf(*info.key) == sizeof(uint32_t) && !InMemory(*info.value);
  if (info.lru || store.generation != 0 || !fits || info.max_entries < kThreadPlaces) return;
  meta.beside.by_thread = true;
  store.threads = NewBpfMap(parts_.module, meta.bpf_name + kThreadSuffix, 4);
  DebugTypes& debug = parts_.debug;
  debug.DescribeMap(*store.threads, {{"type", kMapArray},
                                     {"max_entries", kThreadPlaces},
                                     {"key", 0, debug.Unsigned(4)},
                                     {"value", 0, debug.Words(sizeof(ThreadPlace) / 8)}});
}

void ScriptMaps::EmitScalar(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store) {
  store.storage = bundle::MapStorage::PerCpuScalar;
  meta.bpf_name = SymbolOf(info.name);
  meta.max_entries = store.generation != 0 ? 2 : 1;
  store.map = NewBpfMap(parts_.module, meta.bpf_name, 4);
  DebugTypes& debug = parts_.debug;
  debug.DescribeMap(*store.map, {{"type", kMapPercpuArray},
                                 {"max_entries", meta.max_entries},
                                 {"key", 0, debug.Unsigned(4)},
                                 {"value", 0, debug.Words(1 + AggregateWords(info))}});
}

}  // namespace sonde::codegen
