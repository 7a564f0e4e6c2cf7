// What stacks as functions and as words have in common. Covered by tests/golden/typed/functions/*.
#pragma once

#include "defs/builtins.h"
#include "defs/functions.h"

namespace sonde::sema {

// The function that a bare word stands for.
constexpr FunctionId WalkOf(BuiltinId word) {
  if (word == BuiltinId::Kstack) return FunctionId::Kstack;
  return word == BuiltinId::DwUstack ? FunctionId::DwUstack : FunctionId::Ustack;
}

}  // namespace sonde::sema
