// Elaborator: one round over the program. It walks the tree of every expanded probe and builds the typed
// tree, reading and widening what Inference knows. check.cpp repeats rounds until nothing widens; the tree
// and the diagnostics of the last round are the result.
//
// Its functions are the entry points through which the families of constructs reach one another; each is
// defined in the file of its family, whose other functions are its own. families.h has what the dispatch by
// node kind calls. What makes typed nodes without looking at a body takes a Context only (literals.h,
// convert.h, operators.h, composites.h, unknown.h).
//
// An expression that was reported has ErrorType; one that waits for inference has UnknownType. Whatever
// contains one of them has such a type too and is not checked further: Unresolved(). No function that gives
// an expression returns null, unless it says so. Covered by tests/golden/typed/* and diag/*.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sema/composites.h"
#include "sema/context.h"
#include "sema/convert.h"
#include "sema/literals.h"
#include "sema/locks.h"
#include "sema/operators.h"
#include "sema/scope.h"
#include "sema/type_sources.h"
#include "sema/unknown.h"

namespace sonde::sema {

inline constexpr const char* kTypeof = "typeof";

// What a call is: a value, or a statement without one.
struct CallResult {
  ExprPtr value;
  StmtPtr statement;
};

class Elaborator {
 public:
  explicit Elaborator(Context& shared) : context(shared), sources(shared) {}

  Context& context;
  TypeSources sources;
  Scope scope;
  Locks locks;
  typed::Program out;

  // Of the probe being elaborated.
  typed::Probe* probe = nullptr;
  std::unordered_map<ast::DeclarationId, ScriptFunction> called;

  std::unordered_set<ast::DeclarationId> functions_seen;
  std::unordered_map<uint32_t, std::vector<uint32_t>> events_at;  // by source position

  // The whole program. The probes, the functions that nothing calls, and what became of the maps.
  typed::Program Round(std::vector<ProbeInstance>& instances);
  void Probe(ProbeInstance& instance);  // one of them, added to `out`

  // ---- expressions.cpp
  ExprPtr Expression(const ast::Expr& expr);
  // Expression for a place that takes a value: aggregations become integers where that is possible, void
  // and types that cannot be copied are errors.
  ExprPtr Value(const ast::Expr& expr);

  // ---- builtins.cpp
  // `argument`: N of argN.
  ExprPtr Builtin(BuiltinId id, uint64_t argument, SourceRange range);

  // ---- functions/calls.cpp
  CallResult Call(const ast::Call& node);

  // ---- statements.cpp
  // `last`, if given, takes the block's value in the block's stead.
  typed::Block Block(const ast::Block& block, bool want_value,
                     const std::function<void(const ast::Expr&)>& last = {});
  void ExpressionStatement(const ast::Expr& expr);
  void Append(StmtPtr stmt);  // to the current block; null is dropped
  // A block as the value at its end.
  ExprPtr BlockValue(typed::Block block, SourceRange range);

  // ---- maps.cpp
  // The map that a call names as a whole; nullptr after an error. `function` is for messages.
  const ast::Map* WholeMap(const ast::Expr& expr, std::string_view function, uint32_t& map);
  bool UseShape(uint32_t map, Shape shape, SourceRange range);
  // The key of an access in the map's key type; null for a scalar access.
  ExprPtr Key(uint32_t map, const ast::Map& node);
  ExprPtr Key(uint32_t map, ExprPtr key);

  // ---- variables.cpp
  // `declaration` identifies the variable from round to round.
  Binding& Declare(const std::string& name, SourceRange range, ast::DeclarationId declaration);
  // Adds the value's type to the variable's. The statement's value is null after an error.
  StmtPtr Store(Binding& binding, const std::string& name, SourceRange range, ExprPtr value,
                SourceRange name_range);
  bool AddVariableType(Binding& binding, const std::string& name, SourceRange range, const TypePtr& type);
  TypePtr VariableType(const Binding& binding);
  // find(@m, key, $variable)
  ExprPtr FindInto(SourceRange range, uint32_t map, ExprPtr key, const ast::Variable& target);
  void EndScope();  // of the names of one block

  // ---- type_names.cpp, comptime.cpp
  // Null after an error. `operand`: of sizeof and the like.
  TypePtr ResolveType(const ast::TypeName& name, bool operand = false);
  // The type of an operand that is not evaluated; `what` asks. ErrorType after an error.
  TypePtr OperandType(const ast::TypeOrExpr& operand, const char* what);
  TypePtr ExpressionType(const ast::Expr& expr, const char* what);
};

}  // namespace sonde::sema
