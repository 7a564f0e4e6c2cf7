// BesideMap: a map of the kernel and what programs keep beside it (bundle::Beside), as one MapStore. What
// reads has both; what writes reaches the map alone, since programs alone write to what lies beside. Covered
// by tests/runtime/fronted_map_test.cpp and thread_map_test.cpp.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "runtime/machine.h"

namespace sonde::runtime {

class BesideMap : public MapStore {
 public:
  [[nodiscard]] const StoredMap& shape() const override { return map_->shape(); }
  // By looking at all.
  Status Read(std::string_view key, std::string& value) const override {
    bool found = false;
    Status status = ForEach([&](Bytes name, Bytes bytes) {
      if (name.size() != key.size() || std::memcmp(name.data(), key.data(), name.size()) != 0) return;
      value.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      found = true;
    });
    return !status || found ? std::move(status) : Status(Error("no such entry"));
  }
  Status Write(std::string_view key, std::string_view value) override { return map_->Write(key, value); }
  void Insert(std::string_view key, std::string_view value) override { map_->Insert(key, value); }
  void Delete(std::string_view key) override { map_->Delete(key); }
  void Take(std::string_view key, std::string& value) override { map_->Take(key, value); }

 protected:
  BesideMap(std::unique_ptr<MapStore> map, std::unique_ptr<MapStore> beside)
      : map_(std::move(map)), beside_(std::move(beside)) {}

  std::unique_ptr<MapStore> map_;
  std::unique_ptr<MapStore> beside_;
};

}  // namespace sonde::runtime
