// Places in traced memory: fields, elements, what pointers lead to (fields.cpp, kernel_fields.cpp). Covered
// by tests/run/kernel-types.test and tests/run/access.test.
#pragma once

#include "codegen/function.h"
#include "codegen/reads.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// How the addresses that lead to a place are made: as pointers whose type the verifier knows, which needs no
// helper to load, or as plain numbers, with which it allows arithmetic.
enum class Bases : uint8_t { Known, Plain };

// The address, as an integer, of a variable or of what lies in traced memory or in the context.
Value* AddressOf(FunctionEmitter& f, const typed::Expr& expr);

// ---- between the two files
// The address, as a pointer, of the struct whose field is read.
Value* EmitBase(FunctionEmitter& f, const typed::Expr& expr, Bases bases);
// The address of a field of a kernel struct or of an element of an array in one.
Value* KernelFieldAddress(FunctionEmitter& f, const typed::Field& node, Bases bases);
Value* KernelElementAddress(FunctionEmitter& f, const typed::Index& node);
// `as_base`: only fields behind the value will be read.
Value* EmitKernelField(FunctionEmitter& f, const typed::Field& node, bool as_base, Bases bases);
void EmitKernelFieldInto(FunctionEmitter& f, const typed::Field& node, Value* to, Tail tail);

}  // namespace sonde::codegen
