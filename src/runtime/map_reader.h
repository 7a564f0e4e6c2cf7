// MapReader: the maps of a loaded bundle as MapData, and clear and zero. Covered by
// tests/runtime/fake_session_test.cpp, session_test.cpp and map_reader_test.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"
#include "output/value.h"
#include "runtime/decoder.h"
#include "runtime/machine.h"
#include "runtime/map_carry.h"

namespace sonde::runtime {

class MapReader {
 public:
  MapReader(const bundle::Metadata& metadata, Machine& machine, const Decoder& decoder);

  // The map as it is now, sorted. A scalar that was never written has no entry, unless `show_unset`:
  // then it has the zero value. `may_follow`: Clear or Zero may follow, with `follows`. `top`: no more than
  // so many entries, the last in order; 0: all.
  Result<output::MapData> Read(size_t map, bool show_unset, bool may_follow = false, size_t top = 0);
  // Several maps with keys that can be compared, as Read has each; their entries have ids.
  Result<std::vector<output::MapData>> ReadAll(std::span<const size_t> maps);
  // Forgets everything; but if it `follows` what Read has just returned, what programs did since then belongs
  // to what Read returns next.
  Status Clear(size_t map, bool follows = false);
  // Forgets everything, of any map, whether the script clears it or not: of others programs stand still
  // meanwhile, some milliseconds, of which nothing is counted.
  Status Empty(size_t map);
  // Whether they do for this one.
  [[nodiscard]] bool EmptyingPauses(size_t map) const;
  // As Clear, but keeps the keys, with values of zero.
  Status Zero(size_t map, bool follows = false);
  // No Clear or Zero that is still to come follows a Read.
  void ForgetShown();

 private:
  using EntryHandler = MapStore::EntryHandler;

  [[nodiscard]] const bundle::MapMeta& Meta(size_t map) const { return metadata_.maps[map]; }
  [[nodiscard]] RawShape ShapeOf(const bundle::MapMeta& meta) const;
  [[nodiscard]] uint64_t* GenerationWord(size_t map) const;
  // Entries as programs see them, with keys as the script's.
  Status ForEach(size_t map, const EntryHandler& handle) const;
  Status ForGeneration(size_t map, uint64_t generation, const EntryHandler& handle) const;
  void ReadScalar(size_t map, bool show_unset, bool may_follow, output::MapData& data);
  struct Wish {
    bool show_unset = false;
    bool may_follow = false;
    bool ids = false;  // entries get their keys' bytes
    size_t top = 0;
  };
  Status ReadKeyed(size_t map, const Wish& wish, output::MapData& data);
  Result<output::MapData> ReadWith(size_t map, const Wish& wish);
  // Empties a map and returns what was in it, so that every update is either in what is returned or comes
  // later.
  Status Take(size_t map, RawEntries& taken);
  Status TakeGeneration(size_t map, RawEntries& taken);
  Status TakeSingly(size_t map, RawEntries& taken);
  void TakeGlobal(size_t map, RawEntries& taken);
  Status EmptyAtRest(size_t map);

  const bundle::Metadata& metadata_;
  Machine& machine_;
  const Decoder& decoder_;
  std::vector<Carry> carries_;  // by map
  std::vector<bool> cleared_;   // by map: the script clears it
};

// The value of an aggregation or plain value from its bytes: `copies` of `stride` bytes, one per CPU.
// `set_word` tells that a u64 stands before each copy's value; copies where it is 0 do not count.
output::EntryValue Reduce(const bundle::MapMeta& meta, std::span<const std::byte> bytes, size_t stride,
                          bool set_word, const Decoder& decoder);

}  // namespace sonde::runtime
