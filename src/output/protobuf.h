// Protocol buffers as they lie in a file: numbered fields, each a number or bytes
// (https://protobuf.dev/programming-guides/encoding/). Covered by tests/output/pprof_writer_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sonde::output {

// One message. Fields that are 0 or empty are left out, as their readers take them so.
class ProtoMessage {
 public:
  // Also for int64 and bool.
  void Number(uint32_t field, uint64_t value);
  void Bytes(uint32_t field, std::string_view bytes);
  // Also when it is empty: a member of a list.
  void Element(uint32_t field, std::string_view bytes);
  void Message(uint32_t field, const ProtoMessage& message) { Element(field, message.bytes_); }
  // A list of numbers in one field.
  void Packed(uint32_t field, std::span<const uint64_t> values);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }

 private:
  void Varint(uint64_t value);

  std::string bytes_;
};

}  // namespace sonde::output
