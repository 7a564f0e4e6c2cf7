// FrontedMap: a map and its front (defs/map_fronts.h) as one MapStore: each entry with what programs have put
// into the front. Covered by tests/runtime/fronted_map_test.cpp and tests/run/fronts.test.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "runtime/machine.h"

namespace sonde::runtime {

class FrontedMap : public MapStore {
 public:
  // `map`: words of each CPU for each key; `front`: its places, of one generation or of two.
  // `places`: of one generation.
  FrontedMap(std::unique_ptr<MapStore> map, std::unique_ptr<MapStore> front, uint32_t places)
      : map_(std::move(map)), front_(std::move(front)), places_(places) {}

  [[nodiscard]] const StoredMap& shape() const override { return map_->shape(); }
  Status ForEach(const EntryHandler& handle) const override;
  Status Read(std::string_view key, std::string& value) const override;
  // What the front has of the key is added to it all the same.
  Status Write(std::string_view key, std::string_view value) override { return map_->Write(key, value); }
  void Insert(std::string_view key, std::string_view value) override { map_->Insert(key, value); }
  void Delete(std::string_view key) override { map_->Delete(key); }
  // What the front has of the key stays there.
  void Take(std::string_view key, std::string& value) override { map_->Take(key, value); }
  Status Forget(uint64_t generation) override;

 private:
  // By key: words of all CPUs, as `map_` has them.
  using Parts = std::unordered_map<std::string, std::string>;
  Status ReadFront(Parts& parts) const;
  void AddPlace(Bytes place, size_t cpu, Parts& parts) const;

  std::unique_ptr<MapStore> map_;
  std::unique_ptr<MapStore> front_;
  uint32_t places_;
};

}  // namespace sonde::runtime
