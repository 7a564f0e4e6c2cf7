// Copying trees with macro parameters replaced. Leaves: MacroExpander's Copy functions.
// Covered by tests/golden/typed/macros/* and tests/golden/diag/macros/*.
#include <algorithm>
#include <utility>

#include "sema/macro_expander.h"
#include "sema/named_arguments.h"

namespace sonde::sema {

using ast::As;
using ast::ExprKind;
using ast::StmtKind;

namespace {

constexpr uint32_t kMostHeight = 1000;    // as for parsed trees: later steps recurse
constexpr uint32_t kMostCopied = 200000;  // nodes of all expansions together

}  // namespace

bool MacroExpander::MayGrow(SourceRange range) {
  if (frame_->macro != nullptr || !c_macros_.empty()) ++copied_;
  const bool small = height_ <= kMostHeight && copied_ <= kMostCopied;
  if (!small && !too_large_) Report(DiagId::MacroTooLarge, range);
  too_large_ = too_large_ || !small;
  return small;
}

ast::ExprPtr MacroExpander::Copy(const ast::Expr& expr) {
  ++height_;
  ast::ExprPtr copy = MayGrow(expr.range) ? CopyNode(expr) : Failed(expr.range);
  --height_;
  return copy;
}

ast::ExprPtr MacroExpander::CopyOrNull(const ast::ExprPtr& expr) {
  return expr ? Copy(*expr) : nullptr;
}

ast::ExprList MacroExpander::CopyList(const ast::ExprList& list) {
  ast::ExprList copies;
  for (const auto& expr : list)
    copies.push_back(Copy(*expr));
  return copies;
}

ast::ExprPtr MacroExpander::CopyArgument(const Argument& argument) {
  const Frame* const inner = std::exchange(frame_, argument.frame);
  ast::ExprPtr copy = Copy(*argument.expr);
  frame_ = inner;
  return copy;
}

ast::ExprPtr MacroExpander::CopyIdentifier(const ast::Identifier& node) {
  const auto it = frame_->arguments.find(node.name);
  if (it != frame_->arguments.end()) {
    const Argument& argument = it->second;
    if (argument.expr->kind != ExprKind::TypeQuery ||
        As<ast::TypeQuery>(*argument.expr).op != ast::TypeQueryOp::Typeof) {
      return CopyArgument(argument);
    }
    Report(DiagId::TypeAsValue, node.range, {node.name});
    return Failed(node.range);
  }
  if (ast::ExprPtr expansion = Call(node.name, node.range, {}, true)) return expansion;
  if (ast::ExprPtr expansion = CallC(node.name, node.range)) return expansion;
  return std::make_unique<ast::Identifier>(node.range, node.name);
}

ast::ExprPtr MacroExpander::CopyMap(const ast::Map& node) {
  std::string name = node.name;
  const Frame* frame = frame_;
  for (auto it = frame->arguments.find(name); it != frame->arguments.end();
       it = frame->arguments.find(name)) {
    name = As<ast::Map>(*it->second.expr).name;
    frame = it->second.frame;
  }
  return std::make_unique<ast::Map>(node.range, name, CopyList(node.keys), node.name_range);
}

// In the order of the parameters; nothing after a report.
std::optional<ExprRefs> MacroExpander::ArgumentsOf(const ast::Call& node) {
  if (HasNamedArguments(node)) {
    ExprRefs ordered =
        InOrder(node, IsOfScript(node.name.text), [this](DiagId id, SourceRange range, auto args) -> auto& {
          return Report(id, range, std::move(args));
        });
    if (ordered.empty()) return std::nullopt;
    return ordered;
  }
  ExprRefs args;
  for (const auto& arg : node.args)
    args.push_back(arg.get());
  return args;
}

ast::ExprPtr MacroExpander::CopyNode(const ast::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral: {
      const auto& node = As<ast::IntegerLiteral>(expr);
      return std::make_unique<ast::IntegerLiteral>(node.range, node.value, node.text);
    }
    case ExprKind::StringLiteral:
      return std::make_unique<ast::StringLiteral>(expr.range, As<ast::StringLiteral>(expr).value);
    case ExprKind::BoolLiteral:
      return std::make_unique<ast::BoolLiteral>(expr.range, As<ast::BoolLiteral>(expr).value);
    case ExprKind::Identifier:
      return CopyIdentifier(As<ast::Identifier>(expr));
    case ExprKind::PositionalParam:
      return std::make_unique<ast::PositionalParam>(expr.range, As<ast::PositionalParam>(expr).index);
    case ExprKind::PositionalCount:
      return std::make_unique<ast::PositionalCount>(expr.range);
    case ExprKind::Variable: {
      const std::string& name = As<ast::Variable>(expr).name;
      return std::make_unique<ast::Variable>(expr.range, VariableName(name));
    }
    case ExprKind::Map:
      return CopyMap(As<ast::Map>(expr));
    case ExprKind::Call: {
      const auto& node = As<ast::Call>(expr);
      const std::optional<ExprRefs> args = ArgumentsOf(node);
      if (!args) return Failed(node.range);
      if (ast::ExprPtr expansion = Call(node.name.text, node.range, *args, false)) return expansion;
      ast::ExprList copies;
      for (const ast::Expr* arg : *args)
        copies.push_back(Copy(*arg));
      auto copy = std::make_unique<ast::Call>(node.range, node.name, std::move(copies));
      copy->speaks_for = frame_->speaks_for;
      return copy;
    }
    default:
      return CopyOperation(expr);
  }
}

ast::ExprPtr MacroExpander::CopyOperation(const ast::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Unary: {
      const auto& node = As<ast::Unary>(expr);
      return std::make_unique<ast::Unary>(node.range, node.op, Copy(*node.operand));
    }
    case ExprKind::Binary: {
      const auto& node = As<ast::Binary>(expr);
      return std::make_unique<ast::Binary>(node.range, node.op, Copy(*node.left), Copy(*node.right),
                                           node.op_range);
    }
    case ExprKind::Ternary: {
      const auto& node = As<ast::Ternary>(expr);
      return std::make_unique<ast::Ternary>(node.range, Copy(*node.condition), CopyOrNull(node.then),
                                            Copy(*node.otherwise));
    }
    case ExprKind::FieldAccess: {
      const auto& node = As<ast::FieldAccess>(expr);
      return std::make_unique<ast::FieldAccess>(node.range, Copy(*node.base), node.field, node.arrow);
    }
    case ExprKind::TupleAccess: {
      const auto& node = As<ast::TupleAccess>(expr);
      return std::make_unique<ast::TupleAccess>(node.range, Copy(*node.base), node.index);
    }
    case ExprKind::IndexAccess: {
      const auto& node = As<ast::IndexAccess>(expr);
      return std::make_unique<ast::IndexAccess>(node.range, Copy(*node.base), Copy(*node.index));
    }
    case ExprKind::Tuple:
      return std::make_unique<ast::Tuple>(expr.range, CopyList(As<ast::Tuple>(expr).elements));
    case ExprKind::Record: {
      std::vector<ast::RecordField> fields;
      for (const auto& field : As<ast::Record>(expr).fields)
        fields.push_back({field.name, Copy(*field.value)});
      return std::make_unique<ast::Record>(expr.range, std::move(fields));
    }
    case ExprKind::Cast: {
      const auto& node = As<ast::Cast>(expr);
      return Numbered(std::make_unique<ast::Cast>(node.range, Copy(*node.type), Copy(*node.operand)));
    }
    case ExprKind::TypeQuery: {
      const auto& node = As<ast::TypeQuery>(expr);
      return std::make_unique<ast::TypeQuery>(node.range, node.op, Copy(node.operand), node.path);
    }
    case ExprKind::Comptime:
      return std::make_unique<ast::Comptime>(expr.range, Copy(*As<ast::Comptime>(expr).operand));
    case ExprKind::If: {
      const auto& node = As<ast::If>(expr);
      return std::make_unique<ast::If>(node.range, Copy(*node.condition), Copy(*node.then),
                                       CopyOrNull(node.otherwise));
    }
    default:
      return std::make_unique<ast::BlockExpr>(expr.range, Copy(*As<ast::BlockExpr>(expr).block));
  }
}

// ---- types --------------------------------------------------------------------------------------

// The argument that a type name stands for; null: it is the name of a type.
const Argument* MacroExpander::ArgumentOf(const ast::TypeName& type) const {
  const auto it = frame_->arguments.find(type.base);
  return it == frame_->arguments.end() ? nullptr : &it->second;
}

ast::TypeNamePtr MacroExpander::Copy(const ast::TypeName& type) {
  auto copy = std::make_unique<ast::TypeName>();
  copy->tag = type.tag;
  copy->base = type.base;
  copy->suffixes = type.suffixes;
  copy->range = type.range;
  if (type.typeof_expr) copy->typeof_expr = Copy(*type.typeof_expr);
  if (type.typeof_type) {
    ast::TypeNamePtr inner = Copy(*type.typeof_type);
    const bool expression = inner->tag == ast::TypeName::Tag::Typeof && inner->suffixes.empty();
    if (expression) return inner;
    copy->typeof_type = std::move(inner);
  }
  const Argument* argument = ArgumentOf(type);
  if (argument == nullptr) return copy;
  const Frame* const inner = std::exchange(frame_, argument->frame);
  copy->tag = ast::TypeName::Tag::Typeof;
  copy->base.clear();
  const ast::Expr& expr = *argument->expr;
  const bool is_type =
      expr.kind == ExprKind::TypeQuery && As<ast::TypeQuery>(expr).op == ast::TypeQueryOp::Typeof;
  ast::TypeOrExpr operand;
  if (is_type) {
    operand = Copy(As<ast::TypeQuery>(expr).operand);
  } else {
    operand.expr = Copy(expr);
  }
  copy->typeof_type = std::move(operand.type);
  copy->typeof_expr = std::move(operand.expr);
  // struct T, where T stands for a bare name.
  if (copy->typeof_type && copy->typeof_type->tag == ast::TypeName::Tag::None)
    copy->typeof_type->tag = type.tag;
  frame_ = inner;
  return copy;
}

// A parameter that stands for an expression is one here, too.
ast::TypeOrExpr MacroExpander::Copy(const ast::TypeOrExpr& operand) {
  ast::TypeOrExpr copy;
  if (operand.expr) copy.expr = Copy(*operand.expr);
  if (!operand.type) return copy;
  copy.type = Copy(*operand.type);
  const bool expression = copy.type->typeof_expr && copy.type->suffixes.empty();
  if (!expression) return copy;
  copy.expr = std::move(copy.type->typeof_expr);
  copy.type = nullptr;
  return copy;
}

// ---- statements ---------------------------------------------------------------------------------

ast::Name MacroExpander::VariableName(const ast::Name& name) const {
  return {VariableName(name.text), name.range};
}

ast::BlockPtr MacroExpander::Copy(const ast::Block& block) {
  ++height_;
  auto copy = std::make_unique<ast::Block>();
  copy->range = block.range;
  if (MayGrow(block.range)) {
    for (const auto& stmt : block.statements)
      copy->statements.push_back(Copy(*stmt));
    copy->value = CopyOrNull(block.value);
  }
  --height_;
  return copy;
}

ast::BlockPtr MacroExpander::CopyLoop(const ast::Block& block) {
  ++loops_;
  ast::BlockPtr copy = Copy(block);
  --loops_;
  return copy;
}

ast::StmtPtr MacroExpander::CopyLet(const ast::Let& node) {
  if (frame_->arguments.count(node.variable.text) != 0) {
    Report(DiagId::MacroShadows, node.variable.range, {node.variable.text});
    return std::make_unique<ast::ExprStmt>(node.range, Failed(node.range));
  }
  return Numbered(std::make_unique<ast::Let>(node.range, VariableName(node.variable),
                                             node.type ? Copy(*node.type) : nullptr, CopyOrNull(node.value)));
}

ast::StmtPtr MacroExpander::CopyFor(const ast::For& node) {
  ast::ExprPtr map = CopyOrNull(node.map);
  ast::ExprPtr begin = CopyOrNull(node.begin);
  ast::ExprPtr end = CopyOrNull(node.end);
  return Numbered(std::make_unique<ast::For>(node.range, VariableName(node.variable), std::move(map),
                                             std::move(begin), std::move(end), CopyLoop(*node.body)));
}

ast::StmtPtr MacroExpander::CopyJump(const ast::Jump& node) {
  static constexpr const char* kWords[] = {"break", "continue", "return"};
  const bool leaves_macro = node.jump == JumpKind::Return || loops_ == 0;
  if (frame_->macro != nullptr && leaves_macro) {
    Diagnostic& diagnostic =
        Report(DiagId::JumpInMacro, node.range, {kWords[static_cast<size_t>(node.jump)]});
    if (node.jump == JumpKind::Return && node.value)
      diagnostic.Hint("the value of a macro is its last expression, without return and without ;");
    return std::make_unique<ast::ExprStmt>(node.range, Failed(node.range));
  }
  return std::make_unique<ast::Jump>(node.range, node.jump, CopyOrNull(node.value));
}

ast::StmtPtr MacroExpander::Copy(const ast::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return std::make_unique<ast::ExprStmt>(stmt.range, Copy(*As<ast::ExprStmt>(stmt).expr));
    case StmtKind::Assign: {
      const auto& node = As<ast::Assign>(stmt);
      auto copy = std::make_unique<ast::Assign>(node.range, Copy(*node.target), Copy(*node.value));
      copy->compound = node.compound;
      copy->op = node.op;
      return Numbered(std::move(copy));
    }
    case StmtKind::Let:
      return CopyLet(As<ast::Let>(stmt));
    case StmtKind::Discard:
      return std::make_unique<ast::Discard>(stmt.range, Copy(*As<ast::Discard>(stmt).value));
    case StmtKind::While: {
      const auto& node = As<ast::While>(stmt);
      return std::make_unique<ast::While>(node.range, Copy(*node.condition), CopyLoop(*node.body));
    }
    case StmtKind::Unroll: {
      const auto& node = As<ast::Unroll>(stmt);
      return std::make_unique<ast::Unroll>(node.range, Copy(*node.count), Copy(*node.body));
    }
    case StmtKind::For:
      return CopyFor(As<ast::For>(stmt));
    case StmtKind::Jump:
      return CopyJump(As<ast::Jump>(stmt));
    case StmtKind::ImportStmt:
      return std::make_unique<ast::ImportStmt>(stmt.range, As<ast::ImportStmt>(stmt).path);
  }
  return nullptr;
}

}  // namespace sonde::sema
