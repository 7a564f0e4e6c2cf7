// Every row of the tables of the language occurs in a golden script that is accepted (tests/golden/typed,
// codegen, bundle): what can be written, what sema makes of it, and how its values lie in bundles. Every kind
// of node is in one of tests/golden/ast.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "ast/walker.h"
#include "codegen/codegen.h"
#include "defs/builtins.h"
#include "defs/functions.h"
#include "defs/map_types.h"
#include "defs/operators.h"
#include "parser/parser.h"
#include "support/golden.h"
#include "support/script_options.h"
#include "typed/children.h"
#include "typed/typed.h"

namespace sonde::test {
namespace {

// Rows as "table: row".
using Rows = std::set<std::string>;

const char* const kExpressions[] = {
#define EXPR_NODE(name) "expression: " #name,
#include "defs/ast_nodes.def"
};
const char* const kStatements[] = {
#define STMT_NODE(name) "statement: " #name,
#include "defs/ast_nodes.def"
};
const char* const kBinary[] = {
#define BINARY_OPERATOR(id, spelling, class) "operator: " #id,
#include "defs/operators.def"
};
const char* const kUnary[] = {
#define UNARY_OPERATOR(id, spelling, position) "operator: " #id,
#include "defs/operators.def"
};
const char* const kSettings[] = {
#define CONFIG(field, key, ...) "setting: " key,
#include "defs/config.def"
};
const char* const kTypedExpressions[] = {
#define EXPR(name, ...) "typed expression: " #name,
#include "typed/nodes.def"
};
const char* const kTypedStatements[] = {
#define STMT(name, ...) "typed statement: " #name,
#include "typed/nodes.def"
};
const char* const kProbes[] = {
#define PROBE(id, ...) "probe: " #id,
#include "defs/probe_types.def"
};
const char* const kEvents[] = {
#define EVENT(id, ...) "event: " #id,
#include "defs/events.def"
};
const char* const kAggregations[] = {
    "aggregation: None",
#define AGGREGATION(id, ...) "aggregation: " #id,
#include "defs/aggregations.def"
};
const char* const kValues[] = {
#define VALUE_KIND(id, ...) "value: " #id,
#include "defs/value_kinds.def"
};
const char* const kStacks[] = {
#define STACK_MODE(id, ...) "stack: " #id,
#include "defs/stack_modes.def"
};

template <typename Enum, size_t kCount>
std::string Row(const char* const (&names)[kCount], Enum row) {
  return names[static_cast<size_t>(row)];
}

Rows AllRows() {
  Rows rows;
  const auto add = [&](const auto& names) { rows.insert(std::begin(names), std::end(names)); };
  add(kExpressions), add(kStatements), add(kBinary), add(kUnary);
  add(kSettings), add(kTypedExpressions), add(kTypedStatements), add(kProbes), add(kEvents);
  add(kAggregations), add(kValues), add(kStacks);
  for (const FunctionRow& row : kFunctions)
    rows.insert("function: " + std::string(row.name));
  for (const BuiltinRow& row : kBuiltins)
    rows.insert("builtin: " + std::string(row.name));
  for (const MapTypeRow& row : kMapTypes)
    rows.insert("map type: " + std::string(row.name));
  return rows;
}

// A setting however it is spelt: BPFTRACE_MAX_STRLEN is max_strlen.
std::string Setting(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::string_view kPrefix = "bpftrace_";
  return "setting: " + (key.starts_with(kPrefix) ? key.substr(kPrefix.size()) : key);
}

// arg0 is an argN.
std::string Builtin(const std::string& name) {
  const bool numbered = name.size() == 4 && name.starts_with("arg") && std::isdigit(name[3]) != 0;
  return "builtin: " + (numbered ? "argN" : name);
}

void AddWritten(const ast::Expr& expr, Rows& used) {
  switch (expr.kind) {
    case ast::ExprKind::Call:
      used.insert("function: " + ast::As<ast::Call>(expr).name.text);
      break;
    case ast::ExprKind::Identifier:
      used.insert(Builtin(ast::As<ast::Identifier>(expr).name));
      break;
    case ast::ExprKind::Binary:
      used.insert(Row(kBinary, ast::As<ast::Binary>(expr).op));
      break;
    case ast::ExprKind::Unary:
      used.insert(Row(kUnary, ast::As<ast::Unary>(expr).op));
      break;
    default:
      break;
  }
}

// Kinds of nodes, also of scripts that are refused later.
ast::Program AddNodes(const Source& script, Rows& used) {
  Diagnostics diags;
  ast::Program program = ParseProgram(script, diags);
  ast::Walk(program, {[&](const ast::Expr& expr) { return used.insert(Row(kExpressions, expr.kind)), true; },
                      [&](const ast::Stmt& stmt) { return used.insert(Row(kStatements, stmt.kind)), true; },
                      {}});
  return program;
}

void AddWritten(const Source& script, Rows& used) {
  const ast::Program program = AddNodes(script, used);
  ast::WalkExprs(program, [&](const ast::Expr& expr) { AddWritten(expr, used); });
  for (const auto& entry : program.config)
    used.insert(Setting(entry.key.text));
  for (const auto& map : program.map_decls)
    used.insert("map type: " + map.type.text);
  for (const auto& setting : OptionsOf(script).environment)
    used.insert(Setting(setting.key));
}

void AddChecked(const typed::Block& block, Rows& used);

void AddChecked(const typed::Expr& expr, Rows& used) {
  used.insert(Row(kTypedExpressions, expr.kind));
  typed::VisitParts(
      expr, [&](const typed::Expr& part) { AddChecked(part, used); },
      [&](const typed::Block& block) { AddChecked(block, used); });
}

void AddChecked(const typed::Block& block, Rows& used) {
  for (const auto& stmt : block.statements) {
    used.insert(Row(kTypedStatements, stmt->kind));
    typed::VisitParts(
        *stmt, [&](const typed::Expr& part) { AddChecked(part, used); },
        [&](const typed::Block& inner) { AddChecked(inner, used); });
  }
  if (block.value) AddChecked(*block.value, used);
}

void AddChecked(const typed::Program& program, Rows& used) {
  for (const auto& probe : program.probes) {
    used.insert(Row(kProbes, probe.target.spec.kind));
    if (probe.predicate) AddChecked(*probe.predicate, used);
    AddChecked(probe.body, used);
    for (const auto& function : probe.functions)
      AddChecked(function.body, used);
  }
  for (const auto& event : program.events)
    used.insert(Row(kEvents, event.kind));
}

void AddLayout(const bundle::Layout& layout, Rows& used) {
  used.insert(Row(kValues, layout.kind));
  const bool is_stack = layout.kind == ValueKind::KernelStack || layout.kind == ValueKind::UserStack;
  if (is_stack) used.insert(Row(kStacks, layout.stack_mode));
  for (const auto& child : layout.children)
    AddLayout(child, used);
}

void AddLowered(const bundle::Metadata& metadata, Rows& used) {
  for (const auto& map : metadata.maps) {
    used.insert(Row(kAggregations, map.function));
    AddLayout(map.key, used);
    AddLayout(map.value, used);
  }
  for (const auto& event : metadata.events) {
    for (const auto& value : event.args)
      AddLayout(value, used);
  }
}

TEST(Scripts, EveryRowOfTheLanguageIsInOneThatIsAccepted) {
  Rows used;
  for (const auto& golden : FindGoldens("ast"))
    AddNodes(LoadGolden(golden), used);
  for (const char* phase : {"typed", "codegen", "bundle"}) {
    for (const auto& golden : FindGoldens(phase)) {
      const Source script = LoadGolden(golden);
      Diagnostics diags;
      const typed::Program program = CheckScript(script, diags);
      ASSERT_FALSE(diags.has_errors()) << golden.script;
      AddWritten(script, used);
      AddChecked(program, used);
      AddLowered(Lower(program, PlanScript(program), script, {}).metadata(), used);
    }
  }
  Rows missing;
  const Rows all = AllRows();
  std::set_difference(all.begin(), all.end(), used.begin(), used.end(),
                      std::inserter(missing, missing.end()));
  EXPECT_EQ(missing, Rows{});
}

}  // namespace
}  // namespace sonde::test
