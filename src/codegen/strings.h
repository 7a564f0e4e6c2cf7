// Strings and bytes (strings.cpp, bytes.cpp, equality.cpp). A string in memory is zero after its NUL, so that
// equal strings are equal bytes. Covered by the run tests of strings.
#pragma once

#include "codegen/function.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// The most bytes a read may take, as a register (i32) whose bound the verifier can see. A length beyond the
// capacity is counted as a cut at `cut`, if given.
Value* BoundedLength(FunctionEmitter& f, const typed::Expr& length, uint32_t capacity,
                     const SourceRange* cut = nullptr);
// Characters of a text in memory before its NUL, or all of them.
Value* TextLength(FunctionEmitter& f, Value* text, uint32_t capacity);
// Equality of two values in memory, i1: of `bytes`; of the operands of == and !=.
Value* EqualBytes(FunctionEmitter& f, Value* left, Value* right, uint32_t bytes);
Value* EmitMemoryEquality(FunctionEmitter& f, const typed::Binary& node);

// The highest bit of each byte of a word that is zero; above the lowest one it may also be set of others.
Value* ZeroBytes(FunctionEmitter& f, Value* word);

}  // namespace sonde::codegen
