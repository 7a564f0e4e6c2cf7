// ScriptMaps: the maps of the script: how each is stored, and what programs do with it that its storage or
// the runtime depends on. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <set>
#include <vector>

#include "bundle/metadata.h"
#include "codegen/debug_types.h"
#include "codegen/global_data.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde::codegen {

// How a map of the script is reached from BPF code.
struct MapStore {
  llvm::GlobalVariable* map = nullptr;  // null for MapStorage::Global
  bundle::MapStorage storage = bundle::MapStorage::Global;
  uint32_t offset = 0;                    // of a Global, bytes into .bss, of the set word
  uint32_t value_size = 0;                // bytes
  uint32_t generation = 0;                // bundle::MapMeta::generation
  llvm::GlobalVariable* front = nullptr;  // null: the map has none (fronts.h)
  uint32_t front_places = 0;
  llvm::GlobalVariable* threads = nullptr;  // null: the map has no table by thread (thread_table.h)
};

// What the maps are made in. All outlive them.
struct MapParts {
  llvm::Module& module;
  DebugTypes& debug;
  GlobalData& data;
  std::vector<bundle::MapMeta>& metadata;
  const std::vector<ProbePlan>& plan;
};

class ScriptMaps {
 public:
  // `walked`: maps of `program` that programs look at as a whole, which can have no generations.
  ScriptMaps(const typed::Program& program, const MapParts& parts, std::set<uint32_t> walked)
      : program_(program), parts_(parts), walked_(std::move(walked)) {}

  // Makes the maps, and reserves the global data of those that lie there: before GlobalData::Emit.
  void Emit();

  [[nodiscard]] const MapStore& store(uint32_t map) const { return stores_[map]; }
  // Bytes of a key in the kernel's map.
  [[nodiscard]] uint32_t StoredKeySize(uint32_t map) const { return parts_.metadata[map].StoredKeySize(); }

  // A program does more to the values of this map than to add.
  void SetNotAdditive(uint32_t map) { parts_.metadata[map].additive = false; }
  // A program looks at all entries of this map, or hands it to a C function.
  void Walk(uint32_t map) { walked_.insert(map); }
  // Maps that turned out to be walked but have generations: everything has to be emitted again without.
  [[nodiscard]] std::set<uint32_t> WalkedGenerations() const;

 private:
  void EmitMap(uint32_t index);
  void EmitKeyed(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store);
  void EmitScalar(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store);
  [[nodiscard]] uint32_t PlacesOfFront(uint32_t index, const bundle::MapMeta& meta) const;
  void EmitFront(const bundle::MapMeta& meta, MapStore& store);
  void EmitThreads(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store);
  [[nodiscard]] bool HasGenerations(uint32_t index) const;

  const typed::Program& program_;
  MapParts parts_;
  std::vector<MapStore> stores_;
  std::set<uint32_t> walked_;
  std::vector<bool> only_aggregated_;
  std::vector<bool> by_thread_;
};

}  // namespace sonde::codegen
