// Locks: what the conditions of `if comptime` inspect. While the branch is checked that a condition chose,
// what the condition looked at must not change its type: the reason for the branch would be gone. Covered by
// tests/golden/diag/comptime/*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sema/context.h"

namespace sonde::sema {

class Locks {
 public:
  struct Mark {
    size_t maps = 0;
    size_t variables = 0;
  };

  bool deciding = false;  // such a condition is being checked

  // Locks what a condition looks at; does nothing elsewhere.
  void Inspect(uint32_t map);
  void Inspect(const VariableState* variable);

  // Reports a change of type that would take away the reason for the code that makes it, and returns false.
  // Nothing is to be added to the type then, so what later rounds decide does not depend on it.
  bool Allows(Context& context, uint32_t map, const InferredType& inferred, const TypePtr& type,
              const std::string& name, SourceRange range) const;
  bool Allows(Context& context, const VariableState* variable, const InferredType& inferred,
              const TypePtr& type, const std::string& name, SourceRange range) const;

  [[nodiscard]] Mark Now() const { return {maps_.size(), variables_.size()}; }
  void ReleaseTo(Mark mark);  // everything since

 private:
  bool AllowsChange(Context& context, const InferredType& inferred, const TypePtr& type,
                    const std::string& name, SourceRange range) const;

  std::vector<uint32_t> maps_;
  std::vector<const VariableState*> variables_;
};

}  // namespace sonde::sema
