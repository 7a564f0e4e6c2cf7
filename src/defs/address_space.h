// AddressSpace: which memory an address belongs to.
#pragma once

#include <cstdint>

namespace sonde {

// None: unknown, or no address at all.
enum class AddressSpace : uint8_t { None, Kernel, User };

}  // namespace sonde
