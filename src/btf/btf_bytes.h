// BtfBytes: the bytes of BTF: mapped or read from a file, cut out of an ELF file, or given.
// Covered by tests/btf/btf_test.cpp and split_btf_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

class BtfBytes {
 public:
  explicit BtfBytes(std::string text) : text_(std::move(text)) {}
  BtfBytes(void* map, size_t size) : map_(map), size_(size) {}
  BtfBytes(const BtfBytes&) = delete;
  BtfBytes& operator=(const BtfBytes&) = delete;
  ~BtfBytes();

  // Of an ELF file its section .BTF.
  static Result<std::unique_ptr<BtfBytes>> Read(const std::string& path);

  [[nodiscard]] std::string_view view() const {
    return map_ != nullptr ? std::string_view(static_cast<const char*>(map_), size_)
                           : std::string_view(text_);
  }

 private:
  std::string text_;
  void* map_ = nullptr;
  size_t size_ = 0;
};

}  // namespace sonde
