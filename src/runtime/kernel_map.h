// KernelMap: a map of the kernel as a MapStore, read in batches where the kernel can.
// Covered by tests/runtime/session_test.cpp.
#pragma once

#include <string>
#include <utility>

#include "runtime/machine.h"

namespace sonde::runtime {

class KernelMap : public MapStore {
 public:
  // `fd` outlives this; `name` is for messages.
  KernelMap(int fd, const StoredMap& shape, std::string name)
      : fd_(fd), shape_(shape), name_(std::move(name)) {}

  [[nodiscard]] const StoredMap& shape() const override { return shape_; }
  Status ForEach(const EntryHandler& handle) const override;
  Status Read(std::string_view key, std::string& value) const override;
  Status Write(std::string_view key, std::string_view value) override;
  void Insert(std::string_view key, std::string_view value) override;
  void Delete(std::string_view key) override;
  void Take(std::string_view key, std::string& value) override;

 private:
  Status ForEachSingly(const EntryHandler& handle) const;

  int fd_;
  StoredMap shape_;
  std::string name_;
};

}  // namespace sonde::runtime
