// Builds statements, blocks and the top level. Leaves: Builder.
// Covered by tests/golden/ast/* and tests/golden/diag-syntax/*.
#include "parser/builder.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "parser/parse_time_names.h"
#include "parser/target_slips.h"

namespace sonde {

// Of a tree that would be too high nothing is left: an error has been reported.
template <typename Node, typename... Args>
TallStmt Builder::MakeStmt(SourceRange range, uint32_t height, Args&&... args) {
  if (!MayGrow(range, height)) return {};
  return {std::make_unique<Node>(range, std::forward<Args>(args)...), height + 1};
}

// ---- top level ----------------------------------------------------------------------------------

void Builder::Setting(SourceRange key, ast::ConfigEntry::Kind kind, SourceRange value) {
  ast::ConfigEntry entry{NameAt(key), kind, {}, 0, key.Join(value)};
  switch (kind) {
    case ast::ConfigEntry::String:
      entry.text = StringAt(value);
      break;
    case ast::ConfigEntry::Word:
      entry.text = Text(value);
      break;
    case ast::ConfigEntry::Integer:
      entry.number = Number(value);
      break;
    case ast::ConfigEntry::Bool:
      entry.number = Text(value) == "true" ? 1 : 0;
      break;
  }
  program_.config.push_back(std::move(entry));
}

void Builder::Import(SourceRange range, SourceRange path) {
  program_.imports.push_back({StringAt(path), range});
}

ast::AttachPoint Builder::AttachPoint(SourceRange range) {
  // Only a name before `=` may stand apart from the rest; elsewhere blanks are quoted.
  std::string text;
  bool quoted = false;
  const std::string_view raw = source().Slice(range);
  for (size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (quoted && c == '\\' && i + 1 < raw.size()) {
      text += c;
      text += raw[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (quoted || (c != ' ' && c != '\t' && c != '\r' && c != '\n')) text += c;
  }
  return {std::move(text), range};
}

void Builder::Probe(SourceRange range, std::vector<ast::AttachPoint> points, TallExpr predicate,
                    TallBlock body) {
  const bool angle = Text({body.node->range.begin, body.node->range.begin + 1}) == "<";
  program_.probes.push_back(
      {std::move(points), std::move(predicate.node), std::move(body.node), range, angle});
}

void Builder::Macro(SourceRange range, SourceRange name, const TallList& params, TallBlock body) {
  ast::Macro macro{NameAt(name), {}, std::move(body.node), range};
  for (const auto& param : params.node) {
    ast::MacroParam::Kind kind = ast::MacroParam::ExprParam;
    bool valid = false;
    if (param->kind == ast::ExprKind::Variable) {
      kind = ast::MacroParam::VariableParam;
      valid = true;
    } else if (param->kind == ast::ExprKind::Map) {
      kind = ast::MacroParam::MapParam;
      valid = ast::As<ast::Map>(*param).keys.empty();
    } else if (param->kind == ast::ExprKind::Identifier) {
      valid = !IsParseTimeName(ast::As<ast::Identifier>(*param).name);
    }
    if (!valid) errors().Report(DiagId::MacroParameter, param->range, {Text(param->range)});
    macro.params.push_back({kind, NameAt(param->range)});
  }
  program_.macros.push_back(std::move(macro));
}

void Builder::AddParameter(std::vector<ast::FunctionParam>& list, SourceRange name, TallTypeOrExpr type) {
  list.push_back({NameAt(name), std::move(type.node)});
}

void Builder::Function(SourceRange range, SourceRange name, std::vector<ast::FunctionParam> params,
                       TallTypeOrExpr return_type, TallBlock body) {
  program_.functions.push_back(
      {NameAt(name), std::move(params), std::move(return_type.node), std::move(body.node), range});
}

void Builder::MapDecl(SourceRange range, SourceRange name, SourceRange type, SourceRange parens,
                      TallList args) {
  const bool is_number = args.node.size() == 1 && args.node[0]->kind == ast::ExprKind::IntegerLiteral;
  const uint64_t entries = is_number ? ast::As<ast::IntegerLiteral>(*args.node[0]).value : 0;
  if (entries == 0 || entries > UINT32_MAX) {
    Diagnostic* problem =
        errors().Report(DiagId::MapDeclEntries, args.node.empty() ? parens : args.node[0]->range);
    if (problem != nullptr)
      problem->Hint(entries != 0 ? "a BPF map has at most 4294967295 entries"
                                 : "say how many keys it has room for: " + NameAt(type).text + "(1000)");
  }
  program_.map_decls.push_back({NameAt(name), NameAt(type), entries, range});
}

// ---- blocks and statements ----------------------------------------------------------------------

TallBlock Builder::EmptyBlock() {
  return {std::make_unique<ast::Block>(), 0};
}

TallBlock Builder::Append(TallBlock block, TallStmt stmt) {
  if (!stmt.node) return block;
  block.node->statements.push_back(std::move(stmt.node));
  block.height = std::max(block.height, stmt.height);
  return block;
}

TallBlock Builder::Close(SourceRange range, TallBlock block, TallExpr value) {
  block.node->range = range;
  block.node->value = std::move(value.node);
  block.height = std::max(block.height, value.height);
  return block;
}

TallStmt Builder::ExprStmt(SourceRange range, TallExpr expr) {
  return MakeStmt<ast::ExprStmt>(range, expr.height, std::move(expr.node));
}

void Builder::CheckTarget(const ast::Expr& target, SourceRange op_range, bool compound,
                          const ast::Expr& value) {
  switch (target.kind) {
    case ast::ExprKind::Variable:
    case ast::ExprKind::Map:
      return;
    case ast::ExprKind::FieldAccess:
    case ast::ExprKind::TupleAccess:
      HintTarget(errors().Report(DiagId::AssignImmutable, target.range), target, source());
      return;
    case ast::ExprKind::IndexAccess:
      HintTarget(errors().Report(DiagId::AssignTarget, target.range), target, source());
      return;
    default:
      if (auto slip = TargetSlip(target, compound, value, source())) {
        if (Diagnostic* error = errors().Syntax(slip->range, slip->message)) {
          error->hints = std::move(slip->hints);
          error->fixes = std::move(slip->fixes);
        }
        return;
      }
      errors().Syntax(op_range, "expected ';'");
      return;
  }
}

TallStmt Builder::Assign(SourceRange range, TallExpr target, AssignOp op, SourceRange op_range,
                         TallExpr value) {
  const bool discard = !op.compound && target.node->kind == ast::ExprKind::Identifier &&
                       ast::As<ast::Identifier>(*target.node).name == "_";
  if (discard) return MakeStmt<ast::Discard>(range, value.height, std::move(value.node));
  CheckTarget(*target.node, op_range, op.compound, *value.node);
  const uint32_t height = std::max(target.height, value.height);
  TallStmt stmt = MakeStmt<ast::Assign>(range, height, std::move(target.node), std::move(value.node));
  if (stmt.node) {
    auto& assign = static_cast<ast::Assign&>(*stmt.node);
    assign.compound = op.compound;
    assign.op = op.op;
  }
  return stmt;
}

TallStmt Builder::Let(SourceRange range, SourceRange name, TallType type, TallExpr value) {
  return MakeStmt<ast::Let>(range, std::max(type.height, value.height), NameAt(name), std::move(type.node),
                            std::move(value.node));
}

TallStmt Builder::Jump(SourceRange range, JumpKind kind, TallExpr value) {
  return MakeStmt<ast::Jump>(range, value.height, kind, std::move(value.node));
}

TallStmt Builder::ImportStmt(SourceRange range, SourceRange path) {
  return MakeStmt<ast::ImportStmt>(range, 0, StringAt(path));
}

TallStmt Builder::While(SourceRange range, TallExpr condition, TallBlock body) {
  return MakeStmt<ast::While>(range, std::max(condition.height, body.height), std::move(condition.node),
                              std::move(body.node));
}

TallStmt Builder::Unroll(SourceRange range, TallExpr count, TallBlock body) {
  return MakeStmt<ast::Unroll>(range, std::max(count.height, body.height), std::move(count.node),
                               std::move(body.node));
}

TallStmt Builder::ForMap(SourceRange variable, SourceRange map_range, TallExpr map) {
  const bool is_map = map.node->kind == ast::ExprKind::Map && ast::As<ast::Map>(*map.node).keys.empty();
  if (!is_map) HintLoopSource(errors().Report(DiagId::ForSource, map_range), *map.node, source());
  return MakeStmt<ast::For>(variable, map.height, NameAt(variable), std::move(map.node), nullptr, nullptr,
                            nullptr);
}

TallStmt Builder::ForRange(SourceRange variable, TallExpr begin, TallExpr end) {
  return MakeStmt<ast::For>(variable, std::max(begin.height, end.height), NameAt(variable), nullptr,
                            std::move(begin.node), std::move(end.node), nullptr);
}

TallStmt Builder::FinishFor(SourceRange range, TallStmt loop, TallBlock body) {
  if (!loop.node || !MayGrow(range, body.height)) return {};
  auto& node = static_cast<ast::For&>(*loop.node);
  node.range = range;
  node.body = std::move(body.node);
  loop.height = std::max(loop.height, body.height + 1);
  return loop;
}

}  // namespace sonde
