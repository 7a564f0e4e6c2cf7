// Writes statements and blocks. Leaves: FormatWriter's methods on them. Covered by
// tests/golden/fmt/statement/* and tests/golden/fmt/comment/*.
#include "ast/formatter_rules.h"
#include "ast/formatter_writer.h"

namespace sonde::ast {
namespace {

// Behind a statement that ends with a brace: a `;` says that what follows is no operator of it, or that it is
// not the value of the block.
bool WantsSemicolon(const Block& block, size_t statement, bool may_have_value) {
  if (statement + 1 < block.statements.size()) return FirstOperator(*block.statements[statement + 1]) != '\0';
  return block.value ? FirstOperator(*block.value) != '\0' : may_have_value;
}

}  // namespace

// ---- blocks --------------------------------------------------------------------------------------

std::vector<Part> FormatWriter::Parts(const Block& block, BlockOf of) {
  std::vector<Part> parts;
  for (size_t i = 0; i < block.statements.size(); ++i) {
    const Stmt& stmt = *block.statements[i];
    const bool semicolon =
        stmt.kind == StmtKind::ExprStmt &&
        (!EndsWithBlock(*As<ExprStmt>(stmt).expr) || WantsSemicolon(block, i, of == BlockOf::Other));
    parts.push_back({stmt.range, source_.Behind(';', stmt.range.end), [this, &stmt, semicolon] {
                       Write(stmt);
                       if (semicolon) Text(";");
                     }});
  }
  if (block.value) {
    const Expr& value = *block.value;
    const bool semicolon = of == BlockOf::Probe && !EndsWithBlock(value);
    const SourceRange range = TokenRange(value);
    parts.push_back({range, range.end, [this, &value, semicolon] {
                       Write(value);
                       if (semicolon) Text(";");
                     }});
  }
  return parts;
}

void FormatWriter::Body(const Block& block, BlockOf of) {
  Braces(block.range.begin, Parts(block, of), block.range.end - 1);
}

void FormatWriter::Braces(uint32_t open, const std::vector<Part>& parts, uint32_t close) {
  Text("{");
  if (!parts.empty() || Pending(close)) {
    layout_.Indent();
    Gap gap{.from = open + 1, .opening = true};
    for (const Part& part : parts) {
      gap.to = part.range.begin;
      EndLine(gap);
      part.write();
      gap = {.from = part.range.end, .separator = part.separator};
    }
    gap.to = close;
    gap.closing = true;
    EndLine(gap);
    layout_.Dedent();
  }
  Text("}");
}

void FormatWriter::BeforeBrace(uint32_t open) {
  // Other comments before the brace go behind it.
  while (Pending(open)) {
    const Comment& comment = comments_[next_];
    const bool fits = comment.text.starts_with("/*") && comment.text.find('\n') == std::string::npos;
    if (!fits || source_.StartsLine(comment.range.begin)) break;
    After(comment.range.end);
  }
  Text(" ");
}

void FormatWriter::BodyOnSameLine(const Block& block) {
  BeforeBrace(block.range.begin);
  Body(block);
}

// ---- statements ----------------------------------------------------------------------------------

void FormatWriter::Write(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return Write(*As<ExprStmt>(stmt).expr);
    case StmtKind::Assign:
      return Write(As<Assign>(stmt));
    case StmtKind::Let:
      return Write(As<Let>(stmt));
    case StmtKind::Discard:
      Text("_ = ");
      Write(*As<Discard>(stmt).value);
      return Text(";");
    case StmtKind::While:
      Text("while (");
      Write(*As<While>(stmt).condition);
      Text(")");
      return BodyOnSameLine(*As<While>(stmt).body);
    case StmtKind::Unroll:
      Text("unroll (");
      Write(*As<Unroll>(stmt).count);
      Text(")");
      return BodyOnSameLine(*As<Unroll>(stmt).body);
    case StmtKind::For:
      return Write(As<For>(stmt));
    case StmtKind::Jump:
      return Write(As<Jump>(stmt));
    case StmtKind::ImportStmt:
      Text("import ");
      Before(stmt.range.end);
      return Text(QuoteReadably(As<ImportStmt>(stmt).path) + ";");
  }
}

std::string FormatWriter::Plain(const Expr& expr) const {
  static const std::vector<Comment> kNone;
  FormatWriter writer(source_, kNone);
  writer.Write(expr);
  return writer.layout_.Render();
}

// Whether `target = target op right` may be written `target op= right`.
bool FormatWriter::IsCompound(const Assign& assign) const {
  if (assign.value->kind != ExprKind::Binary) return false;
  const auto& value = As<Binary>(*assign.value);
  const bool may_be = HasAssignment(value.op) && value.left->kind == assign.target->kind;
  return may_be && IsRepeatable(*assign.target) && Plain(*assign.target) == Plain(*value.left);
}

void FormatWriter::Write(const Assign& assign) {
  Write(*assign.target);
  if (assign.compound) {
    Text(std::string(" ") + Spelling(assign.op) + "= ");
    Write(*assign.value);
  } else if (IsCompound(assign)) {
    const auto& value = As<Binary>(*assign.value);
    Text(std::string(" ") + Spelling(value.op) + "= ");
    Write(*value.right);
  } else {
    Text(" = ");
    Write(*assign.value);
  }
  Text(";");
}

void FormatWriter::Write(const Let& let) {
  Text("let ");
  Before(let.variable.range.begin);
  Text(let.variable.text);
  if (let.type) {
    Text(" : ");
    Write(*let.type);
  }
  if (let.value) {
    Text(" = ");
    Write(*let.value);
  }
  Text(";");
}

void FormatWriter::Write(const For& loop) {
  Text("for ");
  Before(loop.variable.range.begin);
  Text(loop.variable.text + " : ");
  if (loop.map) {
    Write(*loop.map);
  } else {
    Write(*loop.begin, ParenthesesInRange(*loop.begin));
    Text("..");
    Write(*loop.end, ParenthesesInRange(*loop.end));
  }
  BodyOnSameLine(*loop.body);
}

void FormatWriter::Write(const Jump& jump) {
  switch (jump.jump) {
    case JumpKind::Break:
      return Text("break;");
    case JumpKind::Continue:
      return Text("continue;");
    case JumpKind::Return:
      Text("return");
      if (jump.value) {
        Text(" ");
        Write(*jump.value, jump.value->kind == ExprKind::Binary);
      }
      return Text(";");
  }
}

// An `if` as statement and as expression.
void FormatWriter::Write(const If& node) {
  Text("if ");
  Write(*node.condition, ParenthesesInCondition(*node.condition));
  BodyOnSameLine(*node.then);
  if (!node.otherwise) return;
  Text(" else");
  if (node.otherwise->kind == ExprKind::BlockExpr)
    return BodyOnSameLine(*As<BlockExpr>(*node.otherwise).block);
  Text(" ");
  Write(*node.otherwise);
}

}  // namespace sonde::ast
