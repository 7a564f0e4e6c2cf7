// ThreadMap: a map and its table by thread (defs/thread_table.h) as one MapStore. Covered by
// tests/runtime/thread_map_test.cpp and tests/run/threads-table.test.
#pragma once

#include <memory>
#include <utility>

#include "runtime/beside_map.h"

namespace sonde::runtime {

class ThreadMap : public BesideMap {
 public:
  // `map`: values by the number of a thread, four bytes; `table`: places.
  ThreadMap(std::unique_ptr<MapStore> map, std::unique_ptr<MapStore> table)
      : BesideMap(std::move(map), std::move(table)) {}

  Status ForEach(const EntryHandler& handle) const override;
  // All of the table.
  Status Forget(uint64_t generation) override;
};

}  // namespace sonde::runtime
