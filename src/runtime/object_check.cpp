// Comparing a bundle's two halves. Leaves: CheckObject, FindSection. Covered by
// tests/runtime/object_check_test.cpp.
#include "runtime/object_check.h"

#include <linux/bpf.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>

#include "defs/events.h"
#include "defs/map_fronts.h"
#include "defs/program_sections.h"
#include "defs/thread_table.h"

namespace sonde::runtime {
namespace {

using bundle::MapMeta;
using bundle::MapStorage;

#define TRY(expression) \
  if (Status status = (expression); !status) return status

Status Bad(const std::string& what) {
  return Error("the bundle is damaged: its metadata does not describe its ELF: " + what);
}

// What a map is in the object; the kinds of one storage differ in what they do when they are full.
struct Expected {
  std::initializer_list<uint32_t> types;
  uint32_t key = 0;      // bytes
  uint32_t value = 0;    // bytes
  uint32_t entries = 0;  // 0: set at load
};

Status Compare(const bpf_map* map, const std::string& name, const Expected& expected) {
  const auto type = static_cast<uint32_t>(bpf_map__type(map));
  if (std::find(expected.types.begin(), expected.types.end(), type) == expected.types.end())
    return Bad("the kind of " + name);
  if (bpf_map__key_size(map) != expected.key) return Bad("the size of keys of " + name);
  if (bpf_map__value_size(map) != expected.value) return Bad("the size of values of " + name);
  if (expected.entries != 0 && bpf_map__max_entries(map) != expected.entries)
    return Bad("the entries of " + name);
  return Status::Ok();
}

Status CheckMap(const MapMeta& meta, const bpf_map* map) {
  switch (meta.storage) {
    case MapStorage::Global:
      break;
    case MapStorage::PerCpuScalar:
      return Compare(map, meta.name,
                     {{BPF_MAP_TYPE_PERCPU_ARRAY}, 4, meta.value_size + 8, meta.generation == 0 ? 1U : 2U});
    case MapStorage::Hash:
      return Compare(map, meta.name,
                     {{BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH},
                      meta.StoredKeySize(),
                      meta.value_size,
                      meta.max_entries});
    case MapStorage::FrontedHash:
      return Compare(map, meta.name,
                     {{BPF_MAP_TYPE_HASH}, meta.StoredKeySize(), meta.value_size, meta.max_entries});
    case MapStorage::PerCpuHash:
      return Compare(map, meta.name,
                     {{BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_LRU_PERCPU_HASH},
                      meta.StoredKeySize(),
                      meta.value_size,
                      meta.max_entries});
  }
  return Status::Ok();
}

Status CheckFront(const MapMeta& meta, const bpf_object* object, std::set<std::string>& seen) {
  if (meta.storage != MapStorage::FrontedHash)
    return meta.beside.front_places == 0 ? Status::Ok() : Bad("the front of " + meta.name);
  const std::string name = meta.bpf_name + kFrontSuffix;
  const bpf_map* front = bpf_object__find_map_by_name(object, name.c_str());
  const bool sums = RowOf(meta.function).adds_up;
  if (front == nullptr || !sums || !seen.insert(name).second) return Bad("the front of " + meta.name);
  return Compare(front, "the front of " + meta.name,
                 {{BPF_MAP_TYPE_PERCPU_ARRAY},
                  4,
                  FrontValueOffset(meta.StoredKeySize()) + meta.value_size,
                  meta.beside.front_places * (meta.generation == 0 ? 1 : 2)});
}

Status CheckThreads(const MapMeta& meta, const bpf_object* object, std::set<std::string>& seen) {
  if (!meta.beside.by_thread) return Status::Ok();
  const std::string name = meta.bpf_name + kThreadSuffix;
  const bpf_map* table = bpf_object__find_map_by_name(object, name.c_str());
  const bool fits = meta.storage == MapStorage::Hash && meta.StoredKeySize() == sizeof(uint32_t) &&
                    meta.value_size <= sizeof(ThreadPlace::value) && meta.beside.front_places == 0;
  if (table == nullptr || !fits || !seen.insert(name).second) return Bad("the table of " + meta.name);
  return Compare(table, "the table of " + meta.name,
                 {{BPF_MAP_TYPE_ARRAY}, 4, sizeof(ThreadPlace), kThreadPlaces});
}

Status CheckScriptMaps(const bundle::Metadata& metadata, const bpf_object* object) {
  std::set<std::string> seen;
  for (const MapMeta& meta : metadata.maps) {
    if (meta.storage == MapStorage::Global) continue;
    const bpf_map* map = bpf_object__find_map_by_name(object, meta.bpf_name.c_str());
    if (map == nullptr || !seen.insert(meta.bpf_name).second) return Bad("there is no map for " + meta.name);
    TRY(CheckMap(meta, map));
    TRY(CheckFront(meta, object, seen));
    TRY(CheckThreads(meta, object, seen));
  }
  return Status::Ok();
}

// The maps that sonde itself needs.
Status CheckOwnMaps(const bundle::Metadata& metadata, const bpf_object* object) {
  const auto find = [object](const char* name) { return bpf_object__find_map_by_name(object, name); };
  const auto rows = std::max<uint32_t>(static_cast<uint32_t>(metadata.ledger.size()), 1);
  if (const bpf_map* ledger = find(kLedgerMap)) {
    TRY(Compare(ledger, "the ledger", {{BPF_MAP_TYPE_PERCPU_ARRAY}, 4, rows * 8, 1}));
  } else if (!metadata.ledger.empty()) {
    return Bad("there is no ledger");
  }
  if (const bpf_map* ring = find(kRingBufferMap)) {
    TRY(Compare(ring, "the ring buffer", {{BPF_MAP_TYPE_RINGBUF}, 0, 0, 0}));
  } else if (!metadata.events.empty()) {
    return Bad("there is no ring buffer");
  }
  if (const bpf_map* guard = find(kGuardMap)) {
    TRY(Compare(guard, "the guard", {{BPF_MAP_TYPE_PERCPU_ARRAY}, 4, 8, 1}));
  }
  if (const bpf_map* families = find(kFamiliesMap)) {
    TRY(Compare(families, "the map of processes", {{BPF_MAP_TYPE_HASH}, 8, 8, 1}));
  }
  const bool packets = std::any_of(metadata.events.begin(), metadata.events.end(),
                                   [](const auto& event) { return event.kind == EventKind::Packet; });
  const bpf_map* buffers = find(kPacketsMap);
  if (packets != (buffers != nullptr)) return Bad("the buffers for packets");
  if (packets) TRY(Compare(buffers, "the buffers for packets", {{BPF_MAP_TYPE_PERF_EVENT_ARRAY}, 4, 4, 0}));
  if (const bpf_map* watched = find(kWatchedMap)) {
    TRY(Compare(watched, "the map of what is watched",
                {{BPF_MAP_TYPE_HASH}, sizeof(WatchKey), 8, kMostWatched}));
  }
  const bpf_map *scratch = find(kScratchMap), *mask = find(kScratchMaskMap);
  const bool wanted = metadata.scratch.slots != 0;
  if (wanted != (scratch != nullptr) || wanted != (mask != nullptr)) return Bad("scratch memory");
  if (!wanted) return Status::Ok();
  TRY(Compare(scratch, "scratch memory", {{BPF_MAP_TYPE_ARRAY}, 4, metadata.scratch.size, 0}));
  return Compare(mask, "the mask of scratch memory", {{BPF_MAP_TYPE_ARRAY}, 4, 8, 0});
}

// Globals lie behind the control words, one after the other.
Status CheckGlobals(const bundle::Metadata& metadata, const bpf_object* object) {
  const bpf_map* map = FindSection(object, ".bss");
  const uint64_t size = map == nullptr ? 0 : bpf_map__value_size(map);
  if (map != nullptr && size < sizeof(ControlData)) return Bad("its globals are too small");
  std::multiset<std::pair<uint64_t, uint64_t>> places;  // first byte, end
  for (const MapMeta& meta : metadata.maps) {
    if (meta.generation != 0) {
      if (meta.generation < sizeof(ControlData) || uint64_t{meta.generation} + 8 > size ||
          meta.generation % 8 != 0)
        return Bad("the generation of " + meta.name + " lies outside its globals");
      places.emplace(meta.generation, uint64_t{meta.generation} + 8);
    }
    if (meta.storage != MapStorage::Global) continue;
    const uint64_t end = uint64_t{meta.offset} + 8 + meta.value_size;
    if (meta.offset < sizeof(ControlData) || end > size || meta.offset % 8 != 0)
      return Bad(meta.name + " lies outside its globals");
    places.emplace(meta.offset, end);
  }
  uint64_t free = 0;
  for (const auto& [begin, end] : places) {
    if (begin < free) return Bad("two maps lie in the same place");
    free = end;
  }
  return Status::Ok();
}

Status CheckReadOnly(const bundle::Metadata& metadata, const bpf_object* object) {
  const bpf_map* map = FindSection(object, ".rodata");
  const uint64_t size = map == nullptr ? 0 : bpf_map__value_size(map);
  if (map != nullptr && size < sizeof(ReadOnlyData)) return Bad("its read-only data is too small");
  for (const bundle::ParameterMeta& parameter : metadata.parameters) {
    if (map != nullptr && uint64_t{parameter.offset} + parameter.size > size)
      return Bad("--" + parameter.name + " lies outside its read-only data");
  }
  for (const bundle::ProbeMeta& probe : metadata.probes) {
    const uint64_t word = probe.sleep_word;
    if (word == 0) continue;
    if (word < sizeof(ReadOnlyData) || word % 8 != 0 || word + 8 > size)
      return Bad("the word of " + probe.name + " lies outside its read-only data");
  }
  return Status::Ok();
}

Status CheckPrograms(const bundle::Metadata& metadata, const bpf_object* object) {
  std::set<std::string_view> seen;
  for (const bundle::ProbeMeta& probe : metadata.probes) {
    const bpf_program* program = bpf_object__find_program_by_name(object, probe.program.c_str());
    const bool shared = probe.means == Means::KprobeSession;  // by the two halves
    if (program == nullptr || (!seen.insert(probe.program).second && !shared))
      return Bad("there is no program for " + probe.name);
    const std::string_view section = bpf_program__section_name(program);
    const Way* way = FindWay(probe.kind, probe.means);
    if (way == nullptr || section.substr(0, section.find('/')) != SectionOf(way->program))
      return Bad("the kind of the program for " + probe.name);
  }
  return Status::Ok();
}

}  // namespace

// libbpf calls the sections' maps by the object's name and the section: "sonde.bss".
bpf_map* FindSection(const bpf_object* object, std::string_view section) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (std::string_view(bpf_map__name(map)).ends_with(section)) return map;
  }
  return nullptr;
}

Status CheckObject(const bundle::Metadata& metadata, const bpf_object* object) {
  TRY(CheckPrograms(metadata, object));
  TRY(CheckScriptMaps(metadata, object));
  TRY(CheckOwnMaps(metadata, object));
  TRY(CheckGlobals(metadata, object));
  return CheckReadOnly(metadata, object);
}

}  // namespace sonde::runtime
