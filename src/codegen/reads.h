// Reading traced memory (reads.cpp). Covered by tests/run/values.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// What lies behind the NUL of a string: cleared, so that equal strings are equal bytes, or left as it is
// where nobody looks at it, in an event.
enum class Tail : uint8_t { Clear, Keep };

// Reads `bytes` at `address` (i64) into `to`; a failed read gives zeroes and is counted.
void ReadMemory(FunctionEmitter& f, Value* to, uint32_t bytes, Value* address, AddressSpace space,
                SourceRange range);
// The same of `length` (i32) bytes.
void ReadBytes(FunctionEmitter& f, Value* to, Value* length, Value* address, AddressSpace space,
               SourceRange range);
// ReadMemory of a value of `type`.
void ReadValue(FunctionEmitter& f, Value* to, const Type& type, Value* address, AddressSpace space,
               SourceRange range, Tail tail);
void CountFailedRead(FunctionEmitter& f, AddressSpace space, SourceRange range);

// Clears what follows the NUL in `bytes` of text.
void ClearTail(FunctionEmitter& f, Value* text, uint32_t bytes);

}  // namespace sonde::codegen
