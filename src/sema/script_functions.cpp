// Functions of the script (language.md 8.2): each probe that calls one has its own copy of the body, with
// variables of the probe; BPF has no recursion, so one place for each is enough. Leaves:
// CheckUserCall, CheckFunctionReturn, CheckUnusedFunctions. Covered by tests/golden/typed/script_functions/*,
// tests/golden/diag/script_functions/* and tests/run/script-functions.test.
#include <algorithm>
#include <utility>

#include "sema/families.h"
#include "sema/functions/results.h"

namespace sonde::sema {
namespace {

bool LeavesAlways(const typed::Block& block, const std::vector<typed::EventInfo>& events);

bool LeavesAlways(const typed::Stmt& stmt, const std::vector<typed::EventInfo>& events) {
  switch (stmt.kind) {
    case typed::StmtKind::Jump:
      return typed::As<typed::Jump>(stmt).jump == JumpKind::Return;
    case typed::StmtKind::Send:
      return events[typed::As<typed::Send>(stmt).event].kind == EventKind::Exit;
    case typed::StmtKind::If: {
      const auto& node = typed::As<typed::If>(stmt);
      return LeavesAlways(node.then, events) && LeavesAlways(node.otherwise, events);
    }
    case typed::StmtKind::Repeat:
      return LeavesAlways(typed::As<typed::Repeat>(stmt).body, events);
    default:
      return false;
  }
}

bool LeavesAlways(const typed::Block& block, const std::vector<typed::EventInfo>& events) {
  return std::any_of(block.statements.begin(), block.statements.end(),
                     [&](const auto& stmt) { return LeavesAlways(*stmt, events); });
}

// Types that a variable cannot have.
bool IsUnfit(const Type& type) {
  return type.kind == TypeKind::Struct || type.kind == TypeKind::Array || type.kind == TypeKind::Aggregate ||
         type.kind == TypeKind::None;
}

const ast::Function* FindScriptFunction(Context& context, const std::string& name) {
  const auto found = std::find_if(context.program.functions.begin(), context.program.functions.end(),
                                  [&](const auto& function) { return function.name.text == name; });
  return found == context.program.functions.end() ? nullptr : &*found;
}

// A parameter's or result's type. `string` without a size has the largest.
TypePtr SignatureType(Elaborator& elaborator, const ast::TypeOrExpr& written, SourceRange range,
                      bool may_be_void) {
  const TypePtr type = elaborator.OperandType(written, kTypeof);
  if (Unresolved(type)) return type;
  if (IsUnfit(*type) || (type->kind == TypeKind::Void && !may_be_void)) {
    elaborator.context.Report(DiagId::InvalidVariableType, range, {Spell(*type)});
    return ErrorType();
  }
  if (type->kind == TypeKind::String && type->size == 0) {
    return StringType(static_cast<uint32_t>(elaborator.context.config.max_strlen));
  }
  return type;
}

Binding BindFixed(Elaborator& elaborator, const std::string& name, SourceRange range,
                  ast::DeclarationId declaration, const TypePtr& type) {
  Binding binding;
  binding.slot = static_cast<uint32_t>(elaborator.probe->variables.size());
  binding.state = &elaborator.context.instance->variables[declaration];
  binding.declared_at = range;
  binding.assigned = true;
  binding.state->type.Add(type, elaborator.context.inference.changed);
  binding.state->fixed = !Unresolved(type);
  elaborator.probe->variables.push_back({name, elaborator.VariableType(binding)});
  return binding;
}

void BindParameters(Elaborator& elaborator, ScriptFunction& state) {
  for (const auto& param : state.function->params) {
    const TypePtr type = SignatureType(elaborator, param.type, param.name.range, false);
    const Binding binding =
        BindFixed(elaborator, param.name.text, param.name.range, param.name.range.begin, type);
    if (elaborator.scope.bindings.count(param.name.text) != 0)
      elaborator.context.Report(DiagId::AlreadyDeclared, param.name.range, {param.name.text});
    elaborator.scope.bindings[param.name.text] = binding;
    elaborator.scope.scopes.back().push_back(param.name.text);
    state.params.push_back(binding);
  }
}

void BindResult(Elaborator& elaborator, ScriptFunction& state) {
  if (Unresolved(state.result) || state.result->kind == TypeKind::Void) return;
  const ast::Name& name = state.function->name;
  const Binding binding = BindFixed(elaborator, name.text + "()", name.range, name.range.begin, state.result);
  state.result_slot = static_cast<int32_t>(binding.slot);
  state.result_binding = binding;
  // With the memory that the results of earlier rounds lead into.
  state.result = elaborator.VariableType(binding);
}

// Checks the body once for this probe. Callees come first in the probe's list.
ScriptFunction& Instantiate(Elaborator& elaborator, const ast::Function& function) {
  const auto [it, is_new] = elaborator.called.try_emplace(function.name.range.begin);
  ScriptFunction& state = it->second;
  if (!is_new) return state;
  elaborator.functions_seen.insert(function.name.range.begin);
  state.in_progress = true;
  state.result = SignatureType(elaborator, function.return_type, function.name.range, true);

  Scope outer = std::exchange(elaborator.scope, Scope{});
  std::vector<SourceRange> calls = std::exchange(elaborator.context.expansions, {});
  elaborator.scope.function = &state;
  state.function = &function;
  elaborator.scope.scopes.assign(1, {});
  typed::Function out;
  out.name = function.name.text;
  out.range = function.range;
  BindParameters(elaborator, state);
  for (const Binding& binding : state.params)
    out.params.push_back(binding.slot);
  BindResult(elaborator, state);
  out.result = state.result_slot;
  typed::Block outside;
  elaborator.scope.block = &outside;
  out.body = elaborator.Block(*function.body, false);
  elaborator.EndScope();
  if (state.result_slot >= 0 && !LeavesAlways(out.body, elaborator.out.events)) {
    elaborator.context.Report(DiagId::MissingReturn, function.name.range, {function.name.text});
  }
  elaborator.scope = std::move(outer);
  elaborator.context.expansions = std::move(calls);
  state.index = static_cast<uint32_t>(elaborator.probe->functions.size());
  elaborator.probe->functions.push_back(std::move(out));
  state.in_progress = false;
  return state;
}

}  // namespace

std::optional<CallResult> CheckUserCall(Elaborator& elaborator, const ast::Call& node) {
  const ast::Function* function = FindScriptFunction(elaborator.context, node.name.text);
  if (function == nullptr) return std::nullopt;
  const auto count = static_cast<uint32_t>(function->params.size());
  if (!CheckArity(elaborator, node, count, count)) return Failed(node);
  ScriptFunction& callee = Instantiate(elaborator, *function);
  if (callee.in_progress) {
    return Value(
        elaborator.context.ReportAndPoison(DiagId::FunctionRecursion, node.range, {function->name.text}));
  }
  elaborator.probe->has_loops = true;
  auto call = std::make_unique<typed::Call>(callee.result, node.range);
  call->function = callee.index;
  for (size_t i = 0; i < node.args.size(); ++i) {
    ExprPtr value = AsReference(elaborator.context, elaborator.Expression(*node.args[i]));
    if (Unresolved(value)) return CallResult{Unresolvable(value->type, node.range), nullptr};
    const StmtPtr store = elaborator.Store(callee.params[i], function->params[i].name.text, node.range,
                                           std::move(value), node.args[i]->range);
    auto& converted = static_cast<typed::AssignVariable&>(*store).value;
    if (!converted || Unresolved(converted)) return Failed(node);
    call->args.push_back(std::move(converted));
  }
  if (Unresolved(callee.result)) return Failed(node);
  if (callee.result->kind != TypeKind::Void) return Value(std::move(call));
  auto statement = std::make_unique<typed::Evaluate>(node.range);
  statement->expr = std::move(call);
  return CallResult{nullptr, std::move(statement)};
}

// return in a function: the value goes where the caller finds it.
void CheckFunctionReturn(Elaborator& elaborator, const ast::Jump& node) {
  const std::string& name = elaborator.scope.function->function->name.text;
  const TypePtr& type = elaborator.scope.function->result;
  ExprPtr value = node.value ? elaborator.Value(*node.value) : nullptr;
  auto leave = std::make_unique<typed::Jump>(node.range);
  leave->jump = JumpKind::Return;
  leave->leaves_function = true;
  const bool known = !Unresolved(type) && (!value || !Unresolved(value));
  if (known) {
    const TypePtr given = value ? value->type : VoidType();
    const TypePtr merged = type->kind == TypeKind::Void ? nullptr : Merge(type, given);
    const bool too_long = merged && merged->kind == TypeKind::String && given->size > type->size;
    const bool fits = type->kind == TypeKind::Void ? !value : value && merged && !too_long;
    if (!fits) {
      elaborator.context.Report(DiagId::FunctionReturn, node.range, {name, Spell(*type), Spell(*given)});
    } else if (value) {
      auto store = std::make_unique<typed::AssignVariable>(node.range);
      store->slot = static_cast<uint32_t>(elaborator.scope.function->result_slot);
      elaborator.AddVariableType(elaborator.scope.function->result_binding, name, node.range, given);
      store->value = Convert(elaborator.context, std::move(value), type);
      elaborator.Append(std::move(store));
    }
  }
  elaborator.Append(std::move(leave));
}

// Mistakes in functions that nothing calls are worth finding as well; their code is dropped.
void CheckUnusedFunctions(Elaborator& elaborator) {
  if (elaborator.out.probes.empty()) return;
  for (const auto& function : elaborator.context.program.functions) {
    const auto* first = FindScriptFunction(elaborator.context, function.name.text);
    if (first != &function) {
      elaborator.context.Report(DiagId::FunctionRedefined, function.name.range, {function.name.text})
          .Note(first->name.range, "This is the original definition.");
    }
    if (elaborator.functions_seen.count(function.name.range.begin) != 0) continue;
    const size_t variables = elaborator.probe->variables.size();
    const size_t functions = elaborator.probe->functions.size();
    const bool has_loops = elaborator.probe->has_loops;
    Instantiate(elaborator, function);
    elaborator.probe->has_loops = has_loops;
    elaborator.called.clear();
    elaborator.probe->functions.resize(functions);
    elaborator.probe->variables.resize(variables);
  }
}

}  // namespace sonde::sema
