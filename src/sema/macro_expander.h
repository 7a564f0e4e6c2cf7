// MacroExpander: copies a program and replaces calls of macros on the way. A Frame is one expansion:
// parameters stand for expressions of the calling frame and are copied from there at each use. Variables of a
// body get a mark that no script can write, so bodies and callers never see each other's.
//
// macros.cpp finds the macro of a call, macro_copies.cpp copies. Covered by the tests named in macros.h.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "cdecl/c_definitions.h"
#include "sema/macros.h"

namespace sonde::sema {

struct Frame;

using ExprRefs = std::vector<const ast::Expr*>;

// What a parameter stands for: an expression, and the frame that its names belong to.
struct Argument {
  const ast::Expr* expr = nullptr;
  const Frame* frame = nullptr;
};

// One expansion; the script itself is a frame without a macro.
struct Frame {
  const ast::Macro* macro = nullptr;
  const Frame* caller = nullptr;
  SourceRange call;
  uint32_t id = 0;
  std::unordered_map<std::string_view, Argument> arguments;
  std::string_view speaks_for = {};  // ast::Call::speaks_for of the calls in the body
};

class MacroExpander {
 public:
  // `c` may be null.
  MacroExpander(const ast::Program& program, CDefinitions* c, Diagnostics& diags)
      : program_(program), c_(c), diags_(diags) {}

  ast::Program Run();
  // After Run: what it had no call of.
  std::vector<const ast::Macro*> Uncalled() const;
  // Instead of Run: bodies for their own sake, see macros.h.
  std::vector<LoneMacro> Alone(std::vector<const ast::Macro*> macros);

 private:
  // ---- macros.cpp
  void Collect();
  ast::Probe AloneBody(const ast::Macro& macro);
  void CheckParameters(const ast::Macro& macro);
  Diagnostic& Report(DiagId id, SourceRange range, std::vector<std::string> args = {});
  static Argument Follow(const ast::Expr& expr, const Frame& frame);
  bool Accepts(const ast::Macro& macro, const std::vector<Argument>& arguments) const;
  void ReportMismatch(const std::string& name, SourceRange call, const std::vector<Argument>& arguments);
  bool IsHygienic(const ast::Macro& macro, const Frame& frame);
  // The expansion, or null: `name` is no macro here.
  ast::ExprPtr Call(const std::string& name, SourceRange call, const ExprRefs& args, bool bare);
  ast::ExprPtr CallC(const std::string& name, SourceRange place);
  // A call of a function that the standard library has as a macro; null: it has none.
  ast::ExprPtr CallStdlib(const std::string& name, SourceRange call, const ExprRefs& args);
  // Whether the script means a macro or function of its own by that name here.
  bool IsOfScript(const std::string& name) const;
  ast::ExprPtr Expand(const ast::Macro& macro, SourceRange call, const std::vector<Argument>& arguments,
                      std::string_view speaks_for = {});
  static ast::ExprPtr Failed(SourceRange call);
  static void GiveFailedValue(ast::Block& body);

  // ---- macro_copies.cpp
  ast::ExprPtr Copy(const ast::Expr& expr);
  ast::ExprPtr CopyOrNull(const ast::ExprPtr& expr);
  ast::ExprPtr CopyNode(const ast::Expr& expr);
  ast::ExprPtr CopyOperation(const ast::Expr& expr);
  std::optional<ExprRefs> ArgumentsOf(const ast::Call& node);
  ast::ExprPtr CopyIdentifier(const ast::Identifier& node);
  ast::ExprPtr CopyMap(const ast::Map& node);
  ast::ExprPtr CopyArgument(const Argument& argument);
  ast::ExprList CopyList(const ast::ExprList& list);
  ast::StmtPtr Copy(const ast::Stmt& stmt);
  ast::StmtPtr CopyLet(const ast::Let& node);
  ast::StmtPtr CopyFor(const ast::For& node);
  ast::StmtPtr CopyJump(const ast::Jump& node);
  ast::BlockPtr Copy(const ast::Block& block);
  ast::BlockPtr CopyLoop(const ast::Block& block);
  ast::TypeNamePtr Copy(const ast::TypeName& type);
  ast::TypeOrExpr Copy(const ast::TypeOrExpr& operand);
  const Argument* ArgumentOf(const ast::TypeName& type) const;
  std::string VariableName(const std::string& name) const;
  ast::Name VariableName(const ast::Name& name) const;
  bool MayGrow(SourceRange range);
  // Each copy of what makes a variable makes one of its own.
  template <typename Node>
  std::unique_ptr<Node> Numbered(std::unique_ptr<Node> copy) {
    copy->declaration = ast::kFirstCopy + declarations_++;
    return copy;
  }

  const ast::Program& program_;
  CDefinitions* c_;
  std::vector<std::string> c_macros_;  // being replaced
  std::deque<ast::Program> stdlib_;    // one for each call, which lies where the call does
  Diagnostics& diags_;
  std::unordered_map<std::string_view, std::vector<const ast::Macro*>> macros_;
  std::unordered_map<const ast::Macro*, bool> hygienic_;  // of those that were called
  const Frame* frame_ = nullptr;
  uint32_t expansions_ = 0;
  uint32_t loops_ = 0;  // around the current place, within the body
  uint32_t height_ = 0;
  uint32_t copied_ = 0;
  uint32_t declarations_ = 0;
  bool too_large_ = false;
};

}  // namespace sonde::sema
