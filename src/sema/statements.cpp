// Statements: blocks, conditionals, loops, jumps, expressions as statements (language.md 5). Leaves:
// Elaborator's Block, ExpressionStatement, Append and BlockValue, Elaborate of those kinds. Covered by
// tests/golden/typed/statements/* and tests/golden/diag/statements/*.
#include "sema/endless.h"
#include "sema/families.h"
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
  return stmt.kind == typed::StmtKind::Send &&
         events[typed::As<typed::Send>(stmt).event].kind == EventKind::Exit;
}

// Whether something may go wrong at run time inside of `expr`, with a warning that names its place.
bool MayWarn(const typed::Expr& expr) {
  return typed::Any(expr, [](const typed::Expr& part) {
    const bool divides =
        part.kind == typed::ExprKind::Binary && (typed::As<typed::Binary>(part).op == BinaryOp::Div ||
                                                 typed::As<typed::Binary>(part).op == BinaryOp::Mod);
    return divides || typed::OwnFault(part) == Fault::Fails;
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

bool WarnUnreachable(Elaborator& elaborator, SourceRange range) {
  if (!elaborator.scope.left) return false;
  if (!elaborator.scope.unreachable_reported) elaborator.context.Report(DiagId::UnreachableStatement, range);
  elaborator.scope.unreachable_reported = true;
  return true;
}

// A dropped value is worth a warning, except that of delete(), ++ and --.
void AppendValue(Elaborator& elaborator, const ast::Expr& expr, ExprPtr value) {
  if (Unresolved(value)) return;
  const TypeKind kind = value->type->kind;
  if (kind == TypeKind::Void) return;
  const bool increment = value->kind == typed::ExprKind::Increment;
  if (!increment && !typed::IsCallOf(*value, FunctionId::Delete))
    elaborator.context.Report(DiagId::ValueDiscarded, expr.range);
  if (increment) static_cast<typed::Increment&>(*value).result_used = false;
  value = AsInteger(std::move(value));
  const bool nothing = kind == TypeKind::None || kind == TypeKind::Struct || kind == TypeKind::Array ||
                       value->type->kind == TypeKind::Aggregate;
  if (nothing) return;
  auto evaluate = std::make_unique<typed::Evaluate>(expr.range);
  evaluate->expr = std::move(value);
  elaborator.Append(std::move(evaluate));
}

typed::Block CheckBlockOf(Elaborator& elaborator, const ast::BlockExpr& node, bool want_value) {
  if (!node.expansion) return elaborator.Block(*node.block, want_value);
  elaborator.context.expansions.push_back(node.expansion->call);
  typed::Block block = elaborator.Block(*node.block, want_value);
  elaborator.context.expansions.pop_back();
  return block;
}

void AppendOtherwise(Elaborator& elaborator, const ast::Expr& expr, typed::Block& into) {
  if (expr.kind == ExprKind::BlockExpr) {
    into = CheckBlockOf(elaborator, ast::As<ast::BlockExpr>(expr), false);
    return;
  }
  typed::Block* const outer_block = std::exchange(elaborator.scope.block, &into);
  const bool outer_left = std::exchange(elaborator.scope.left, false);
  elaborator.ExpressionStatement(expr);
  elaborator.scope.block = outer_block;
  elaborator.scope.left = outer_left;
}

void CheckIfStatement(Elaborator& elaborator, const ast::If& node) {
  if (node.condition->kind == ExprKind::Comptime) return CheckChosenStatement(elaborator, node);
  auto stmt = std::make_unique<typed::If>(node.range);
  stmt->condition = ToCondition(elaborator.context, elaborator.Expression(*node.condition));
  stmt->then = elaborator.Block(*node.then, false);
  if (node.otherwise) AppendOtherwise(elaborator, *node.otherwise, stmt->otherwise);
  elaborator.Append(std::move(stmt));
}

// c ? printf(...) : printf(...);
void CheckTernaryStatement(Elaborator& elaborator, const ast::Ternary& node) {
  auto stmt = std::make_unique<typed::If>(node.range);
  stmt->condition = ToCondition(elaborator.context, elaborator.Expression(*node.condition));
  AppendOtherwise(elaborator, *node.then, stmt->then);
  AppendOtherwise(elaborator, *node.otherwise, stmt->otherwise);
  elaborator.Append(std::move(stmt));
}

void CheckStatement(Elaborator& elaborator, const ast::Stmt& stmt) {
  switch (stmt.kind) {
#define STMT_NODE(name)     \
  case ast::StmtKind::name: \
    return Elaborate(elaborator, ast::As<ast::name>(stmt));
#include "defs/ast_nodes.def"
  }
}

}  // namespace

// What follows a jump is checked, but not part of the program.
void Elaborator::Append(StmtPtr stmt) {
  if (!stmt || scope.left) return;
  scope.left = Leaves(*stmt, out.events);
  scope.block->statements.push_back(std::move(stmt));
}

typed::Block Elaborator::Block(const ast::Block& block, bool want_value,
                               const std::function<void(const ast::Expr&)>& last) {
  typed::Block result;
  typed::Block* const outer_block = std::exchange(scope.block, &result);
  const bool outer_left = std::exchange(scope.left, false);
  const bool outer_reported = std::exchange(scope.unreachable_reported, false);
  scope.scopes.emplace_back();
  for (const auto& stmt : block.statements) {
    WarnUnreachable(*this, stmt->range);
    CheckStatement(*this, *stmt);
  }
  if (block.value && last) {
    WarnUnreachable(*this, block.value->range);
    last(*block.value);
  } else if (block.value && want_value) {
    ExprPtr value = Expression(*block.value);
    if (scope.left) {
      context.Report(DiagId::UnreachableExpression, block.value->range);
    } else {
      result.value = std::move(value);
    }
  } else if (block.value) {
    WarnUnreachable(*this, block.value->range);
    ExpressionStatement(*block.value);
  }
  EndScope();
  scope.block = outer_block;
  scope.left = outer_left;
  scope.unreachable_reported = outer_reported;
  return result;
}

void Elaborate(Elaborator& elaborator, const ast::ExprStmt& node) {
  elaborator.ExpressionStatement(*node.expr);
}

void Elaborate(Elaborator& elaborator, const ast::Discard& node) {
  auto evaluate = std::make_unique<typed::Evaluate>(node.range);
  evaluate->expr = elaborator.Value(*node.value);
  const TypeKind kind = evaluate->expr->type->kind;
  if (kind == TypeKind::Void && !Unresolved(evaluate->expr))
    elaborator.context.Report(DiagId::InvalidAssignment, node.range);
  if (kind != TypeKind::None && kind != TypeKind::Void) elaborator.Append(std::move(evaluate));
}

void Elaborate(Elaborator& elaborator, const ast::ImportStmt& node) {
  Context& context = elaborator.context;
  if (context.MayUse("import inside a block", "unstable_import_statement",
                     context.config.unstable_import_statement, node.range)) {
    context.NotSupported(node.range, "imports inside blocks are");
  }
}

void Elaborate(Elaborator& elaborator, const ast::Assign& node) {
  elaborator.Append(node.target->kind == ExprKind::Map ? AssignMap(elaborator, node)
                                                       : AssignVariable(elaborator, node));
}

void Elaborator::ExpressionStatement(const ast::Expr& expr) {
  if (expr.kind == ExprKind::If) return CheckIfStatement(*this, ast::As<ast::If>(expr));
  if (expr.kind == ExprKind::BlockExpr) {
    auto once = std::make_unique<typed::Repeat>(expr.range);
    once->body = CheckBlockOf(*this, ast::As<ast::BlockExpr>(expr), false);
    return Append(std::move(once));
  }
  if (expr.kind == ExprKind::Ternary && ast::As<ast::Ternary>(expr).then) {
    return CheckTernaryStatement(*this, ast::As<ast::Ternary>(expr));
  }
  if (expr.kind == ExprKind::Call) {
    CallResult result = Call(ast::As<ast::Call>(expr));
    if (result.statement) return Append(std::move(result.statement));
    return AppendValue(*this, expr, std::move(result.value));
  }
  AppendValue(*this, expr, Expression(expr));
}

// A macro that is only an expression is that expression: a literal stays one.
ExprPtr Elaborate(Elaborator& elaborator, const ast::BlockExpr& node) {
  if (node.expansion && node.expansion->failed) return Poison(node.range);
  if (node.expansion && node.block->statements.empty() && node.block->value) {
    elaborator.context.expansions.push_back(node.expansion->call);
    ExprPtr value = elaborator.Expression(*node.block->value);
    elaborator.context.expansions.pop_back();
    if (Unresolved(value) || !RemembersCall(*value)) return value;
    typed::Block block;
    block.value = std::move(value);
    return elaborator.BlockValue(std::move(block), node.range);
  }
  return elaborator.BlockValue(CheckBlockOf(elaborator, node, true), node.range);
}

ExprPtr Elaborator::BlockValue(typed::Block block, SourceRange range) {
  if (!block.value) return Unresolvable(NoneType(), range);
  if (Unresolved(block.value)) return Unresolvable(block.value->type, range);
  block.value = AsValue(context, std::move(block.value));
  auto value = std::make_unique<typed::IfValue>(block.value->type, range);
  value->then = std::move(block);
  return value;
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::If& node) {
  if (node.condition->kind == ExprKind::Comptime) return CheckChosenValue(elaborator, node);
  ExprPtr condition = ToCondition(elaborator.context, elaborator.Expression(*node.condition));
  typed::Block then = elaborator.Block(*node.then, true);
  typed::Block otherwise;
  if (node.otherwise && node.otherwise->kind == ExprKind::BlockExpr) {
    otherwise = CheckBlockOf(elaborator, ast::As<ast::BlockExpr>(*node.otherwise), true);
  } else if (node.otherwise) {
    otherwise.value = elaborator.Expression(*node.otherwise);
  }
  if (!then.value || !otherwise.value) return Unresolvable(NoneType(), node.range);
  if (IsComposite(*then.value->type)) then.value = AsValue(elaborator.context, std::move(then.value));
  if (IsComposite(*otherwise.value->type))
    otherwise.value = AsValue(elaborator.context, std::move(otherwise.value));
  const TypePtr type = Common(elaborator.context, node.range, then.value, otherwise.value);
  if (Unresolved(condition)) return condition;
  if (Unresolved(type) || type->kind == TypeKind::None || type->kind == TypeKind::Void) {
    return Unresolvable(type, node.range);
  }
  auto value = std::make_unique<typed::IfValue>(type, node.range);
  value->condition = std::move(condition);
  then.value = Convert(elaborator.context, AsValue(elaborator.context, std::move(then.value)), type);
  otherwise.value =
      Convert(elaborator.context, AsValue(elaborator.context, std::move(otherwise.value)), type);
  value->then = std::move(then);
  value->otherwise = std::move(otherwise);
  return value;
}

void Elaborate(Elaborator& elaborator, const ast::While& node) {
  if (const std::string why = WhyEndless(node); !why.empty()) {
    Diagnostic& diagnostic =
        elaborator.context.Report(DiagId::LoopEndless, Keyword(node.range, "while"), {why});
    const size_t sign = why.find('$');
    diagnostic.Hint(
        sign == std::string::npos
            ? std::string("what is to happen again and again is a probe of its own: interval:s:1 { ... }")
            : "change it in the loop: " + why.substr(sign) + "++; or write for $i : 0..10 { ... }");
  }
  elaborator.probe->has_loops = true;
  auto stmt = std::make_unique<typed::While>(node.range);
  ++elaborator.scope.loop_depth;
  stmt->condition = ToCondition(elaborator.context, elaborator.Expression(*node.condition));
  stmt->body = elaborator.Block(*node.body, false);
  --elaborator.scope.loop_depth;
  elaborator.Append(std::move(stmt));
}

void Elaborate(Elaborator& elaborator, const ast::Unroll& node) {
  const ExprPtr count = elaborator.Expression(*node.count);
  auto stmt = std::make_unique<typed::Repeat>(node.range);
  if (!Unresolved(count)) {
    const bool literal = IsLiteralInteger(*count) && !NumberOf(*count).negative;
    if (!literal) {
      elaborator.context.Report(DiagId::UnrollValue, node.count->range)
          .Hint("a loop takes any number: for $i : 0.." + elaborator.context.Text(node.count->range) +
                " { ... }");
    } else if (NumberOf(*count).bits > kMostUnrolled) {
      elaborator.context.Report(DiagId::UnrollTooMany, node.count->range, {std::to_string(kMostUnrolled)})
          .Hint("a loop takes any number: for $i : 0.." + elaborator.context.Text(node.count->range) +
                " { ... }");
    } else if (NumberOf(*count).bits == 0) {
      elaborator.context.Report(DiagId::UnrollTooFew, node.count->range);
    } else {
      stmt->count = static_cast<uint32_t>(NumberOf(*count).bits);
    }
  }
  const uint64_t outer = elaborator.scope.unrolled;
  elaborator.scope.unrolled *= std::max(stmt->count, 1U);
  if (elaborator.scope.unrolled > kMostCopies) {
    if (outer <= kMostCopies)
      elaborator.context.Report(DiagId::UnrollNested, node.count->range, {std::to_string(kMostCopies)});
    elaborator.scope.unrolled = kMostCopies + 1;
  }
  stmt->body = elaborator.Block(*node.body, false);
  elaborator.scope.unrolled = outer;
  elaborator.Append(std::move(stmt));
}

void Elaborate(Elaborator& elaborator, const ast::Jump& node) {
  if (node.jump == JumpKind::Return && elaborator.scope.function != nullptr)
    return CheckFunctionReturn(elaborator, node);
  auto stmt = std::make_unique<typed::Jump>(node.range);
  stmt->jump = node.jump;
  if (node.jump != JumpKind::Return && elaborator.scope.loop_depth == 0) {
    const char* word = node.jump == JumpKind::Break ? "break" : "continue";
    elaborator.context
        .Report(DiagId::JumpOutsideLoop, node.range,
                {word, elaborator.scope.function == nullptr ? "probe" : "function"})
        .Hint("to leave the block, write return;")
        .Fix(node.range, "return");
  }
  if (node.jump == JumpKind::Return && elaborator.scope.for_depth > 0) {
    const bool has_value = node.value != nullptr;
    if (elaborator.scope.returns_value.value_or(has_value) != has_value)
      elaborator.context.Report(DiagId::ReturnInconsistent, node.range);
    elaborator.scope.returns_value = has_value;
  }
  if (node.value) {
    ExprPtr value = elaborator.Value(*node.value);
    if (!Unresolved(value) && !IsInteger(*value->type)) {
      Diagnostic& diagnostic =
          elaborator.context.Report(DiagId::ReturnType, value->range, {Spell(*value->type)});
      const std::string written = elaborator.context.Text(node.value->range);
      if (value->type->kind == TypeKind::Void && !written.empty())
        diagnostic.Hint("write " + written + "; return;").Fix(node.range, written + "; return");
    } else {
      stmt->value = ToWord(elaborator.context, std::move(value));
    }
  }
  elaborator.Append(std::move(stmt));
}

}  // namespace sonde::sema
