// Scope: where in a body the elaboration is. A value: a function of the script has one of its own, and the
// caller's comes back after it. Covered by tests/golden/typed/variables/* and tests/golden/diag/statements/*.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sema/state.h"
#include "typed/typed.h"

namespace sonde::sema {

// A scratch variable that is visible.
struct Binding {
  uint32_t slot = 0;
  VariableState* state = nullptr;
  SourceRange declared_at;
  bool declared = false;  // by let without a value
  bool assigned = false;
  bool warned = false;
};

// A function of the script, as the current probe calls it.
struct ScriptFunction {
  const ast::Function* function = nullptr;
  TypePtr result;
  int32_t result_slot = -1;
  Binding result_binding;
  uint32_t index = 0;  // in Probe::functions
  std::vector<Binding> params;
  bool in_progress = false;
};

struct Scope {
  typed::Block* block = nullptr;  // takes the statements
  uint64_t unrolled = 1;          // copies that unrolls around this place make of it
  bool left = false;              // the current block has been left by a jump
  bool unreachable_reported = false;
  uint32_t loop_depth = 0;
  uint32_t for_depth = 0;
  std::optional<bool> returns_value;  // whether returns in `for` loops have a value, once there is one
  const char* unevaluated = nullptr;  // the operator whose operand is being checked
  ScriptFunction* function = nullptr;
  std::unordered_map<std::string, Binding> bindings;
  std::vector<std::vector<std::string>> scopes;  // the names of each block around this place, outermost first

  [[nodiscard]] bool in_loop() const { return loop_depth > 0; }

  // Null when no such variable is visible.
  Binding* Find(const std::string& name) {
    const auto it = bindings.find(name);
    return it == bindings.end() ? nullptr : &it->second;
  }
};

}  // namespace sonde::sema
