// What the dispatch by kind of node calls: one function for every row of ast_nodes.def, and those parts of a
// node that belong to another family than the node (an increment of a map, a branch that `comptime` chooses).
// Included by the files of families; whatever else they need of one another is an entry point of Elaborator.
// A row without a function does not link. Covered by tests/golden/typed/* and tests/golden/diag/*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// Whether the probe has an argument `name`, which is then suggested in the place of `range`.
bool SuggestArgument(Elaborator& elaborator, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range);

// args[1]: reported, with the name of that argument.
ExprPtr CheckNumberedArgument(Elaborator& elaborator, const ast::IndexAccess& node);

#define EXPR_NODE(name) ExprPtr Elaborate(Elaborator& elaborator, const ast::name& node);
#define STMT_NODE(name) void Elaborate(Elaborator& elaborator, const ast::name& node);
#include "defs/ast_nodes.def"

// ---- of unary operators
ExprPtr CheckDereference(Elaborator& elaborator, const ast::Unary& node);
ExprPtr CheckAddressOf(Elaborator& elaborator, const ast::Unary& node);
ExprPtr CheckMapIncrement(Elaborator& elaborator, const ast::Unary& node);
ExprPtr CheckVariableIncrement(Elaborator& elaborator, const ast::Unary& node);

// ---- of field accesses
ExprPtr CheckArgument(Elaborator& elaborator, const ast::Name& field, SourceRange range);  // args.NAME
ExprPtr MakeField(Context& context, SourceRange range, ExprPtr base, const ast::Name& field);
// Bytes from the start of a struct to what a path of members leads to.
ExprPtr OffsetOf(Context& context, TypePtr type, const std::vector<ast::Name>& path, SourceRange range);
ExprPtr CheckConfig(Elaborator& elaborator, SourceRange range);
ExprPtr CheckConfigField(Elaborator& elaborator, const ast::Name& field, SourceRange range);  // config.NAME
ExprPtr CheckTypeinfoField(Elaborator& elaborator, const ast::TypeQuery& query, const ast::Name& field,
                           SourceRange range);

// ---- of statements. Null after an error, and where nothing is left to do.
StmtPtr AssignMap(Elaborator& elaborator, const ast::Assign& node);
StmtPtr AssignVariable(Elaborator& elaborator, const ast::Assign& node);
void CheckChosenStatement(Elaborator& elaborator, const ast::If& node);  // `if comptime`
ExprPtr CheckChosenValue(Elaborator& elaborator, const ast::If& node);
void CheckFunctionReturn(Elaborator& elaborator, const ast::Jump& node);

// ---- of watchpoints on arguments: the block that arms one, of the probe at hand
void ArmWatchpoint(Elaborator& elaborator, uint32_t argument);

// ---- of calls. Nothing when the name is no function of that sort.
std::optional<CallResult> CheckUserCall(Elaborator& elaborator, const ast::Call& node);
std::optional<CallResult> CheckImportedCall(Elaborator& elaborator, const ast::Call& node);

// ---- of the program
// `predicate` (null: none) and, in a probe of the kernel's objects, that there is one: behind the last the
// kernel calls the program once more, without.
ExprPtr ObjectIsThere(Elaborator& elaborator, ExprPtr predicate);
// Where a pinned iterator writes to.
void FindOutputFile(Elaborator& elaborator);
void CheckUnusedFunctions(Elaborator& elaborator);

}  // namespace sonde::sema
