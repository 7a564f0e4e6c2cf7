// Functions that a program's functions call, or have the kernel call (bpf_loop, bpf_for_each_map_elem):
// bodies of loops, functions of the script.
//
// Such a function has a stack of its own. What it shares with the program lies in the scratch slot:
// variables, the return value, a word that says that a body has returned. A small frame on the program's
// stack carries the pointers that the verifier must not lose sight of. Covered by tests/run/loops.test.
#pragma once

#include <string>

#include "codegen/function.h"

namespace sonde::codegen {

// Lays out variables in scratch memory, fills the frame of the program.
void PrepareLoops(FunctionEmitter& f);
// Has VariableAt and the return value lead into the scratch slot.
void PointVariables(FunctionEmitter& f);
// The frame of pointers, for functions that get it; a piece makes its own when it needs one.
Value* OwnFrame(FunctionEmitter& f);
// At the end of a function: stores the context in its frame, if any function needs it.
void FinishFrame(FunctionEmitter& f);

struct Callback {
  llvm::Function* function;
  bool uses_context;
};
// Emits `body` as a function of `arguments` numbers and a last one, the frame.
Callback EmitCallback(FunctionEmitter& f, const std::string& name, size_t arguments, const LoopBody& body);

// A loop's body. The bodies in a piece are one function, as there may be thousands of them; a word of the
// frame says which one runs.
struct Loop {
  llvm::Function* function;
  uint64_t number;  // 0: the function has this body only
};
Loop MakeLoop(FunctionEmitter& f, const char* name, size_t arguments, LoopBody body);
// Calls a helper that calls the body; the first argument is `what`.
Value* RunLoop(FunctionEmitter& f, Helper helper, Value* what, const Loop& loop);
// The last argument of such a helper.
Value* LoopFlags(FunctionEmitter& f);
// At the end of a piece: emits the bodies of its loops.
void EmitBodies(FunctionEmitter& f);
// Behind the call: leaves the function when the body has returned.
void LeaveAfterLoop(FunctionEmitter& f);

// Leaves the program; `value` (null: none) is what it returns.
void EmitReturn(FunctionEmitter& f, Value* value);

}  // namespace sonde::codegen
