// What a probe reads of the registers. Leaves: RegisterUse, FindRegisterUse. Covered by
// tests/plan/substitute_test.cpp and tests/plan/choose_test.cpp.
#pragma once

#include "typed/typed.h"

namespace sonde::typed {

struct RegisterUse {
  uint32_t arguments = 0;  // one more than the highest N of its argN
  bool context = false;    // `ctx`
  bool any = false;        // registers by their names, with `ctx` or without
};

RegisterUse FindRegisterUse(const Probe& probe);

}  // namespace sonde::typed
