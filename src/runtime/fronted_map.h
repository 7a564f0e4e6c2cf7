// FrontedMap: a map and its front (defs/map_fronts.h) as one MapStore: each entry with what programs have put
// into the front. Covered by tests/runtime/fronted_map_test.cpp and tests/run/fronts.test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "runtime/beside_map.h"

namespace sonde::runtime {

class FrontedMap : public BesideMap {
 public:
  // `map`: words of all CPUs for each key; `front`: its places, of one generation or of two.
  // `places`: of one generation.
  FrontedMap(std::unique_ptr<MapStore> map, std::unique_ptr<MapStore> front, uint32_t places)
      : BesideMap(std::move(map), std::move(front)), places_(places) {}

  Status ForEach(const EntryHandler& handle) const override;
  Status Forget(uint64_t generation) override;

 private:
  // By key: the words of all CPUs' places, added up.
  using Parts = std::unordered_map<std::string, std::string>;
  Status ReadFront(Parts& parts) const;
  void AddPlace(Bytes place, Parts& parts) const;

  uint32_t places_;
};

}  // namespace sonde::runtime
