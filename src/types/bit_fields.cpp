// Places of bit-fields. Leaves: PlaceBits. Covered by tests/btf/btf_test.cpp and tests/cdecl/layout_test.cpp.
#include "types/bit_fields.h"

namespace sonde {

bool PlaceBits(uint32_t position, uint32_t bits, StructField& field) {
  const uint32_t unit = field.type->size * 8;
  if (unit == 0 || position / unit != (position + bits - 1) / unit) {
    const uint32_t first = position / 8;
    const uint32_t bytes = (position + bits - 1) / 8 - first + 1;
    if (bytes > 8) return false;
    const uint32_t size = bytes <= 1 ? 1 : bytes <= 2 ? 2 : bytes <= 4 ? 4 : 8;
    field.type = IntegerType(size, field.type->is_signed);
    field.byte_offset = first;
    field.bit_offset = position % 8;
  } else {
    field.byte_offset = position / unit * (unit / 8);
    field.bit_offset = position % unit;
  }
  field.bit_size = bits;
  return true;
}

}  // namespace sonde
