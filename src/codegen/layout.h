// LayoutOf: how a type's bytes lie in keys, values and events, in the bundle's terms.
// Covered by tests/codegen/layout_test.cpp.
#pragma once

#include "bundle/metadata.h"
#include "typed/relocated.h"
#include "types/type.h"

namespace sonde::codegen {

// `relocated`: of the program that has the type.
bundle::Layout LayoutOf(const Type& type, const typed::RelocatedTypes& relocated);

// Bytes of a value in memory: Type::size, or the header plus frames of a stack.
uint32_t SizeOf(const Type& type);

// Values that live in memory and are handled by address; all others are one 64-bit register.
bool InMemory(const Type& type);

// Whether the bytes of a value have holes or tails that must be zero for comparison as a key.
bool HasPadding(const Type& type);

}  // namespace sonde::codegen
