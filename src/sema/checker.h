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

#include "base/diagnostics.h"
#include "sema/check.h"
#include "sema/fold.h"
#include "sema/state.h"

namespace sonde::sema {

using typed::ExprPtr;
using typed::StmtPtr;

inline constexpr const char* kTypeof = "typeof";

// One expanded attach point with its block.
struct Copy {
  const ast::Probe* probe = nullptr;
  ExpandedProbe target;
  bool placeholder = false;  // no attach point is valid: the block is checked for its own sake
  std::unordered_map<const void*, VariableState> variables;     // by declaring statement
  std::optional<Result<std::vector<ProbeArgument>>> arguments;  // of args, once asked
};

// Whose types and enumerators a name in a script may be.
enum class NameScope : uint8_t { Any, Kernel, Program };

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
  std::optional<bool> returns_value_;    // whether returns in `for` loops have a value, once there is one
  std::vector<SourceRange> expansions_;  // calls of macros whose bodies are being checked, outermost first
  const char* unevaluated_ = nullptr;    // the operator whose operand is being checked
  ScriptFunction* function_ = nullptr;
  std::unordered_map<std::string, Binding> bindings_;
  std::vector<std::vector<std::string>> scopes_;
};

class Checker : private CheckerScope {
 public:
  Checker(const ast::Program& program, HostView& host, const CheckOptions& options,
          const typed::Config& config, Inference& inference, Diagnostics& diags);

  typed::Program Round(std::vector<Copy>& copies);

  // ---- the surroundings
  Diagnostic& Report(DiagId id, SourceRange range, std::vector<std::string> args = {});
  void ReportOnce(DiagId id, SourceRange range, std::vector<std::string> args = {});  // one per program
  ExprPtr ReportAndPoison(DiagId id, SourceRange range, std::vector<std::string> args = {});
  // A construct of the language that this version does not know: `what` with its verb, "`for` loops are".
  ExprPtr NotSupported(SourceRange range, const std::string& what);
  static ExprPtr Poison(SourceRange range);
  static ExprPtr Unresolvable(TypePtr type, SourceRange range);
  [[nodiscard]] const CheckOptions& options() const { return options_; }
  [[nodiscard]] const typed::Config& config() const { return config_; }
  [[nodiscard]] const ExpandedProbe& target() const { return copy_->target; }
  [[nodiscard]] const ProbeTypeRow& probe_type() const { return RowOf(target().spec.kind); }
  [[nodiscard]] bool placeholder() const { return copy_->placeholder; }
  [[nodiscard]] bool in_loop() const { return loop_depth_ > 0; }
  Inference& inference() { return inference_; }
  // What filled each diagnostic reported so far.
  [[nodiscard]] const std::vector<std::vector<std::string>>& reported_args() const { return reported_args_; }
  HostView& host() { return host_; }
  // Where pointers and integers of unknown origin point in this probe (language.md 3.7).
  [[nodiscard]] AddressSpace DefaultSpace() const;

  // ---- expressions.cpp
  ExprPtr CheckExpr(const ast::Expr& expr);
  // CheckExpr for a place that takes a value: aggregations become integers where that is possible, void
  // and types that cannot be copied are errors.
  ExprPtr CheckValue(const ast::Expr& expr);
  ExprPtr AsValue(ExprPtr expr);
  ExprPtr AsInteger(ExprPtr expr);  // reads a castable aggregation; leaves others alone
  ExprPtr CheckTuple(SourceRange range, const ast::ExprList& elements);
  ExprPtr CheckRecord(const ast::Record& node);
  ExprPtr MakeTuple(SourceRange range, std::vector<ExprPtr> elements, std::vector<std::string> names = {});
  static ExprPtr MakeInteger(SourceRange range, Number value);
  static ExprPtr MakeFact(SourceRange range, uint64_t value, typed::KernelFact fact);
  static ExprPtr MakeBool(SourceRange range, bool value);
  static ExprPtr MakeString(SourceRange range, std::string text);
  std::string PositionalText(uint64_t index) const;  // empty if missing

  // ---- operators.cpp
  ExprPtr CheckUnary(const ast::Unary& node);
  ExprPtr CheckBinary(const ast::Binary& node);
  ExprPtr MakeBinary(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);

  // ---- convert.cpp
  // `expr` in type `to`: a literal takes the type, others get a Convert node. Warns of lossy conversions.
  ExprPtr Convert(ExprPtr expr, const TypePtr& to, bool warn = true);
  ExprPtr Reinterpret(ExprPtr expr, const TypePtr& to);  // without a check
  ExprPtr ToCondition(ExprPtr expr);
  ExprPtr ToWord(ExprPtr expr);  // a 64-bit integer of the same sign
  ExprPtr CheckCast(const ast::Cast& node);
  ExprPtr MakeTernary(SourceRange range, ExprPtr condition, ExprPtr then, ExprPtr otherwise);
  TypePtr Common(SourceRange range, const ExprPtr& a, const ExprPtr& b);

  // ---- composites.cpp
  TypePtr WithMembers(const TypePtr& type);
  ExprPtr AsReference(ExprPtr value);
  static ExprPtr ResolveReference(ExprPtr value);
  ExprPtr WithNul(ExprPtr text, uint64_t other);

  // ---- type_names.cpp
  TypePtr ResolveType(const ast::TypeName& name, bool operand = false);  // `operand`: of sizeof and the like
  ExprPtr CheckTypeQuery(const ast::TypeQuery& node);

  // ---- fields.cpp
  ExprPtr CheckField(const ast::FieldAccess& node);
  ExprPtr CheckTupleAccess(const ast::TupleAccess& node);
  ExprPtr CheckIndex(const ast::IndexAccess& node);
  ExprPtr CheckDereference(const ast::Unary& node);
  ExprPtr CheckAddressOf(const ast::Unary& node);
  void WarnWithoutSpace(AddressSpace space, SourceRange range);
  static ExprPtr Decayed(ExprPtr expr);

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
  ExprPtr UnknownMap(const std::string& name, SourceRange range);
  MapState& MapAt(uint32_t map) { return inference_.maps[map]; }

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
  // Asks the gate of an unstable feature (language.md 8.5): `setting` is the value of the config key `key`.
  bool MayUse(const char* feature, const char* key, std::string_view setting, SourceRange range);
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
  void NoteExpansions(Diagnostic& diagnostic) const;
  typed::MapInfo DescribeMap(const MapState& state);

  // ---- expressions.cpp
  ExprPtr CheckPositional(const ast::PositionalParam& node);
  ExprPtr CheckTernary(const ast::Ternary& node);
  ExprPtr CheckElvis(const ast::Ternary& node);

  // ---- operators.cpp
  ExprPtr FoldLiterals(SourceRange range, BinaryOp op, const typed::Expr& left, const typed::Expr& right);
  ExprPtr FoldStrings(SourceRange range, BinaryOp op, const typed::Expr& left, const typed::Expr& right);
  ExprPtr MakeArithmetic(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);
  ExprPtr MakePointerArithmetic(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);
  ExprPtr MakeComparison(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);
  ExprPtr MakeUnary(SourceRange range, UnaryOp op, ExprPtr operand);
  ExprPtr MakeUnfolded(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);
  static ExprPtr MakeLive(ExprPtr literal, ExprPtr live);
  ExprPtr MakeLogical(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);
  ExprPtr BadOperands(SourceRange range, BinaryOp op, const typed::Expr& left, const typed::Expr& right);
  ExprPtr Join(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right, TypePtr type);
  AddressSpace JoinSpaces(SourceRange range, const Type& left, const Type& right);

  // ---- convert.cpp
  ExprPtr ConvertTuple(ExprPtr expr, const TypePtr& to, bool warn);
  ExprPtr ConvertLiteral(ExprPtr expr, const TypePtr& to);
  // `combines`: the operand is an aggregation, read by the cast.
  ExprPtr CastTo(SourceRange range, ExprPtr operand, const TypePtr& to, bool combines);

  // ---- composites.cpp
  ExprPtr CastArray(SourceRange range, ExprPtr operand, TypePtr to);
  // The address of a text or array, as a pointer of type `to`; `site` tells this place from others.
  ExprPtr CastToAddress(SourceRange range, ExprPtr operand, const TypePtr& to, const void* site);

  // ---- operators.cpp
  ExprPtr CompareArrays(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);

  // ---- type_sources.cpp
  std::vector<Definitions*> TypeSources(NameScope scope);
  DebugInfo* ProgramTypes();
  TypePtr LookUpType(std::string_view keyword, std::string_view written, SourceRange range);
  TypePtr TypeOf(Definitions& source, const std::string& name);
  TypePtr KernelType(const std::string& name);
  const std::optional<Enumerator>& EnumeratorOf(Definitions& source, const std::string& name);
  ExprPtr FindEnumerator(const ast::Identifier& node);
  void WarnOfOther(const std::string& keyword, const std::string& name, SourceRange range);
  void HintAtSources(std::string_view written, Diagnostic& diagnostic);

  // ---- type_names.cpp
  ExprPtr ReportUnknownStruct(const Type& type, SourceRange range);
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
  StackMode DefaultStackMode() const;
  ExprPtr UnknownName(DiagId id, const std::string& name, SourceRange range, bool function);
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
  Binding& Declare(const std::string& name, SourceRange range, const void* declaration);
  StmtPtr Store(Binding& binding, const std::string& name, SourceRange range, ExprPtr value,
                SourceRange name_range);
  bool AddVariableType(Binding& binding, const std::string& name, SourceRange range, const TypePtr& type);
  TypePtr TypeOf(const Binding& binding);
  void EndScope();

  // ---- script_functions.cpp
  const ast::Function* FindScriptFunction(const std::string& name) const;
  TypePtr SignatureType(const ast::TypeOrExpr& written, SourceRange range, bool may_be_void);
  Binding BindFixed(const std::string& name, SourceRange range, const void* declaration, const TypePtr& type);
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

  const ast::Program& program_;
  HostView& host_;
  const CheckOptions& options_;
  const typed::Config& config_;
  Inference& inference_;
  Diagnostics& diags_;
  typed::Program out_;

  // Of the probe being checked.
  Copy* copy_ = nullptr;
  typed::Probe* probe_ = nullptr;
  std::unordered_map<const ast::Function*, ScriptFunction> called_;

  std::unordered_map<uint32_t, std::vector<uint32_t>> events_at_;  // by source position
  std::unordered_set<const ast::Function*> functions_seen_;
  std::vector<DiagId> reported_once_;
  std::unordered_set<std::string> warned_of_other_;  // names that program and kernel have differently

  // What the compile-time conditions inspect under which the current code stands.
  std::vector<uint32_t> locked_maps_;
  std::vector<const VariableState*> locked_variables_;
  bool deciding_ = false;  // such a condition is being checked
  std::vector<std::vector<std::string>> reported_args_;
};

inline bool Unresolved(const ExprPtr& expr) {
  return Unresolved(expr->type);
}
inline bool IsLiteralInteger(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && IsInteger(*expr.type);
}
inline bool IsLiteralBool(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && expr.type->kind == TypeKind::Bool;
}
inline bool IsLiteralString(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::String;
}
// A literal that may have another value on the kernel that runs the program.
inline bool IsLive(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && typed::As<typed::Integer>(expr).is_live();
}
// Says why, when one of two types that an operation refuses is a floating-point number.
void ExplainFloat(Diagnostic& diagnostic, const Type& type, const Type& other);
bool IsConstant(const typed::Expr& expr);  // a literal, or a tuple of literals
// Where the pointers in a struct or array lead, and those reached through a pointer.
AddressSpace SpaceBehind(const typed::Expr& expr);
// Whether the bytes lie in traced memory or in the context, where they can be read later.
bool InTracedMemory(const typed::Expr& expr);
Number NumberOf(const typed::Expr& literal);
const std::string& TextOf(const typed::Expr& literal);
// Whether a text counts as true: it is not empty, up to its NUL.
inline bool HasText(const std::string& text) {
  return !text.empty() && text[0] != '\0';
}

}  // namespace sonde::sema
