// Names of the language: looking them up in the tables, and guessing what a misspelt one meant.
// Covered by tests/sema/names_test.cpp and tests/golden/diag/names/*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ast/ast.h"
#include "base/nearest.h"
#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/deleted_names.h"
#include "defs/functions.h"

namespace sonde::sema {

struct BuiltinName {
  BuiltinId id;
  uint64_t argument = 0;  // N of argN
};

std::optional<BuiltinName> FindBuiltin(std::string_view name);
std::optional<FunctionId> FindFunction(std::string_view name);
std::optional<Aggregation> FindAggregation(std::string_view name);

// The row of a name that the language had once; null if it never had it, or has it.
const DeletedNameRow* FindDeletedName(std::string_view name);

// The name in the tables or among `own`, those of the script, that is nearest to `name`; empty when none is
// near. `function`: a call was meant.
Suggestion Suggest(std::string_view name, bool function, const std::vector<std::string>& own = {});

// What a call of a macro that is only an expression stands for; other expressions as they are.
const ast::Expr& Plain(const ast::Expr& expr);

// The builtin that a bare word or a call without arguments names.
std::optional<BuiltinName> BuiltinOf(const ast::Expr& written);

// Whether an expression is args or *args.
bool IsArgs(const ast::Expr& written);
// Whether it is config, or config().
bool IsConfig(const ast::Expr& written);
// Whether a script asks has_cpid somewhere: it knows that there may be no child.
bool AsksForChild(const ast::Program& program);

}  // namespace sonde::sema
