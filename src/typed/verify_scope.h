// What the rules of the typed tree's contract share: where a node stands, what is asked of its parts, and the
// problems found. Leaves: Problems, VerifyScope, CheckExpression, IsValue, IsWord. Covered by
// tests/sema/typed_test.cpp and tests/typed/verify_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "typed/typed.h"

namespace sonde::typed {

// Whether values of the type can be held in variables, maps and events.
bool IsValue(const Type& type);
// Whether it is a 64-bit integer, as arithmetic wants.
bool IsWord(const Type& type);

class Problems {
 public:
  void Expect(bool holds, const std::string& what) {
    if (!holds) list_.push_back(what);
  }
  std::vector<std::string> Take() { return std::move(list_); }

 private:
  std::vector<std::string> list_;
};

// A probe and its program. Each check adds to the problems, and says by `what` which part it means.
class VerifyScope {
 public:
  VerifyScope(const Program& program, const Probe& probe, Problems& problems)
      : program_(program), probe_(probe), problems_(problems) {}

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const Probe& probe() const { return probe_; }
  [[nodiscard]] const Type& ValueOf(uint32_t map) const { return *program_.maps[map].value; }
  [[nodiscard]] const Type& TypeOfSlot(uint32_t slot) const { return *probe_.variables[slot].type; }

  void Expect(bool holds, const std::string& what) { problems_.Expect(holds, what); }
  // The part has a value; one of just this type; a Bool; a 64-bit integer.
  void Value(const Expr& part, const std::string& what);
  void Typed(const Expr& part, const Type& type, const std::string& what);
  void Condition(const Expr& part, const std::string& what);
  void Word(const Expr& part, const std::string& what);
  // The map is there, and `key` fits it: null where the map has no keys.
  void Key(uint32_t map, const Expr* key);

 private:
  const Program& program_;
  const Probe& probe_;
  Problems& problems_;
};

// The rule of an expression about itself and the types of its parts; not about what the parts consist of.
void CheckExpression(VerifyScope& scope, const Expr& expr);

}  // namespace sonde::typed
