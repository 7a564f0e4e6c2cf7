// Writes statements and blocks. Leaves: WriteBlock, WriteIf. Covered by tests/golden/fmt/statement/* and
// tests/golden/fmt/comment/*.
#include "ast/formatter_nodes.h"
#include "ast/formatter_rules.h"

namespace sonde::ast {
namespace {

void BodyOnSameLine(FormatWriter& w, const Block& block) {
  w.BeforeBrace(block.range.begin);
  WriteBlock(w, block);
}

// ---- statements ----------------------------------------------------------------------------------

// The expression alone, without comments.
std::string Plain(const FormatSource& source, const Expr& expr) {
  static const std::vector<Comment> kNone;
  FormatWriter writer(source, kNone);
  WriteExpr(writer, expr);
  return writer.layout().Render();
}

// Whether `target = target op right` may be written `target op= right`.
bool IsCompound(const FormatSource& source, const Assign& assign) {
  if (assign.value->kind != ExprKind::Binary) return false;
  const auto& value = As<Binary>(*assign.value);
  const bool may_be = HasAssignment(value.op) && value.left->kind == assign.target->kind;
  return may_be && IsRepeatable(*assign.target) &&
         Plain(source, *assign.target) == Plain(source, *value.left);
}

void Write(FormatWriter& w, const Assign& assign) {
  WriteExpr(w, *assign.target);
  if (assign.compound) {
    w.Text(std::string(" ") + Spelling(assign.op) + "= ");
    WriteExpr(w, *assign.value);
  } else if (IsCompound(w.source(), assign)) {
    const auto& value = As<Binary>(*assign.value);
    w.Text(std::string(" ") + Spelling(value.op) + "= ");
    WriteExpr(w, *value.right);
  } else {
    w.Text(" = ");
    WriteExpr(w, *assign.value);
  }
  w.Text(";");
}

void Write(FormatWriter& w, const Let& let) {
  w.Text("let ");
  w.Before(let.variable.range.begin);
  w.Text(let.variable.text);
  if (let.type) {
    w.Text(" : ");
    WriteType(w, *let.type);
  }
  if (let.value) {
    w.Text(" = ");
    WriteExpr(w, *let.value);
  }
  w.Text(";");
}

void Write(FormatWriter& w, const For& loop) {
  w.Text("for ");
  w.Before(loop.variable.range.begin);
  w.Text(loop.variable.text + " : ");
  if (loop.map) {
    WriteExpr(w, *loop.map);
  } else {
    WriteExpr(w, *loop.begin, ParenthesesInRange(*loop.begin));
    w.Text("..");
    WriteExpr(w, *loop.end, ParenthesesInRange(*loop.end));
  }
  BodyOnSameLine(w, *loop.body);
}

void Write(FormatWriter& w, const Jump& jump) {
  switch (jump.jump) {
    case JumpKind::Break:
      return w.Text("break;");
    case JumpKind::Continue:
      return w.Text("continue;");
    case JumpKind::Return:
      w.Text("return");
      if (jump.value) {
        w.Text(" ");
        WriteExpr(w, *jump.value, jump.value->kind == ExprKind::Binary);
      }
      return w.Text(";");
  }
}

void WriteStmt(FormatWriter& w, const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return WriteExpr(w, *As<ExprStmt>(stmt).expr);
    case StmtKind::Assign:
      return Write(w, As<Assign>(stmt));
    case StmtKind::Let:
      return Write(w, As<Let>(stmt));
    case StmtKind::Discard:
      w.Text("_ = ");
      WriteExpr(w, *As<Discard>(stmt).value);
      return w.Text(";");
    case StmtKind::While:
      w.Text("while (");
      WriteExpr(w, *As<While>(stmt).condition);
      w.Text(")");
      return BodyOnSameLine(w, *As<While>(stmt).body);
    case StmtKind::Unroll:
      w.Text("unroll (");
      WriteExpr(w, *As<Unroll>(stmt).count);
      w.Text(")");
      return BodyOnSameLine(w, *As<Unroll>(stmt).body);
    case StmtKind::For:
      return Write(w, As<For>(stmt));
    case StmtKind::Jump:
      return Write(w, As<Jump>(stmt));
    case StmtKind::ImportStmt:
      w.Text("import ");
      w.Before(stmt.range.end);
      return w.Text(QuoteReadably(As<ImportStmt>(stmt).path) + ";");
  }
}

// ---- blocks --------------------------------------------------------------------------------------

// Behind a statement that ends with a brace: a `;` says that what follows is no operator of it, or that it is
// not the value of the block.
bool WantsSemicolon(const Block& block, size_t statement, bool may_have_value) {
  if (statement + 1 < block.statements.size()) return FirstOperator(*block.statements[statement + 1]) != '\0';
  return block.value ? FirstOperator(*block.value) != '\0' : may_have_value;
}

std::vector<Part> Parts(FormatWriter& w, const Block& block, BlockOf of) {
  std::vector<Part> parts;
  for (size_t i = 0; i < block.statements.size(); ++i) {
    const Stmt& stmt = *block.statements[i];
    const bool semicolon =
        stmt.kind == StmtKind::ExprStmt &&
        (!EndsWithBlock(*As<ExprStmt>(stmt).expr) || WantsSemicolon(block, i, of == BlockOf::Other));
    parts.push_back({stmt.range, w.source().Behind(';', stmt.range.end), [&w, &stmt, semicolon] {
                       WriteStmt(w, stmt);
                       if (semicolon) w.Text(";");
                     }});
  }
  if (block.value) {
    const Expr& value = *block.value;
    const bool semicolon = of == BlockOf::Probe && !EndsWithBlock(value);
    const SourceRange range = TokenRange(value);
    parts.push_back({range, range.end, [&w, &value, semicolon] {
                       WriteExpr(w, value);
                       if (semicolon) w.Text(";");
                     }});
  }
  return parts;
}

}  // namespace

void WriteBlock(FormatWriter& w, const Block& block, BlockOf of) {
  w.Braces(block.range.begin, Parts(w, block, of), block.range.end - 1);
}

// An `if` as statement and as expression.
void WriteIf(FormatWriter& w, const If& node) {
  w.Text("if ");
  WriteExpr(w, *node.condition, ParenthesesInCondition(*node.condition));
  BodyOnSameLine(w, *node.then);
  if (!node.otherwise) return;
  w.Text(" else");
  if (node.otherwise->kind == ExprKind::BlockExpr)
    return BodyOnSameLine(w, *As<BlockExpr>(*node.otherwise).block);
  w.Text(" ");
  WriteExpr(w, *node.otherwise);
}

}  // namespace sonde::ast
