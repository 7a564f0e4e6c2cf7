// Functions of the language: Lower<Id> makes code of a call, one for each row of functions.def whose calls
// become code; one that is missing does not link. They are in the files of their families (bytes, strings,
// builtins, map_access). Covered by the run tests of functions.
#pragma once

#include "codegen/function.h"
#include "codegen/reads.h"
#include "typed/expressions.h"

namespace sonde::codegen {

#define SONDE_LOWERS_Word(id) Value* Lower##id(FunctionEmitter& f, const typed::Apply& node);
#define SONDE_LOWERS_Memory(id) \
  void Lower##id(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail tail);
#define SONDE_LOWERS_Either(id) SONDE_LOWERS_Word(id) SONDE_LOWERS_Memory(id)
#define SONDE_LOWERS_Event(id)
#define SONDE_LOWERS_Constant(id)
#define SONDE_LOWERS_Node(id)
#define SONDE_LOWERS_Script(id)
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) SONDE_LOWERS_##code(id)
#include "defs/functions.def"
#undef SONDE_LOWERS_Word
#undef SONDE_LOWERS_Memory
#undef SONDE_LOWERS_Either
#undef SONDE_LOWERS_Event
#undef SONDE_LOWERS_Constant
#undef SONDE_LOWERS_Node
#undef SONDE_LOWERS_Script

}  // namespace sonde::codegen
