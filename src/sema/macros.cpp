// Finding the macro that a call means: overloads, hygiene, recursion. Leaves: ExpandMacros, ExpandAlone,
// SpokenName and MacroExpander's Call. Covered by tests/golden/typed/macros/* and tests/golden/diag/macros/*.
#include "sema/macros.h"

#include <algorithm>
#include <cassert>
#include <unordered_set>
#include <utility>

#include "ast/walker.h"
#include "parser/parse_time_names.h"
#include "parser/parser.h"
#include "sema/c_text.h"
#include "sema/macro_expander.h"
#include "sema/names.h"
#include "sema/placing.h"
#include "stdlib/stdlib.h"

namespace sonde::sema {

using ast::ExprKind;
using ast::MacroParam;

namespace {

constexpr char kMark = '\x1f';

MacroParam::Kind KindOf(const ast::Expr& expr) {
  if (expr.kind == ExprKind::Variable) return MacroParam::VariableParam;
  const bool map = expr.kind == ExprKind::Map && ast::As<ast::Map>(expr).keys.empty();
  return map ? MacroParam::MapParam : MacroParam::ExprParam;
}

bool Takes(MacroParam::Kind parameter, MacroParam::Kind argument) {
  return parameter == argument || parameter == MacroParam::ExprParam;
}

// Whether every call that fits `later` fits `earlier` as well.
bool Hides(const ast::Macro& earlier, const ast::Macro& later) {
  return std::equal(earlier.params.begin(), earlier.params.end(), later.params.begin(), later.params.end(),
                    [](const auto& a, const auto& b) { return Takes(a.kind, b.kind); });
}

const char* Describe(MacroParam::Kind kind) {
  switch (kind) {
    case MacroParam::VariableParam:
      return "a variable";
    case MacroParam::MapParam:
      return "a map";
    default:
      return "an expression";
  }
}

bool IsKnownFunction(const std::string& name) {
  return FindFunction(name) || FindAggregation(name) || FindBuiltin(name);
}

// What the bodies of the macros call, or may.
std::unordered_set<std::string_view> NamedIn(const std::vector<const ast::Macro*>& macros) {
  std::unordered_set<std::string_view> names;
  for (const ast::Macro* macro : macros) {
    ast::WalkExprs(*macro->body, [&](const ast::Expr& expr) {
      if (expr.kind == ExprKind::Call) names.insert(ast::As<ast::Call>(expr).name.text);
      if (expr.kind == ExprKind::Identifier) names.insert(ast::As<ast::Identifier>(expr).name);
    });
  }
  return names;
}

bool HasFunction(const ast::Program& program, const std::string& name) {
  return std::any_of(program.functions.begin(), program.functions.end(),
                     [&](const ast::Function& own) { return own.name.text == name; });
}

// Whether a call is of the standard library, or has named arguments.
bool CallsForChange(const ast::Program& program) {
  return ast::AnyExpr(program, [](const ast::Expr& expr) {
    if (expr.kind == ExprKind::NamedArgument) return true;
    const bool call = expr.kind == ExprKind::Call;
    if (!call && expr.kind != ExprKind::Identifier) return false;
    const auto function =
        FindFunction(call ? ast::As<ast::Call>(expr).name.text : ast::As<ast::Identifier>(expr).name);
    return function && RowOf(*function).code == FunctionCode::Script;
  });
}

}  // namespace

std::string SpokenName(std::string text) {
  for (size_t mark = text.find(kMark); mark != std::string::npos; mark = text.find(kMark, mark)) {
    size_t end = mark + 1;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9')
      ++end;
    text.erase(mark, end - mark);
  }
  return text;
}

std::string MacroExpander::VariableName(const std::string& name) const {
  const Frame* frame = frame_;
  std::string current = name;
  while (frame->macro != nullptr) {
    const auto it = frame->arguments.find(current);
    if (it == frame->arguments.end()) return current + kMark + std::to_string(frame->id);
    current = ast::As<ast::Variable>(*it->second.expr).name;
    frame = it->second.frame;
  }
  return current;
}

// Inside a macro, the calls that led there follow.
Diagnostic& MacroExpander::Report(DiagId id, SourceRange range, std::vector<std::string> args) {
  for (auto& arg : args)
    arg = SpokenName(std::move(arg));
  Diagnostic& diagnostic = diags_.Report(id, range, std::move(args));
  for (const Frame* frame = frame_; frame != nullptr && frame->macro != nullptr; frame = frame->caller)
    diagnostic.Note(frame->call, "expanded from");
  return diagnostic;
}

void MacroExpander::CheckParameters(const ast::Macro& macro) {
  for (auto at = macro.params.begin(); at != macro.params.end(); ++at) {
    const bool twice = std::any_of(macro.params.begin(), at,
                                   [&](const auto& before) { return before.name.text == at->name.text; });
    if (twice) Report(DiagId::MacroParameterTwice, at->name.range, {at->name.text});
  }
}

void MacroExpander::Collect() {
  for (const auto& macro : program_.macros) {
    CheckParameters(macro);
    auto& overloads = macros_[macro.name.text];
    const auto hidden = std::find_if(overloads.begin(), overloads.end(),
                                     [&](const auto* earlier) { return Hides(*earlier, macro); });
    if (hidden != overloads.end()) {
      Report(DiagId::MacroRedefined, macro.name.range, {macro.name.text})
          .Note((*hidden)->name.range, "This is the original definition.");
    }
    overloads.push_back(&macro);
  }
}

// A parameter stands for what it was called with, through any number of macros.
Argument MacroExpander::Follow(const ast::Expr& expr, const Frame& frame) {
  Argument argument{&expr, &frame};
  while (argument.expr->kind == ExprKind::Identifier) {
    const auto it = argument.frame->arguments.find(ast::As<ast::Identifier>(*argument.expr).name);
    if (it == argument.frame->arguments.end()) break;
    argument = it->second;
  }
  return argument;
}

bool MacroExpander::Accepts(const ast::Macro& macro, const std::vector<Argument>& arguments) const {
  return std::equal(
      macro.params.begin(), macro.params.end(), arguments.begin(), arguments.end(),
      [](const auto& param, const auto& argument) { return Takes(param.kind, KindOf(*argument.expr)); });
}

// The closest definition is one with as many parameters, else the first.
void MacroExpander::ReportMismatch(const std::string& name, SourceRange call,
                                   const std::vector<Argument>& arguments) {
  const auto& overloads = macros_[name];
  const auto same_count = std::find_if(overloads.begin(), overloads.end(), [&](const auto* macro) {
    return macro->params.size() == arguments.size();
  });
  const ast::Macro& closest = same_count == overloads.end() ? *overloads.front() : **same_count;
  std::string reason;
  std::string called;
  if (same_count == overloads.end()) {
    reason = name +
             "() has a different number of arguments. Expected: " + std::to_string(closest.params.size()) +
             " but got " + std::to_string(arguments.size());
    for (const MacroParam& param : closest.params)
      called += (called.empty() ? "" : ", ") + param.name.text;
    called = "write " + name + "(" + called + ")";
  }
  for (size_t i = 0; reason.empty() && i < arguments.size(); ++i) {
    const MacroParam::Kind kind = KindOf(*arguments[i].expr);
    if (Takes(closest.params[i].kind, kind)) continue;
    reason = "Mismatched arg: " + closest.params[i].name.text + " expects " +
             Describe(closest.params[i].kind) + " but got " + Describe(kind);
  }
  Diagnostic& diagnostic = Report(DiagId::MacroMismatch, call, {name}).Note(closest.name.range, reason);
  if (!called.empty()) diagnostic.Hint(called);
  for (size_t i = 0; same_count != overloads.end() && i < arguments.size(); ++i) {
    const MacroParam::Kind kind = KindOf(*arguments[i].expr);
    if (Takes(closest.params[i].kind, kind)) continue;
    const std::string& parameter = closest.params[i].name.text;
    if (parameter.starts_with('@')) diagnostic.Hint("write " + name + "(@m) with a map of the script");
    if (parameter.starts_with('$') && parameter.size() > 1)
      diagnostic.Hint("a parameter without a sign takes any expression: write " + parameter.substr(1) +
                      " for " + parameter + " in the macro");
    break;
  }
}

// Bodies reach maps through parameters only. Reported once per macro.
bool MacroExpander::IsHygienic(const ast::Macro& macro, const Frame& frame) {
  const auto [it, is_new] = hygienic_.try_emplace(&macro, true);
  if (!is_new) return it->second;
  ast::WalkExprs(*macro.body, [&](const ast::Expr& expr) {
    if (expr.kind != ExprKind::Map) return;
    const auto& map = ast::As<ast::Map>(expr);
    if (frame.arguments.count(map.name) != 0) return;
    Report(DiagId::MacroUnhygienic, map.name_range, {map.name})
        .Note(frame.call, "expanded from")
        .Hint("pass the map as an argument: macro " + macro.name.text + "(" + map.name + ")");
    it->second = false;
  });
  return it->second;
}

ast::ExprPtr MacroExpander::Failed(SourceRange call) {
  auto block = std::make_unique<ast::Block>();
  block->range = call;
  auto node = std::make_unique<ast::BlockExpr>(call, std::move(block));
  node->expansion = std::make_unique<ast::Expansion>(ast::Expansion{call, true});
  return node;
}

bool MacroExpander::IsOfScript(const std::string& name) const {
  return frame_->speaks_for.empty() && (macros_.count(name) != 0 || HasFunction(program_, name));
}

ast::ExprPtr MacroExpander::Call(const std::string& name, SourceRange call, const ExprRefs& args, bool bare) {
  // In the body of a function of the language, names of the script mean nothing.
  const auto found = frame_->speaks_for.empty() ? macros_.find(name) : macros_.end();
  if (found == macros_.end()) return CallStdlib(name, call, args);
  if (bare && IsParseTimeName(name)) return nullptr;
  std::vector<Argument> arguments;
  for (const auto& arg : args)
    arguments.push_back(Follow(*arg, *frame_));
  for (const auto* macro : found->second) {
    if (Accepts(*macro, arguments)) return Expand(*macro, call, arguments);
  }
  if (IsKnownFunction(name)) return CallStdlib(name, call, args);
  ReportMismatch(name, call, arguments);
  return Failed(call);
}

// A file has a macro for each number of arguments. A wrong one is the checker's to report.
ast::ExprPtr MacroExpander::CallStdlib(const std::string& name, SourceRange call, const ExprRefs& args) {
  const auto function = FindFunction(name);
  if (!function || RowOf(*function).code != FunctionCode::Script) return nullptr;
  const FunctionRow& row = RowOf(*function);
  const bool hidden = frame_->speaks_for.empty() && HasFunction(program_, name);
  if (hidden || args.size() < row.signature.least || args.size() > row.signature.most()) return nullptr;
  Diagnostics problems;
  const Source text(name, std::string(StdlibScript(name)));
  ast::Program& program = stdlib_.emplace_back(ParseProgram(text, problems));
  const auto macro = std::find_if(program.macros.begin(), program.macros.end(),
                                  [&](const auto& one) { return one.params.size() == args.size(); });
  assert(!problems.has_errors() && macro != program.macros.end());
  PlaceAt(*macro->body, call);
  std::vector<Argument> arguments;
  for (const auto& arg : args)
    arguments.push_back(Follow(*arg, *frame_));
  return Expand(*macro, call, arguments, frame_->speaks_for.empty() ? row.name : frame_->speaks_for);
}

// A macro of C, written bare. Its own name in its replacement means the enumerator that it stands in front
// of, as headers like to do; anything else that leads back to it has no end. Null: no such macro.
ast::ExprPtr MacroExpander::CallC(const std::string& name, SourceRange place) {
  if (c_ == nullptr || IsKnownFunction(name) || IsParseTimeName(name)) return nullptr;
  if (std::find(c_macros_.begin(), c_macros_.end(), name) != c_macros_.end()) {
    if (c_->FindEnumerator(name)) return nullptr;
    Report(DiagId::CMacroRecursion, place, {name});
    return Failed(place);
  }
  const auto macro = c_->FindMacro(name);
  if (!macro || macro->text.empty() || macro->text == name) return nullptr;  // #define stdin stdin
  const ast::ExprPtr replacement = ParseCMacro(*macro, place);
  if (!replacement) {
    Report(DiagId::CMacroExpression, place, {name}).Hint("it is defined as: " + macro->text);
    return Failed(place);
  }
  c_macros_.push_back(name);
  ast::ExprPtr expansion = Copy(*replacement);
  c_macros_.pop_back();
  return expansion;
}

// A body that ends in a return was reported for that; that it has no value either is no second mistake.
void MacroExpander::GiveFailedValue(ast::Block& body) {
  if (body.value || body.statements.empty() || body.statements.back()->kind != ast::StmtKind::ExprStmt)
    return;
  ast::ExprPtr& last = static_cast<ast::ExprStmt&>(*body.statements.back()).expr;
  if (last->kind != ExprKind::BlockExpr) return;
  const auto& expansion = ast::As<ast::BlockExpr>(*last).expansion;
  if (!expansion || !expansion->failed) return;
  body.value = std::move(last);
  body.statements.pop_back();
}

ast::ExprPtr MacroExpander::Expand(const ast::Macro& macro, SourceRange call,
                                   const std::vector<Argument>& arguments, std::string_view speaks_for) {
  for (const Frame* frame = frame_; frame->macro != nullptr; frame = frame->caller) {
    if (frame->macro != &macro) continue;
    Report(DiagId::MacroRecursion, call, {macro.name.text});
    return Failed(call);
  }
  Frame frame{&macro, frame_, call, ++expansions_, {}, speaks_for};
  for (size_t i = 0; i < arguments.size(); ++i)
    frame.arguments.emplace(macro.params[i].name.text, arguments[i]);
  if (!IsHygienic(macro, frame)) return Failed(call);
  const uint32_t outer_loops = std::exchange(loops_, 0);
  frame_ = &frame;
  auto node = std::make_unique<ast::BlockExpr>(call, Copy(*macro.body));
  GiveFailedValue(*node->block);
  frame_ = frame.caller;
  loops_ = outer_loops;
  node->expansion = std::make_unique<ast::Expansion>(ast::Expansion{call, false});
  return node;
}

ast::Program MacroExpander::Run() {
  const Frame script;
  frame_ = &script;
  Collect();
  ast::Program result;
  result.config = program_.config;
  result.has_config = program_.has_config;
  result.c_statements = program_.c_statements;
  result.imports = program_.imports;
  result.c_imports = program_.c_imports;
  result.map_decls = program_.map_decls;
  for (const auto& probe : program_.probes) {
    result.probes.push_back({probe.attach_points, CopyOrNull(probe.predicate), Copy(*probe.body), probe.range,
                             probe.angle_brackets});
  }
  for (const auto& function : program_.functions) {
    std::vector<ast::FunctionParam> params;
    for (const auto& param : function.params)
      params.push_back({param.name, Copy(param.type)});
    result.functions.push_back(
        {function.name, std::move(params), Copy(function.return_type), Copy(*function.body), function.range});
  }
  return result;
}

std::vector<const ast::Macro*> MacroExpander::Uncalled() const {
  std::vector<const ast::Macro*> macros;
  for (const auto& macro : program_.macros) {
    if (hygienic_.count(&macro) == 0) macros.push_back(&macro);
  }
  return macros;
}

// Variables are declared in front of the body, with a value of no known type; expressions are such a value.
ast::Probe MacroExpander::AloneBody(const ast::Macro& macro) {
  const Frame script;
  frame_ = &script;
  copied_ = 0;
  too_large_ = false;
  ast::ExprList values;
  std::vector<Argument> arguments;
  ast::Probe probe;
  probe.range = macro.range;
  probe.body = std::make_unique<ast::Block>();
  probe.body->range = macro.range;
  for (const auto& param : macro.params) {
    const SourceRange range = param.name.range;
    if (param.kind == MacroParam::VariableParam) {
      auto declare = std::make_unique<ast::Assign>(
          range, std::make_unique<ast::Variable>(range, param.name.text), Failed(range));
      probe.body->statements.push_back(Numbered(std::move(declare)));
      values.push_back(std::make_unique<ast::Variable>(range, param.name.text));
    } else if (param.kind == MacroParam::MapParam) {
      values.push_back(std::make_unique<ast::Map>(range, StandInName(param), ast::ExprList{}, range));
    } else {
      values.push_back(Failed(range));
    }
    arguments.push_back({values.back().get(), &script});
  }
  ast::ExprPtr body = Expand(macro, macro.name.range, arguments);
  probe.body->statements.push_back(std::make_unique<ast::ExprStmt>(macro.range, std::move(body)));
  return probe;
}

// Those that no other one names come first: the others are in their bodies.
std::vector<LoneMacro> MacroExpander::Alone(std::vector<const ast::Macro*> macros) {
  const Frame script;
  frame_ = &script;
  Collect();
  const std::unordered_set<std::string_view> named = NamedIn(macros);
  std::stable_partition(macros.begin(), macros.end(),
                        [&](const ast::Macro* macro) { return named.count(macro->name.text) == 0; });
  std::vector<LoneMacro> bodies;
  for (const ast::Macro* macro : macros) {
    if (hygienic_.count(macro) == 0) bodies.push_back({macro, AloneBody(*macro)});
  }
  return bodies;
}

std::string StandInName(const ast::MacroParam& param) {
  return param.name.text + kMark + "0";  // no expansion has this number
}

std::vector<LoneMacro> ExpandAlone(const ast::Program& program, std::vector<const ast::Macro*> macros,
                                   CDefinitions* c, Diagnostics& diags) {
  return MacroExpander(program, c, diags).Alone(std::move(macros));
}

Expanded ExpandMacros(const ast::Program& program, CDefinitions* c, Diagnostics& diags) {
  if (program.macros.empty() && c == nullptr && !CallsForChange(program)) return {};
  MacroExpander expander(program, c, diags);
  auto expanded = std::make_unique<ast::Program>(expander.Run());
  return {std::move(expanded), expander.Uncalled()};
}

}  // namespace sonde::sema
