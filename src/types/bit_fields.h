// PlaceBits: where a bit-field lies, as StructField wants it. Covered by tests/btf/btf_test.cpp,
// tests/cdecl/layout_test.cpp, tests/dwarf/layout_test.cpp.
#pragma once

#include <cstdint>

#include "types/definitions.h"

namespace sonde {

// Fills byte_offset, bit_offset, bit_size and the storage type of `field` for `bits` bits at bit `position`
// of its struct (bits >= 1). The storage is the declared integer type (field.type) if the bits lie within
// one aligned unit of it, else the bytes that hold them; false when those are more than eight.
bool PlaceBits(uint32_t position, uint32_t bits, StructField& field);

}  // namespace sonde
