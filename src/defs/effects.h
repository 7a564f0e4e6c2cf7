// What executing an expression may do: columns of typed/nodes.def and functions.def, which explain them.
#pragma once

#include <cstdint>

namespace sonde {

enum class Effect : uint8_t { None, Calls, Changes };  // in rising order
enum class Fault : uint8_t { Safe, Fails };

}  // namespace sonde
