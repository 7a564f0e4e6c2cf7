// Checker: one round over the program. It walks the tree of every expanded probe and builds the typed tree,
// reading and widening what Inference knows. check.cpp repeats rounds until nothing widens; the tree and the
// diagnostics of the last round are the result.
//
// An expression that was reported has ErrorType; one that waits for inference has UnknownType. Whatever
// contains one of them has such a type too and is not checked further: Unresolved(). No Check function
// returns null. The member functions are spread over files by construct family. Covered by
// tests/golden/typed/* and diag/*.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sema/composites.h"
#include "sema/context.h"
#include "sema/convert.h"
#include "sema/literals.h"
#include "sema/operators.h"
#include "sema/type_sources.h"
#include "sema/unknown.h"

namespace sonde::sema {

inline constexpr const char* kTypeof = "typeof";

// What a call is: a value, or a statement without one.
struct CallResult {
  ExprPtr value;
  StmtPtr statement;
};

// A scratch variable in scope.
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

// Where in a body the checker is; a function's body has one of its own.
struct CheckerScope {
  typed::Block* block_ = nullptr;
  uint64_t unrolled_ = 1;  // copies that unrolls around this place make of it
  bool left_ = false;      // the current block has been left by a jump
  bool unreachable_reported_ = false;
  uint32_t loop_depth_ = 0;
  uint32_t for_depth_ = 0;
  std::optional<bool> returns_value_;  // whether returns in `for` loops have a value, once there is one
  const char* unevaluated_ = nullptr;  // the operator whose operand is being checked
  ScriptFunction* function_ = nullptr;
  std::unordered_map<std::string, Binding> bindings_;
  std::vector<std::vector<std::string>> scopes_;
};

class Checker : private CheckerScope {
 public:
  explicit Checker(Context& shared) : context(shared), sources(shared) {}

  Context& context;
  TypeSources sources;

  typed::Program Round(std::vector<Copy>& copies);
  [[nodiscard]] bool in_loop() const { return loop_depth_ > 0; }

  // ---- expressions.cpp
  ExprPtr CheckExpr(const ast::Expr& expr);
  // CheckExpr for a place that takes a value: aggregations become integers where that is possible, void
  // and types that cannot be copied are errors.
  ExprPtr CheckValue(const ast::Expr& expr);
  ExprPtr CheckTuple(SourceRange range, const ast::ExprList& elements);
  ExprPtr CheckRecord(const ast::Record& node);
  ExprPtr CheckUnary(const ast::Unary& node);
  ExprPtr CheckBinary(const ast::Binary& node);

  // ---- casts.cpp
  ExprPtr CheckCast(const ast::Cast& node);

  // ---- type_names.cpp
  TypePtr ResolveType(const ast::TypeName& name, bool operand = false);  // `operand`: of sizeof and the like
  ExprPtr CheckTypeQuery(const ast::TypeQuery& node);

  // ---- fields.cpp
  ExprPtr CheckField(const ast::FieldAccess& node);
  ExprPtr CheckTupleAccess(const ast::TupleAccess& node);
  ExprPtr CheckIndex(const ast::IndexAccess& node);
  ExprPtr CheckDereference(const ast::Unary& node);
  ExprPtr CheckAddressOf(const ast::Unary& node);

  // ---- builtins.cpp
  ExprPtr CheckIdentifier(const ast::Identifier& node);
  ExprPtr CheckBuiltin(BuiltinId id, uint64_t argument, SourceRange range);
  bool IsArgs(const ast::Expr& written) const;
  ExprPtr CheckArgument(const ast::Name& field, SourceRange range);  // args.NAME

  // ---- maps.cpp
  ExprPtr CheckMap(const ast::Map& node);
  // The map that a call names as a whole; nullptr after an error. `function` is for messages.
  const ast::Map* WholeMap(const ast::Expr& expr, std::string_view function, uint32_t& map);
  bool UseShape(uint32_t map, Shape shape, SourceRange range);
  // The key of an access in the map's key type; null for a scalar access.
  ExprPtr CheckKey(uint32_t map, const ast::Map& node);
  ExprPtr CheckKey(uint32_t map, ExprPtr key);
  ExprPtr KeyOf(const ast::ExprList& keys, SourceRange range);
  StmtPtr AssignMap(const ast::Assign& node);
  StmtPtr AssignCompoundMap(const ast::Assign& node);
  ExprPtr CheckMapIncrement(const ast::Unary& node);
  bool AddValue(uint32_t map, const TypePtr& type, SourceRange range);

  // ---- variables.cpp
  ExprPtr CheckVariable(const ast::Variable& node);
  ExprPtr CheckVariableIncrement(const ast::Unary& node);
  StmtPtr AssignVariable(const ast::Assign& node);
  StmtPtr CheckLet(const ast::Let& node);
  // find(@m, key, $variable)
  ExprPtr CheckFindInto(SourceRange range, uint32_t map, ExprPtr key, const ast::Variable& target);

  // ---- statements.cpp
  // `last`, if given, takes the block's value in the block's stead.
  typed::Block CheckBlock(const ast::Block& block, bool want_value,
                          const std::function<void(const ast::Expr&)>& last = {});
  void CheckStatement(const ast::Stmt& stmt);
  void CheckExprStatement(const ast::Expr& expr);
  ExprPtr CheckIfValue(const ast::If& node);
  ExprPtr CheckBlockValue(const ast::BlockExpr& node);
  typed::Block CheckBlockOf(const ast::BlockExpr& node, bool want_value);

  // ---- imported.cpp
  std::optional<CallResult> CheckImportedCall(const ast::Call& node);
  ExprPtr CheckImportedArgument(const ast::Expr& written, const CType& type, const std::string& name);
  ExprPtr CheckMapAddress(const ast::Unary& node);

  // ---- comptime.cpp
  ExprPtr CheckComptime(const ast::Comptime& node);
  // The type of an operand that is not evaluated; `what` asks. ErrorType after an error.
  TypePtr OperandType(const ast::TypeOrExpr& operand, const char* what);
  TypePtr ArgumentType(const ast::Expr& argument, const char* what);  // typeof(...) or an expression
  bool MayAssignMap(SourceRange range);

  // ---- functions/calls.cpp
  CallResult CheckCall(const ast::Call& node);
  uint32_t AddEvent(typed::EventInfo event);

  // ---- functions/params.cpp
  std::optional<uint32_t> AddParameter(typed::ParameterInfo parameter);

 private:
  void CheckProbe(Copy& copy);
  typed::MapInfo DescribeMap(const MapState& state);

  // ---- expressions.cpp
  ExprPtr CheckPositional(const ast::PositionalParam& node);
  ExprPtr CheckTernary(const ast::Ternary& node);
  ExprPtr CheckElvis(const ast::Ternary& node);

  // ---- casts.cpp
  // The address of a text or array, as a pointer of type `to`; `site` tells this place from others.
  ExprPtr CastToAddress(SourceRange range, ExprPtr operand, const TypePtr& to, ast::DeclarationId site);

  // ---- type_names.cpp
  TypePtr FindNamedType(const ast::TypeName& name, bool operand);

  // ---- fields.cpp
  ExprPtr Behind(ExprPtr pointer);
  ExprPtr MakeField(SourceRange range, ExprPtr base, const ast::Name& field);
  ExprPtr MakeIndex(SourceRange range, ExprPtr base, ExprPtr index);
  ExprPtr RecordElement(SourceRange range, ExprPtr base, const ast::Name& field);
  ExprPtr LiteralIndex(SourceRange range, ExprPtr& base, Number index);
  bool CheckBounds(const Type& base, const typed::Expr& index, bool open);

  // ---- builtins.cpp
  bool Available(BuiltinId id, uint64_t argument, SourceRange range);
  TypePtr BuiltinType(BuiltinId id);
  ExprPtr CheckRegisterArgument(uint64_t number, SourceRange range);
  ExprPtr CheckCurtask(SourceRange range);
  StackFormat DefaultStackFormat() const;
  const std::vector<ProbeArgument>* Arguments(SourceRange range);
  ExprPtr MakeArgument(const ProbeArgument& argument, SourceRange name, SourceRange range);
  ExprPtr CheckWholeArguments(SourceRange range);

  // ---- maps.cpp
  StmtPtr AssignAggregate(const ast::Assign& node, const ast::Expr& value, ExprPtr key, uint32_t map);
  StmtPtr AssignBlockAggregate(const ast::Assign& node, const ast::BlockExpr& block, ExprPtr key,
                               uint32_t map);
  StmtPtr AssignMapValue(const ast::Assign& node, const ast::Map& target, uint32_t map);
  ExprPtr ReadableValue(uint32_t map, const ast::Expr& value, ExprPtr expr);

  // ---- variables.cpp
  Binding* Find(const std::string& name);
  ExprPtr UnknownVariable(const std::string& name, SourceRange range);
  TypePtr DeclaredType(const ast::TypeName& written, const ExprPtr& value);
  Binding& Declare(const std::string& name, SourceRange range, ast::DeclarationId declaration);
  StmtPtr Store(Binding& binding, const std::string& name, SourceRange range, ExprPtr value,
                SourceRange name_range);
  bool AddVariableType(Binding& binding, const std::string& name, SourceRange range, const TypePtr& type);
  TypePtr TypeOf(const Binding& binding);
  void EndScope();

  // ---- script_functions.cpp
  const ast::Function* FindScriptFunction(const std::string& name) const;
  TypePtr SignatureType(const ast::TypeOrExpr& written, SourceRange range, bool may_be_void);
  Binding BindFixed(const std::string& name, SourceRange range, ast::DeclarationId declaration,
                    const TypePtr& type);
  ScriptFunction& Instantiate(const ast::Function& function);
  std::optional<CallResult> CheckUserCall(const ast::Call& node);
  void CheckFunctionReturn(const ast::Jump& node);
  void CheckUnusedFunctions();

  // ---- comptime.cpp
  std::optional<bool> Decide(const ast::Comptime& node);
  bool MayWiden(bool locked, const Slot& slot, const TypePtr& type, const std::string& name,
                SourceRange range);
  bool IsLocked(uint32_t map) const;
  bool IsLocked(const VariableState* variable) const;
  void Inspect(uint32_t map);
  void Inspect(const VariableState* variable);
  void CheckChosenStatement(const ast::If& node);
  ExprPtr CheckChosenValue(const ast::If& node);
  ExprPtr ValueOfBranch(const ast::If& node, bool then);
  ExprPtr CheckOffsetof(const ast::TypeQuery& node);
  bool MayUseTypeinfo(SourceRange range);
  ExprPtr CheckTypeinfo(const ast::TypeQuery& node);
  ExprPtr CheckTypeinfoField(const ast::TypeQuery& query, const ast::Name& field, SourceRange range);
  TypePtr ExpressionType(const ast::Expr& expr, const char* what);

  // ---- statements.cpp
  ExprPtr BlockValue(typed::Block block, SourceRange range);
  void Append(StmtPtr stmt);
  bool WarnUnreachable(SourceRange range);
  void CheckIfStatement(const ast::If& node);
  void CheckTernaryStatement(const ast::Ternary& node);
  void CheckWhile(const ast::While& node);
  void CheckUnroll(const ast::Unroll& node);
  void CheckJump(const ast::Jump& node);

  // ---- loops.cpp
  void CheckFor(const ast::For& node);
  StmtPtr CheckForRange(const ast::For& node);
  StmtPtr CheckForMap(const ast::For& node);
  uint32_t CheckLoopBody(const ast::For& node, const TypePtr& type, typed::Block& body);

  // ---- statements.cpp
  void CheckAssign(const ast::Assign& node);
  void AppendValue(const ast::Expr& expr, ExprPtr value);
  void AppendOtherwise(const ast::Expr& expr, typed::Block& into);

  typed::Program out_;

  // Of the probe being checked.
  typed::Probe* probe_ = nullptr;
  std::unordered_map<const ast::Function*, ScriptFunction> called_;

  std::unordered_map<uint32_t, std::vector<uint32_t>> events_at_;  // by source position
  std::unordered_set<const ast::Function*> functions_seen_;

  // What the compile-time conditions inspect under which the current code stands.
  std::vector<uint32_t> locked_maps_;
  std::vector<const VariableState*> locked_variables_;
  bool deciding_ = false;  // such a condition is being checked
};

}  // namespace sonde::sema
