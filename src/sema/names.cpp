// Lookup of names and suggestions. Leaves: FindBuiltin, FindFunction, FindAggregation, Suggest.
// Covered by tests/sema/names_test.cpp.
#include "sema/names.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ast/walker.h"

namespace sonde::sema {
namespace {

constexpr std::string_view kArg = "arg";

std::optional<uint64_t> ArgumentNumber(std::string_view name) {
  if (!name.starts_with(kArg) || name.size() == kArg.size() || name.size() > kArg.size() + 3) return {};
  uint64_t number = 0;
  for (const char c : name.substr(kArg.size())) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

// Insertions, deletions, substitutions and swaps of neighbours.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  std::vector<size_t> before = row;
  for (size_t i = 1; i <= a.size(); ++i) {
    const std::vector<size_t> above = row;
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
  }
  return row[b.size()];
}

}  // namespace

std::optional<BuiltinName> FindBuiltin(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, BuiltinId> rows;
    for (const auto& row : kBuiltins)
      rows.emplace(row.name, row.id);
    rows.erase(RowOf(BuiltinId::Arg).name);
    return rows;
  }();
  if (const auto number = ArgumentNumber(name)) return BuiltinName{BuiltinId::Arg, *number};
  const auto it = table.find(name);
  if (it == table.end()) return {};
  return BuiltinName{it->second, 0};
}

std::optional<FunctionId> FindFunction(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, FunctionId> rows;
    for (const auto& row : kFunctions)
      rows.emplace(row.name, row.id);
    return rows;
  }();
  const auto it = table.find(name);
  if (it == table.end()) return {};
  return it->second;
}

std::optional<Aggregation> FindAggregation(std::string_view name) {
  if (name.empty()) return {};
  for (const auto& row : kAggregations) {
    if (row.name == name) return row.function;
  }
  return {};
}

const DeletedNameRow* FindDeletedName(std::string_view name) {
  for (const auto& row : kDeletedNames) {
    const bool numbered = name.starts_with(row.prefix) && name.size() > row.prefix.size();
    if (numbered && name.find_first_not_of("0123456789", row.prefix.size()) == std::string_view::npos)
      return &row;
  }
  return nullptr;
}

Suggestion Suggest(std::string_view name, bool function, const std::vector<std::string>& own) {
  std::string_view best;
  bool certain = false;
  size_t nearest = name.size() <= 3 ? 2 : 3;  // at most one edit in a short name, two in others
  const auto consider = [&](std::string_view candidate) {
    if (candidate.empty() || name.size() > candidate.size() + nearest) return;
    const size_t distance = EditDistance(name, candidate);
    const bool better = distance < nearest || (distance == nearest && candidate.size() == name.size() &&
                                               !best.empty() && best.size() != name.size());
    if (distance >= candidate.size() || candidate == best) return;
    if (better) {
      certain = distance < nearest;
      nearest = distance;
      best = candidate;
    } else if (distance == nearest) {
      certain = false;
    }
  };
  for (const auto& candidate : own)
    consider(candidate);
  if (function) {
    for (const auto& row : kFunctions)
      consider(row.name);
    for (const auto& row : kAggregations)
      consider(row.name);
  }
  for (const auto& row : kBuiltins)
    consider(row.name);
  return {std::string(best), certain};
}

const ast::Expr& Plain(const ast::Expr& expr) {
  const ast::Expr* at = &expr;
  while (at->kind == ast::ExprKind::BlockExpr) {
    const auto& node = ast::As<ast::BlockExpr>(*at);
    if (!node.expansion || !node.block->statements.empty() || !node.block->value) break;
    at = node.block->value.get();
  }
  return *at;
}

std::optional<BuiltinName> BuiltinOf(const ast::Expr& written) {
  const ast::Expr& expr = Plain(written);
  if (expr.kind == ast::ExprKind::Identifier) return FindBuiltin(ast::As<ast::Identifier>(expr).name);
  if (expr.kind != ast::ExprKind::Call) return {};
  const auto& call = ast::As<ast::Call>(expr);
  // kstack() is a function as well as a builtin: the function knows what to do without arguments.
  if (!call.args.empty() || FindFunction(call.name.text)) return {};
  return FindBuiltin(call.name.text);
}

bool IsArgs(const ast::Expr& written) {
  const ast::Expr& expr = Plain(written);
  if (expr.kind == ast::ExprKind::Unary) {
    const auto& unary = ast::As<ast::Unary>(expr);
    return unary.op == UnaryOp::Dereference && IsArgs(*unary.operand);
  }
  const auto builtin = BuiltinOf(expr);
  return builtin && builtin->id == BuiltinId::Args;
}

bool IsConfig(const ast::Expr& written) {
  const auto builtin = BuiltinOf(Plain(written));
  return builtin && builtin->id == BuiltinId::Config;
}

bool AsksForChild(const ast::Program& program) {
  bool asks = false;
  ast::Walk(program, ast::Visitor{[&](const ast::Expr& expr) {
                                    const auto builtin = BuiltinOf(expr);
                                    asks = asks || (builtin && builtin->id == BuiltinId::HasCpid);
                                    return !asks;
                                  },
                                  {},
                                  {}});
  return asks;
}

}  // namespace sonde::sema
