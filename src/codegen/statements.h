// Statements: the entry points, and a function for each kind of node in the file of its family. Covered by
// the run tests of statements.
#pragma once

#include "codegen/function.h"
#include "typed/statements.h"

namespace sonde::codegen {

void EmitBlock(FunctionEmitter& f, const typed::Block& block);
// One statement with temporaries of its own.
void EmitOne(FunctionEmitter& f, const typed::Stmt& stmt);

#define STMT(name, role, weight) void EmitStmt(FunctionEmitter& f, const typed::name& stmt);
#include "typed/nodes.def"

}  // namespace sonde::codegen
