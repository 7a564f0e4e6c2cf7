// ThreadMap: a map and its table by thread (defs/thread_table.h) as one MapStore. Covered by
// tests/runtime/thread_map_test.cpp and tests/run/threads-table.test.
#pragma once

#include <memory>
#include <string>

#include "runtime/machine.h"

namespace sonde::runtime {

class ThreadMap : public MapStore {
 public:
  // `map`: values by the number of a thread, four bytes; `table`: places.
  ThreadMap(std::unique_ptr<MapStore> map, std::unique_ptr<MapStore> table)
      : map_(std::move(map)), table_(std::move(table)) {}

  [[nodiscard]] const StoredMap& shape() const override { return map_->shape(); }
  Status ForEach(const EntryHandler& handle) const override;
  Status Read(std::string_view key, std::string& value) const override;
  // Programs alone write to the table; these do not reach what is there.
  Status Write(std::string_view key, std::string_view value) override { return map_->Write(key, value); }
  void Insert(std::string_view key, std::string_view value) override { map_->Insert(key, value); }
  void Delete(std::string_view key) override { map_->Delete(key); }
  void Take(std::string_view key, std::string& value) override { map_->Take(key, value); }

 private:
  std::unique_ptr<MapStore> map_;
  std::unique_ptr<MapStore> table_;
};

}  // namespace sonde::runtime
