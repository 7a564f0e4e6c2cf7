// TypeSources: where type names and enumerators of a script come from. In a probe of a user program: the
// script's C text, the program's debug information, the kernel; in all others: C text, the kernel's module
// that the probe names, the kernel. `struct kernel::x` and `struct program::x` name one of them.
// Covered by tests/run/type-sources.test and tests/golden/diag/names/*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "sema/context.h"

namespace sonde::sema {

class TypeSources {
 public:
  explicit TypeSources(Context& context) : context_(context) {}

  // Null when no source has it. `keyword`: "struct " and the like, or empty; `written` may name its scope.
  TypePtr LookUpType(std::string_view keyword, std::string_view written, SourceRange range);
  // The kernel's own, whatever the probe is in; null if it has none.
  TypePtr KernelType(const std::string& name);
  // Null when `source` has none.
  TypePtr TypeOf(Definitions& source, const std::string& name);
  // Null when no source has it. An enumerator is an unsigned word of its enumeration.
  ExprPtr FindEnumerator(const ast::Identifier& node);
  // For a name that no source has: which source would have had to.
  void HintAtSources(std::string_view written, Diagnostic& diagnostic);

 private:
  // Whose types and enumerators a name in a script may be.
  enum class NameScope : uint8_t { Any, Kernel, Program };
  struct ScopedName {
    NameScope scope = NameScope::Any;
    std::string name;
  };

  static ScopedName SplitScope(std::string_view written);
  std::vector<Definitions*> In(NameScope scope);
  DebugInfo* ProgramTypes();
  const std::optional<Enumerator>& EnumeratorOf(Definitions& source, const std::string& name);
  void WarnOfOther(const std::string& keyword, const std::string& name, SourceRange range);

  Context& context_;
  std::unordered_set<std::string> warned_of_;  // names that program and kernel have differently
};

}  // namespace sonde::sema
