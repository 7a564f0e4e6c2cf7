// Statements: blocks, conditionals, loops, jumps, expressions as statements (language.md 5). Leaves:
// Checker's CheckBlock, CheckStatement. Covered by tests/golden/typed/statements/* and
// tests/golden/diag/statements/*.
#include "sema/checker.h"
#include "typed/children.h"

#include <algorithm>

namespace sonde::sema {

using ast::ExprKind;
using ast::StmtKind;

namespace {

constexpr uint64_t kMostUnrolled = 100;
// Copies of a block inside nested unrolls: enough for any program that the kernel takes.
constexpr uint64_t kMostCopies = 10000;

// The keyword that a statement begins with.
SourceRange Keyword(SourceRange range, std::string_view word) {
  return {range.begin, range.begin + static_cast<uint32_t>(word.size())};
}

bool Leaves(const typed::Stmt& stmt, const std::vector<typed::EventInfo>& events) {
  if (stmt.kind == typed::StmtKind::Jump) return true;
  return stmt.kind == typed::StmtKind::Emit &&
         events[typed::As<typed::Emit>(stmt).event].kind == EventKind::Exit;
}

}  // namespace

// What follows a jump is checked, but not part of the program.
void Checker::Append(StmtPtr stmt) {
  if (!stmt || left_) return;
  left_ = Leaves(*stmt, out_.events);
  block_->statements.push_back(std::move(stmt));
}

bool Checker::WarnUnreachable(SourceRange range) {
  if (!left_) return false;
  if (!unreachable_reported_) context.Report(DiagId::UnreachableStatement, range);
  unreachable_reported_ = true;
  return true;
}

typed::Block Checker::CheckBlock(const ast::Block& block, bool want_value,
                                 const std::function<void(const ast::Expr&)>& last) {
  typed::Block result;
  typed::Block* const outer_block = std::exchange(block_, &result);
  const bool outer_left = std::exchange(left_, false);
  const bool outer_reported = std::exchange(unreachable_reported_, false);
  scopes_.emplace_back();
  for (const auto& stmt : block.statements) {
    WarnUnreachable(stmt->range);
    CheckStatement(*stmt);
  }
  if (block.value && last) {
    WarnUnreachable(block.value->range);
    last(*block.value);
  } else if (block.value && want_value) {
    ExprPtr value = CheckExpr(*block.value);
    if (left_) {
      context.Report(DiagId::UnreachableExpression, block.value->range);
    } else {
      result.value = std::move(value);
    }
  } else if (block.value) {
    WarnUnreachable(block.value->range);
    CheckExprStatement(*block.value);
  }
  EndScope();
  block_ = outer_block;
  left_ = outer_left;
  unreachable_reported_ = outer_reported;
  return result;
}

void Checker::CheckStatement(const ast::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return CheckExprStatement(*ast::As<ast::ExprStmt>(stmt).expr);
    case StmtKind::Assign:
      return CheckAssign(ast::As<ast::Assign>(stmt));
    case StmtKind::Let:
      return Append(CheckLet(ast::As<ast::Let>(stmt)));
    case StmtKind::Discard: {
      auto evaluate = std::make_unique<typed::Evaluate>(stmt.range);
      evaluate->expr = CheckValue(*ast::As<ast::Discard>(stmt).value);
      const TypeKind kind = evaluate->expr->type->kind;
      if (kind == TypeKind::Void && !Unresolved(evaluate->expr))
        context.Report(DiagId::InvalidAssignment, stmt.range);
      if (kind != TypeKind::None && kind != TypeKind::Void) Append(std::move(evaluate));
      return;
    }
    case StmtKind::While:
      return CheckWhile(ast::As<ast::While>(stmt));
    case StmtKind::Unroll:
      return CheckUnroll(ast::As<ast::Unroll>(stmt));
    case StmtKind::Jump:
      return CheckJump(ast::As<ast::Jump>(stmt));
    case StmtKind::For:
      return CheckFor(ast::As<ast::For>(stmt));
    case StmtKind::ImportStmt:
      if (context.MayUse("import inside a block", "unstable_import_statement",
                         context.config.unstable_import_statement, stmt.range)) {
        context.NotSupported(stmt.range, "imports inside blocks are");
      }
      return;
  }
}

void Checker::CheckAssign(const ast::Assign& node) {
  Append(node.target->kind == ExprKind::Map ? AssignMap(node) : AssignVariable(node));
}

// A dropped value is worth a warning, except that of delete(), ++ and --.
void Checker::AppendValue(const ast::Expr& expr, ExprPtr value) {
  if (Unresolved(value)) return;
  const TypeKind kind = value->type->kind;
  if (kind == TypeKind::Void) return;
  const bool increment = value->kind == typed::ExprKind::Increment;
  if (!increment && value->kind != typed::ExprKind::MapDelete)
    context.Report(DiagId::ValueDiscarded, expr.range);
  if (increment) static_cast<typed::Increment&>(*value).result_used = false;
  value = AsInteger(std::move(value));
  const bool nothing = kind == TypeKind::None || kind == TypeKind::Struct || kind == TypeKind::Array ||
                       value->type->kind == TypeKind::Aggregate;
  if (nothing) return;
  auto evaluate = std::make_unique<typed::Evaluate>(expr.range);
  evaluate->expr = std::move(value);
  Append(std::move(evaluate));
}

void Checker::CheckExprStatement(const ast::Expr& expr) {
  if (expr.kind == ExprKind::If) return CheckIfStatement(ast::As<ast::If>(expr));
  if (expr.kind == ExprKind::BlockExpr) {
    auto once = std::make_unique<typed::Repeat>(expr.range);
    once->body = CheckBlockOf(ast::As<ast::BlockExpr>(expr), false);
    return Append(std::move(once));
  }
  if (expr.kind == ExprKind::Ternary && ast::As<ast::Ternary>(expr).then) {
    return CheckTernaryStatement(ast::As<ast::Ternary>(expr));
  }
  if (expr.kind == ExprKind::Call) {
    CallResult result = CheckCall(ast::As<ast::Call>(expr));
    if (result.statement) return Append(std::move(result.statement));
    return AppendValue(expr, std::move(result.value));
  }
  AppendValue(expr, CheckExpr(expr));
}

void Checker::AppendOtherwise(const ast::Expr& expr, typed::Block& into) {
  if (expr.kind == ExprKind::BlockExpr) {
    into = CheckBlockOf(ast::As<ast::BlockExpr>(expr), false);
    return;
  }
  typed::Block* const outer_block = std::exchange(block_, &into);
  const bool outer_left = std::exchange(left_, false);
  CheckExprStatement(expr);
  block_ = outer_block;
  left_ = outer_left;
}

void Checker::CheckIfStatement(const ast::If& node) {
  if (node.condition->kind == ExprKind::Comptime) return CheckChosenStatement(node);
  auto stmt = std::make_unique<typed::If>(node.range);
  stmt->condition = ToCondition(context, CheckExpr(*node.condition));
  stmt->then = CheckBlock(*node.then, false);
  if (node.otherwise) AppendOtherwise(*node.otherwise, stmt->otherwise);
  Append(std::move(stmt));
}

// c ? printf(...) : printf(...);
void Checker::CheckTernaryStatement(const ast::Ternary& node) {
  auto stmt = std::make_unique<typed::If>(node.range);
  stmt->condition = ToCondition(context, CheckExpr(*node.condition));
  AppendOtherwise(*node.then, stmt->then);
  AppendOtherwise(*node.otherwise, stmt->otherwise);
  Append(std::move(stmt));
}

typed::Block Checker::CheckBlockOf(const ast::BlockExpr& node, bool want_value) {
  if (!node.expansion) return CheckBlock(*node.block, want_value);
  context.expansions.push_back(node.expansion->call);
  typed::Block block = CheckBlock(*node.block, want_value);
  context.expansions.pop_back();
  return block;
}

namespace {

// Whether something may go wrong at run time inside of `expr`, with a warning that names its place.
bool MayWarn(const typed::Expr& expr) {
  return typed::Any(expr, [](const typed::Expr& part) {
    const bool divides =
        part.kind == typed::ExprKind::Binary && (typed::As<typed::Binary>(part).op == BinaryOp::Div ||
                                                 typed::As<typed::Binary>(part).op == BinaryOp::Mod);
    return divides || RowOf(part.kind).fault == typed::Fault::Fails;
  });
}

// Worth a block that remembers the call of the macro. A struct or an array stays what it is: it may be the
// base of a field or an element, and a block would copy it.
bool RemembersCall(const typed::Expr& expr) {
  switch (expr.type->kind) {
    case TypeKind::Struct:
    case TypeKind::Array:
    case TypeKind::Tuple:
      return false;
    default:
      return MayWarn(expr);
  }
}

}  // namespace

// A macro that is only an expression is that expression: a literal stays one.
ExprPtr Checker::CheckBlockValue(const ast::BlockExpr& node) {
  if (node.expansion && node.expansion->failed) return Poison(node.range);
  if (node.expansion && node.block->statements.empty() && node.block->value) {
    context.expansions.push_back(node.expansion->call);
    ExprPtr value = CheckExpr(*node.block->value);
    context.expansions.pop_back();
    if (Unresolved(value) || !RemembersCall(*value)) return value;
    typed::Block block;
    block.value = std::move(value);
    return BlockValue(std::move(block), node.range);
  }
  return BlockValue(CheckBlockOf(node, true), node.range);
}

ExprPtr Checker::BlockValue(typed::Block block, SourceRange range) {
  if (!block.value) return Unresolvable(NoneType(), range);
  if (Unresolved(block.value)) return Unresolvable(block.value->type, range);
  block.value = AsValue(context, std::move(block.value));
  auto value = std::make_unique<typed::IfValue>(block.value->type, range);
  value->then = std::move(block);
  return value;
}

ExprPtr Checker::CheckIfValue(const ast::If& node) {
  if (node.condition->kind == ExprKind::Comptime) return CheckChosenValue(node);
  ExprPtr condition = ToCondition(context, CheckExpr(*node.condition));
  typed::Block then = CheckBlock(*node.then, true);
  typed::Block otherwise;
  if (node.otherwise && node.otherwise->kind == ExprKind::BlockExpr) {
    otherwise = CheckBlockOf(ast::As<ast::BlockExpr>(*node.otherwise), true);
  } else if (node.otherwise) {
    otherwise.value = CheckExpr(*node.otherwise);
  }
  if (!then.value || !otherwise.value) return Unresolvable(NoneType(), node.range);
  if (IsComposite(*then.value->type)) then.value = AsValue(context, std::move(then.value));
  if (IsComposite(*otherwise.value->type)) otherwise.value = AsValue(context, std::move(otherwise.value));
  const TypePtr type = Common(context, node.range, then.value, otherwise.value);
  if (Unresolved(condition)) return condition;
  if (Unresolved(type) || type->kind == TypeKind::None || type->kind == TypeKind::Void) {
    return Unresolvable(type, node.range);
  }
  auto value = std::make_unique<typed::IfValue>(type, node.range);
  value->condition = std::move(condition);
  then.value = Convert(context, AsValue(context, std::move(then.value)), type);
  otherwise.value = Convert(context, AsValue(context, std::move(otherwise.value)), type);
  value->then = std::move(then);
  value->otherwise = std::move(otherwise);
  return value;
}

void Checker::CheckWhile(const ast::While& node) {
  context.Report(DiagId::WhileDeprecated, Keyword(node.range, "while"))
      .Hint("use a for loop over a range instead");
  probe_->has_loops = true;
  auto stmt = std::make_unique<typed::While>(node.range);
  ++loop_depth_;
  stmt->condition = ToCondition(context, CheckExpr(*node.condition));
  stmt->body = CheckBlock(*node.body, false);
  --loop_depth_;
  Append(std::move(stmt));
}

void Checker::CheckUnroll(const ast::Unroll& node) {
  const ExprPtr count = CheckExpr(*node.count);
  auto stmt = std::make_unique<typed::Repeat>(node.range);
  if (!Unresolved(count)) {
    const bool literal = IsLiteralInteger(*count) && !NumberOf(*count).negative;
    if (!literal) {
      context.Report(DiagId::UnrollValue, node.count->range);
    } else if (NumberOf(*count).bits > kMostUnrolled) {
      context.Report(DiagId::UnrollTooMany, node.count->range, {std::to_string(kMostUnrolled)});
    } else if (NumberOf(*count).bits == 0) {
      context.Report(DiagId::UnrollTooFew, node.count->range);
    } else {
      stmt->count = static_cast<uint32_t>(NumberOf(*count).bits);
    }
  }
  const uint64_t outer = unrolled_;
  unrolled_ *= std::max(stmt->count, 1U);
  if (unrolled_ > kMostCopies) {
    if (outer <= kMostCopies)
      context.Report(DiagId::UnrollNested, node.count->range, {std::to_string(kMostCopies)});
    unrolled_ = kMostCopies + 1;
  }
  stmt->body = CheckBlock(*node.body, false);
  unrolled_ = outer;
  Append(std::move(stmt));
}

void Checker::CheckJump(const ast::Jump& node) {
  if (node.jump == JumpKind::Return && function_ != nullptr) return CheckFunctionReturn(node);
  auto stmt = std::make_unique<typed::Jump>(node.range);
  stmt->jump = node.jump;
  if (node.jump != JumpKind::Return && loop_depth_ == 0) {
    const char* word = node.jump == JumpKind::Break ? "break" : "continue";
    context.Report(DiagId::JumpOutsideLoop, node.range, {word, function_ == nullptr ? "probe" : "function"});
  }
  if (node.jump == JumpKind::Return && for_depth_ > 0) {
    const bool has_value = node.value != nullptr;
    if (returns_value_.value_or(has_value) != has_value)
      context.Report(DiagId::ReturnInconsistent, node.range);
    returns_value_ = has_value;
  }
  if (node.value) {
    ExprPtr value = CheckValue(*node.value);
    if (!Unresolved(value) && !IsInteger(*value->type)) {
      context.Report(DiagId::ReturnType, value->range, {Spell(*value->type)});
    } else {
      stmt->value = ToWord(context, std::move(value));
    }
  }
  Append(std::move(stmt));
}

}  // namespace sonde::sema
