// Writes expressions and types. Leaves: FormatWriter's methods on them. Covered by
// tests/golden/fmt/expression/*, tests/golden/fmt/parentheses/*, tests/golden/fmt/type/*.
#include "ast/formatter_rules.h"
#include "ast/formatter_writer.h"

namespace sonde::ast {

void FormatWriter::Write(const Expr& expr, bool parentheses) {
  Before(TokenRange(expr).begin);
  if (parentheses) Text("(");
  Bare(expr);
  if (parentheses) Text(")");
}

void FormatWriter::Bare(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
      return Text(As<IntegerLiteral>(expr).text);
    case ExprKind::StringLiteral:
      return Text(QuoteReadably(As<StringLiteral>(expr).value));
    case ExprKind::BoolLiteral:
      return Text(As<BoolLiteral>(expr).value ? "true" : "false");
    case ExprKind::Identifier:
      return Text(As<Identifier>(expr).name);
    case ExprKind::PositionalParam:
      return Text("$" + std::to_string(As<PositionalParam>(expr).index));
    case ExprKind::PositionalCount:
      return Text("$#");
    case ExprKind::Variable:
      return Text(As<Variable>(expr).name);
    case ExprKind::Map:
      return Write(As<Map>(expr));
    case ExprKind::Call: {
      const auto& call = As<Call>(expr);
      Text(call.name.text + "(");
      Arguments(call.name.range.end, call.args, call.range.end - 1);
      return Text(")");
    }
    case ExprKind::Unary:
      return Write(As<Unary>(expr));
    case ExprKind::Binary:
      return Write(As<Binary>(expr));
    case ExprKind::Ternary:
      return Write(As<Ternary>(expr));
    case ExprKind::FieldAccess: {
      const auto& access = As<FieldAccess>(expr);
      Write(*access.base, ParenthesesAsBase(*access.base));
      After(access.field.range.begin);
      return Text("." + access.field.text);
    }
    case ExprKind::TupleAccess: {
      const auto& access = As<TupleAccess>(expr);
      Write(*access.base, ParenthesesAsBase(*access.base));
      After(access.range.end);
      return Text("." + source_.WordBefore(access.range.end));
    }
    case ExprKind::IndexAccess: {
      const auto& access = As<IndexAccess>(expr);
      Write(*access.base, ParenthesesAsIndexedBase(*access.base));
      Text("[");
      Write(*access.index);
      After(access.range.end);
      return Text("]");
    }
    case ExprKind::Tuple:
      return Write(As<Tuple>(expr));
    case ExprKind::Record:
      return Write(As<Record>(expr));
    case ExprKind::Cast: {
      const auto& cast = As<Cast>(expr);
      Text("(");
      Write(*cast.type);
      Text(")");
      return Write(*cast.operand, ParenthesesInCast(*cast.operand, *cast.type));
    }
    case ExprKind::TypeQuery:
      return Write(As<TypeQuery>(expr));
    case ExprKind::Comptime: {
      const Expr& operand = *As<Comptime>(expr).operand;
      Text("comptime ");
      return Write(operand, ParenthesesInUnary(operand, UnaryOp::Not));
    }
    case ExprKind::If:
      return Write(As<If>(expr));
    case ExprKind::BlockExpr:
      return Body(*As<BlockExpr>(expr).block);
  }
}

// ---- lists ---------------------------------------------------------------------------------------

void FormatWriter::Arguments(uint32_t open, const ExprList& list, uint32_t close) {
  std::vector<Part> parts;
  parts.reserve(list.size());
  for (const auto& expr : list)
    parts.push_back({TokenRange(*expr), 0, [this, &expr] { Write(*expr); }});
  List(open, std::move(parts), close);
}

void FormatWriter::Write(const Map& map) {
  Text(map.name);
  if (map.keys.empty()) return;
  Text("[");
  Arguments(map.name_range.end, map.keys, map.range.end - 1);
  Text("]");
}

void FormatWriter::Write(const Tuple& tuple) {
  const bool single = tuple.elements.size() == 1;
  std::vector<Part> parts;
  parts.reserve(tuple.elements.size());
  for (const auto& expr : tuple.elements) {
    parts.push_back({TokenRange(*expr), 0, [this, &expr, single] {
                       Write(*expr);
                       if (single) Text(",");
                     }});
  }
  Text("(");
  List(tuple.range.begin + 1, std::move(parts), tuple.range.end - 1);
  Text(")");
}

void FormatWriter::Write(const Record& record) {
  std::vector<Part> parts;
  parts.reserve(record.fields.size());
  for (const auto& field : record.fields) {
    parts.push_back({field.name.range.Join(TokenRange(*field.value)), 0, [this, &field] {
                       Text(field.name.text + " = ");
                       Write(*field.value);
                     }});
  }
  Text("(");
  List(record.range.begin + 1, std::move(parts), record.range.end - 1);
  Text(")");
}

// ---- operators -----------------------------------------------------------------------------------

void FormatWriter::Write(const Unary& unary) {
  const std::string op = Spelling(unary.op);
  if (unary.op == UnaryOp::PostIncrement || unary.op == UnaryOp::PostDecrement) {
    Write(*unary.operand, ParenthesesAsBase(*unary.operand));
    After(unary.range.end);
    return Text(op);
  }
  Text(op);
  Write(*unary.operand, ParenthesesInUnary(*unary.operand, unary.op));
}

void FormatWriter::Write(const Binary& binary) {
  if (binary.op == BinaryOp::And || binary.op == BinaryOp::Or) return Logical(binary);
  layout_.Open(Layout::Breaks::All);
  Write(*binary.left, ParenthesesInBinary(*binary.left, binary.op, false));
  After(binary.op_range.begin);
  Text(std::string(" ") + Spelling(binary.op));
  layout_.Line();
  Write(*binary.right, ParenthesesInBinary(*binary.right, binary.op, true));
  layout_.Close();
}

// a && b && c: one group, which comments may break like a list.
void FormatWriter::Logical(const Binary& last) {
  std::vector<const Binary*> chain{&last};
  while (chain.back()->left->kind == ExprKind::Binary && As<Binary>(*chain.back()->left).op == last.op)
    chain.push_back(&As<Binary>(*chain.back()->left));
  std::vector<Part> parts;
  const auto add = [&](const Expr& operand, bool right, uint32_t separator) {
    parts.push_back({TokenRange(operand), separator, [this, &operand, right, op = last.op] {
                       Write(operand, ParenthesesInBinary(operand, op, right));
                     }});
  };
  add(*chain.back()->left, false, chain.back()->op_range.end);
  for (size_t i = chain.size(); i-- > 0;)
    add(*chain[i]->right, true, i > 0 ? chain[i - 1]->op_range.end : chain[i]->range.end);

  Before(parts.front().range.begin);
  const bool lines = WantLines(parts, parts.back().range.begin);
  layout_.Open(Layout::Breaks::All, lines);
  for (size_t i = 0; i < parts.size(); ++i) {
    parts[i].write();
    if (i + 1 == parts.size()) break;
    if (!lines) After(parts[i].separator);
    Text(std::string(" ") + Spelling(last.op));
    if (lines) {
      EndLine({.from = parts[i].range.end, .to = parts[i + 1].range.begin, .separator = parts[i].separator});
    } else {
      layout_.Line();
    }
  }
  layout_.Close();
}

void FormatWriter::Write(const Ternary& ternary) {
  layout_.Open(Layout::Breaks::All);
  // c ? a : d ? b : e is one group.
  for (const Ternary* choice = &ternary;;) {
    Write(*choice->condition, ParenthesesInTernary(*choice->condition, false));
    const Expr& otherwise = *choice->otherwise;
    if (choice->then) {
      layout_.Line();
      Text("? ");
      Write(*choice->then, ParenthesesInTernary(*choice->then, false));
      layout_.Line();
      Text(": ");
    } else {
      layout_.Line();
      Text("?: ");
    }
    if (otherwise.kind != ExprKind::Ternary) {
      Write(otherwise, ParenthesesInTernary(otherwise, true));
      break;
    }
    choice = &As<Ternary>(otherwise);
  }
  layout_.Close();
}

// ---- types ---------------------------------------------------------------------------------------

void FormatWriter::Write(const TypeQuery& query) {
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
  Text(word + "(");
  Write(query.operand, source_.Find("(", query.range.begin, query.range.end) + 1);
  for (const Name& field : query.path) {
    if (&field == &query.path.front()) {
      Text(", ");
      Before(field.range.begin);
      Text(field.text);
    } else {
      After(field.range.begin);
      Text("." + field.text);
    }
  }
  After(query.range.end);
  Text(")");
}

void FormatWriter::Write(const TypeOrExpr& operand, uint32_t from) {
  if (operand.type) return Write(*operand.type);
  Operand(*operand.expr, from);
}

void FormatWriter::Operand(const Expr& expr, uint32_t from) {
  // What could be a type is an expression because of its parentheses.
  const Expr* name = TypeLikeName(expr);
  Write(expr, name != nullptr && source_.Find("(", from, name->range.begin) < name->range.begin);
}

// The suffixes as written: the tree has no spelling of counts.
std::string FormatWriter::Suffixes(const TypeName& type) const {
  // From the last suffix to the first: only their ends are known.
  uint32_t end = type.range.end;
  std::string suffixes;
  for (auto suffix = type.suffixes.rbegin(); suffix != type.suffixes.rend(); ++suffix) {
    end = source_.LastBefore(end);  // `*` or `]`
    if (suffix->kind == TypeSuffix::Pointer) {
      suffixes.insert(0, "*");
      continue;
    }
    const uint32_t count_end = source_.LastBefore(end) + 1;
    const std::string count = source_.WordBefore(count_end);
    suffixes.insert(0, "[" + count + "]");
    const uint32_t count_begin = count_end - static_cast<uint32_t>(count.size());
    end = count.empty() ? count_end - 1 : source_.LastBefore(count_begin);  // `[`
  }
  return suffixes;
}

void FormatWriter::Write(const TypeName& type) {
  Before(type.tag == TypeName::Tag::Typeof ? type.range.begin : type.range.end);
  switch (type.tag) {
    case TypeName::Tag::None:
      break;
    case TypeName::Tag::Struct:
      Text("struct ");
      break;
    case TypeName::Tag::Union:
      Text("union ");
      break;
    case TypeName::Tag::Enum:
      Text("enum ");
      break;
    case TypeName::Tag::Typeof:
      Text("typeof(");
      break;
  }
  if (type.tag == TypeName::Tag::Typeof) {
    const uint32_t open = source_.Find("(", type.range.begin, type.range.end) + 1;
    if (type.typeof_type) {
      Write(*type.typeof_type);
    } else {
      Operand(*type.typeof_expr, open);
    }
    After(type.range.end);
    Text(")");
  }
  Text(type.base);
  Text(Suffixes(type));
}

}  // namespace sonde::ast
