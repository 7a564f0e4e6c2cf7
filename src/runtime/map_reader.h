// MapReader: the maps of a loaded bundle as MapData, and clear and zero. Covered by
// tests/runtime/session_test.cpp and map_reader_test.cpp.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/result.h"
#include "bundle/metadata.h"
#include "output/value.h"
#include "runtime/decoder.h"
#include "runtime/loader.h"

namespace sonde::runtime {

class MapReader {
 public:
  MapReader(const bundle::Metadata& metadata, LoadedBundle& loaded, const Decoder& decoder)
      : metadata_(metadata), loaded_(loaded), decoder_(decoder) {}

  // The map as it is now, sorted. A scalar that was never written has no entry, unless `show_unset`:
  // then it has the zero value.
  Result<output::MapData> Read(size_t map, bool show_unset);
  // Forgets everything.
  Status Clear(size_t map);
  // Sets every value to zero and keeps the keys.
  Status Zero(size_t map);

 private:
  using EntryHandler = std::function<void(std::span<const std::byte> key, std::span<const std::byte> value)>;

  [[nodiscard]] const bundle::MapMeta& Meta(size_t map) const { return metadata_.maps[map]; }
  Status ForEach(size_t map, const EntryHandler& handle) const;
  Status ForEachSingly(size_t map, const EntryHandler& handle) const;
  void ReadScalar(size_t map, bool show_unset, output::MapData& data) const;
  Status WriteScalar(size_t map, bool keep_set);

  const bundle::Metadata& metadata_;
  LoadedBundle& loaded_;
  const Decoder& decoder_;
};

// The value of an aggregation or plain value from its bytes: `copies` of `stride` bytes, one per CPU.
// `set_word` tells that a u64 stands before each copy's value; copies where it is 0 do not count.
std::variant<output::Value, output::Statistics, output::Histogram> Reduce(const bundle::MapMeta& meta,
                                                                          std::span<const std::byte> bytes,
                                                                          size_t stride, bool set_word,
                                                                          const Decoder& decoder);

}  // namespace sonde::runtime
