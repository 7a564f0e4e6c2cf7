// Encoding of protocol buffers. Leaves: ProtoMessage. Covered by tests/output/pprof_writer_test.cpp.
#include "output/protobuf.h"

#include <bit>

namespace sonde::output {
namespace {

enum WireType : uint8_t { kNumber = 0, kBytes = 2 };

uint64_t Tag(uint32_t field, WireType type) {
  return uint64_t{field} << 3 | type;
}

size_t SizeOf(uint64_t value) {
  return value == 0 ? 1 : (static_cast<size_t>(std::bit_width(value)) + 6) / 7;
}

}  // namespace

// Seven bits a byte, the lowest first; the high bit says that more follow.
void ProtoMessage::Varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    bytes_ += static_cast<char>((value & 0x7f) | 0x80);
  bytes_ += static_cast<char>(value);
}

void ProtoMessage::Number(uint32_t field, uint64_t value) {
  if (value == 0) return;
  Varint(Tag(field, kNumber));
  Varint(value);
}

void ProtoMessage::Bytes(uint32_t field, std::string_view bytes) {
  if (!bytes.empty()) Element(field, bytes);
}

void ProtoMessage::Element(uint32_t field, std::string_view bytes) {
  Varint(Tag(field, kBytes));
  Varint(bytes.size());
  bytes_ += bytes;
}

void ProtoMessage::Packed(uint32_t field, std::span<const uint64_t> values) {
  if (values.empty()) return;
  size_t size = 0;
  for (const uint64_t value : values)
    size += SizeOf(value);
  Varint(Tag(field, kBytes));
  Varint(size);
  for (const uint64_t value : values)
    Varint(value);
}

}  // namespace sonde::output
