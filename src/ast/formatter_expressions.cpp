// Writes expressions and types. Leaves: WriteExpr, WriteType, WriteOperand. Covered by
// tests/golden/fmt/expression/*, tests/golden/fmt/parentheses/*, tests/golden/fmt/type/*.
#include "ast/formatter_nodes.h"
#include "ast/formatter_rules.h"

namespace sonde::ast {
namespace {

// ---- lists ---------------------------------------------------------------------------------------

void Arguments(FormatWriter& w, uint32_t open, const ExprList& list, uint32_t close) {
  std::vector<Part> parts;
  parts.reserve(list.size());
  for (const auto& expr : list)
    parts.push_back({TokenRange(*expr), 0, [&w, &expr] { WriteExpr(w, *expr); }});
  w.List(open, std::move(parts), close);
}

void Write(FormatWriter& w, const Map& map) {
  w.Text(map.name);
  if (map.keys.empty()) return;
  w.Text("[");
  Arguments(w, map.name_range.end, map.keys, map.range.end - 1);
  w.Text("]");
}

void Write(FormatWriter& w, const Tuple& tuple) {
  const bool single = tuple.elements.size() == 1;
  std::vector<Part> parts;
  parts.reserve(tuple.elements.size());
  for (const auto& expr : tuple.elements) {
    parts.push_back({TokenRange(*expr), 0, [&w, &expr, single] {
                       WriteExpr(w, *expr);
                       if (single) w.Text(",");
                     }});
  }
  w.Text("(");
  w.List(tuple.range.begin + 1, std::move(parts), tuple.range.end - 1);
  w.Text(")");
}

void Write(FormatWriter& w, const Record& record) {
  std::vector<Part> parts;
  parts.reserve(record.fields.size());
  for (const auto& field : record.fields) {
    parts.push_back({field.name.range.Join(TokenRange(*field.value)), 0, [&w, &field] {
                       w.Text(field.name.text + " = ");
                       WriteExpr(w, *field.value);
                     }});
  }
  w.Text("(");
  w.List(record.range.begin + 1, std::move(parts), record.range.end - 1);
  w.Text(")");
}

// ---- operators -----------------------------------------------------------------------------------

void Write(FormatWriter& w, const Unary& unary) {
  const std::string op = Spelling(unary.op);
  if (unary.op == UnaryOp::PostIncrement || unary.op == UnaryOp::PostDecrement) {
    WriteExpr(w, *unary.operand, ParenthesesAsBase(*unary.operand));
    w.After(unary.range.end);
    return w.Text(op);
  }
  w.Text(op);
  WriteExpr(w, *unary.operand, ParenthesesInUnary(*unary.operand, unary.op));
}

// a && b && c: one group, which comments may break like a list.
void Logical(FormatWriter& w, const Binary& last) {
  std::vector<const Binary*> chain{&last};
  while (chain.back()->left->kind == ExprKind::Binary && As<Binary>(*chain.back()->left).op == last.op)
    chain.push_back(&As<Binary>(*chain.back()->left));
  std::vector<Part> parts;
  const auto add = [&](const Expr& operand, bool right, uint32_t separator) {
    parts.push_back({TokenRange(operand), separator, [&w, &operand, right, op = last.op] {
                       WriteExpr(w, operand, ParenthesesInBinary(operand, op, right));
                     }});
  };
  add(*chain.back()->left, false, chain.back()->op_range.end);
  for (size_t i = chain.size(); i-- > 0;)
    add(*chain[i]->right, true, i > 0 ? chain[i - 1]->op_range.end : chain[i]->range.end);

  w.Before(parts.front().range.begin);
  const bool lines = w.WantLines(parts, parts.back().range.begin);
  w.layout().Open(Layout::Breaks::All, lines);
  for (size_t i = 0; i < parts.size(); ++i) {
    parts[i].write();
    if (i + 1 == parts.size()) break;
    if (!lines) w.After(parts[i].separator);
    w.Text(std::string(" ") + Spelling(last.op));
    if (lines) {
      w.EndLine(
          {.from = parts[i].range.end, .to = parts[i + 1].range.begin, .separator = parts[i].separator});
    } else {
      w.layout().Line();
    }
  }
  w.layout().Close();
}

void Write(FormatWriter& w, const Binary& binary) {
  if (binary.op == BinaryOp::And || binary.op == BinaryOp::Or) return Logical(w, binary);
  w.layout().Open(Layout::Breaks::All);
  WriteExpr(w, *binary.left, ParenthesesInBinary(*binary.left, binary.op, false));
  w.After(binary.op_range.begin);
  w.Text(std::string(" ") + Spelling(binary.op));
  w.layout().Line();
  WriteExpr(w, *binary.right, ParenthesesInBinary(*binary.right, binary.op, true));
  w.layout().Close();
}

void Write(FormatWriter& w, const Ternary& ternary) {
  w.layout().Open(Layout::Breaks::All);
  // c ? a : d ? b : e is one group.
  for (const Ternary* choice = &ternary;;) {
    WriteExpr(w, *choice->condition, ParenthesesInTernary(*choice->condition, false));
    const Expr& otherwise = *choice->otherwise;
    if (choice->then) {
      w.layout().Line();
      w.Text("? ");
      WriteExpr(w, *choice->then, ParenthesesInTernary(*choice->then, false));
      w.layout().Line();
      w.Text(": ");
    } else {
      w.layout().Line();
      w.Text("?: ");
    }
    if (otherwise.kind != ExprKind::Ternary) {
      WriteExpr(w, otherwise, ParenthesesInTernary(otherwise, true));
      break;
    }
    choice = &As<Ternary>(otherwise);
  }
  w.layout().Close();
}

// ---- types ---------------------------------------------------------------------------------------

void Write(FormatWriter& w, const TypeQuery& query) {
  if (query.bare) return WriteType(w, *query.operand.type);
  std::string word;
  switch (query.op) {
    case TypeQueryOp::Sizeof:
      word = "sizeof";
      break;
    case TypeQueryOp::Offsetof:
      word = "offsetof";
      break;
    case TypeQueryOp::Typeinfo:
      word = "typeinfo";
      break;
    case TypeQueryOp::Typeof:
      word = "typeof";
      break;
  }
  w.Text(word + "(");
  WriteOperand(w, query.operand, w.source().Find("(", query.range.begin, query.range.end) + 1);
  for (const Name& field : query.path) {
    if (&field == &query.path.front()) {
      w.Text(", ");
      w.Before(field.range.begin);
      w.Text(field.text);
    } else {
      w.After(field.range.begin);
      w.Text("." + field.text);
    }
  }
  w.After(query.range.end);
  w.Text(")");
}

void Operand(FormatWriter& w, const Expr& expr, uint32_t from) {
  // What could be a type is an expression because of its parentheses.
  const Expr* name = TypeLikeName(expr);
  WriteExpr(w, expr, name != nullptr && w.source().Find("(", from, name->range.begin) < name->range.begin);
}

// The suffixes as written: the tree has no spelling of counts.
std::string Suffixes(const FormatSource& source, const TypeName& type) {
  // From the last suffix to the first: only their ends are known.
  uint32_t end = type.range.end;
  std::string suffixes;
  for (auto suffix = type.suffixes.rbegin(); suffix != type.suffixes.rend(); ++suffix) {
    end = source.LastBefore(end);  // `*` or `]`
    if (suffix->kind == TypeSuffix::Pointer) {
      suffixes.insert(0, "*");
      continue;
    }
    const uint32_t count_end = source.LastBefore(end) + 1;
    const std::string count = source.WordBefore(count_end);
    suffixes.insert(0, "[" + count + "]");
    const uint32_t count_begin = count_end - static_cast<uint32_t>(count.size());
    end = count.empty() ? count_end - 1 : source.LastBefore(count_begin);  // `[`
  }
  return suffixes;
}

// ---- all kinds -----------------------------------------------------------------------------------

void Bare(FormatWriter& w, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
      return w.Text(As<IntegerLiteral>(expr).text);
    case ExprKind::StringLiteral:
      return w.Text(QuoteReadably(As<StringLiteral>(expr).value));
    case ExprKind::BoolLiteral:
      return w.Text(As<BoolLiteral>(expr).value ? "true" : "false");
    case ExprKind::Identifier:
      return w.Text(As<Identifier>(expr).name);
    case ExprKind::PositionalParam:
      return w.Text("$" + std::to_string(As<PositionalParam>(expr).index));
    case ExprKind::PositionalCount:
      return w.Text("$#");
    case ExprKind::Variable:
      return w.Text(As<Variable>(expr).name);
    case ExprKind::Map:
      return Write(w, As<Map>(expr));
    case ExprKind::Call: {
      const auto& call = As<Call>(expr);
      w.Text(call.name.text + "(");
      Arguments(w, call.name.range.end, call.args, call.range.end - 1);
      return w.Text(")");
    }
    case ExprKind::Unary:
      return Write(w, As<Unary>(expr));
    case ExprKind::Binary:
      return Write(w, As<Binary>(expr));
    case ExprKind::Ternary:
      return Write(w, As<Ternary>(expr));
    case ExprKind::FieldAccess: {
      const auto& access = As<FieldAccess>(expr);
      WriteExpr(w, *access.base, ParenthesesAsBase(*access.base));
      w.After(access.field.range.begin);
      return w.Text("." + access.field.text);
    }
    case ExprKind::TupleAccess: {
      const auto& access = As<TupleAccess>(expr);
      WriteExpr(w, *access.base, ParenthesesAsBase(*access.base));
      w.After(access.range.end);
      return w.Text("." + w.source().WordBefore(access.range.end));
    }
    case ExprKind::IndexAccess: {
      const auto& access = As<IndexAccess>(expr);
      WriteExpr(w, *access.base, ParenthesesAsIndexedBase(*access.base));
      w.Text("[");
      WriteExpr(w, *access.index);
      w.After(access.range.end);
      return w.Text("]");
    }
    case ExprKind::Tuple:
      return Write(w, As<Tuple>(expr));
    case ExprKind::Record:
      return Write(w, As<Record>(expr));
    case ExprKind::Cast: {
      const auto& cast = As<Cast>(expr);
      w.Text("(");
      WriteType(w, *cast.type);
      w.Text(")");
      return WriteExpr(w, *cast.operand, ParenthesesInCast(*cast.operand, *cast.type));
    }
    case ExprKind::TypeQuery:
      return Write(w, As<TypeQuery>(expr));
    case ExprKind::NamedArgument: {
      const auto& argument = As<NamedArgument>(expr);
      w.Text(argument.name.text + "=");
      return WriteExpr(w, *argument.value);
    }
    case ExprKind::Comptime: {
      const Expr& operand = *As<Comptime>(expr).operand;
      w.Text("comptime ");
      return WriteExpr(w, operand, ParenthesesInUnary(operand, UnaryOp::Not));
    }
    case ExprKind::If:
      return WriteIf(w, As<If>(expr));
    case ExprKind::BlockExpr:
      return WriteBlock(w, *As<BlockExpr>(expr).block);
  }
}

}  // namespace

void WriteExpr(FormatWriter& w, const Expr& expr, bool parentheses) {
  w.Before(TokenRange(expr).begin);
  if (parentheses) w.Text("(");
  Bare(w, expr);
  if (parentheses) w.Text(")");
}

void WriteType(FormatWriter& w, const TypeName& type) {
  w.Before(type.tag == TypeName::Tag::Typeof ? type.range.begin : type.range.end);
  switch (type.tag) {
    case TypeName::Tag::None:
      break;
    case TypeName::Tag::Struct:
      w.Text("struct ");
      break;
    case TypeName::Tag::Union:
      w.Text("union ");
      break;
    case TypeName::Tag::Enum:
      w.Text("enum ");
      break;
    case TypeName::Tag::Typeof:
      w.Text("typeof(");
      break;
  }
  if (type.tag == TypeName::Tag::Typeof) {
    const uint32_t open = w.source().Find("(", type.range.begin, type.range.end) + 1;
    if (type.typeof_type) {
      WriteType(w, *type.typeof_type);
    } else {
      Operand(w, *type.typeof_expr, open);
    }
    w.After(type.range.end);
    w.Text(")");
  }
  w.Text(type.base);
  w.Text(Suffixes(w.source(), type));
}

void WriteOperand(FormatWriter& w, const TypeOrExpr& operand, uint32_t from) {
  if (operand.type) return WriteType(w, *operand.type);
  Operand(w, *operand.expr, from);
}

}  // namespace sonde::ast
