// Pieces: a probe that is too large for one function is split into several (pieces.cpp says why and how).
// Covered by tests/codegen/pieces_test.cpp and tests/run/large.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Whether it is control structure that is too large for a piece.
bool IsHeavy(FunctionEmitter& f, const typed::Stmt& stmt);
// Emits the statements of a block that weighs more than a piece may.
void EmitPieces(FunctionEmitter& f, const typed::Block& block);
// An if statement with branches or arms that are too large for a piece.
void EmitChain(FunctionEmitter& f, const typed::If& first);
void EmitRepeat(FunctionEmitter& f, const typed::Repeat& stmt);

}  // namespace sonde::codegen
