// Functions of the script (language.md 8.2): each probe that calls one has its own copy of the body, with
// variables of the probe; BPF has no recursion, so one place for each is enough. Leaves: Checker's
// CheckUserCall, CheckFunctionReturn, CheckUnusedFunctions. Covered by tests/golden/typed/script_functions/*,
// tests/golden/diag/script_functions/* and tests/run/script-functions.test.
#include <algorithm>
#include <utility>

#include "sema/checker.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

bool LeavesAlways(const typed::Block& block, const std::vector<typed::EventInfo>& events);

bool LeavesAlways(const typed::Stmt& stmt, const std::vector<typed::EventInfo>& events) {
  switch (stmt.kind) {
    case typed::StmtKind::Jump:
      return typed::As<typed::Jump>(stmt).jump == JumpKind::Return;
    case typed::StmtKind::Emit:
      return events[typed::As<typed::Emit>(stmt).event].kind == EventKind::Exit;
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

}  // namespace

const ast::Function* Checker::FindScriptFunction(const std::string& name) const {
  const auto found = std::find_if(context.program.functions.begin(), context.program.functions.end(),
                                  [&](const auto& function) { return function.name.text == name; });
  return found == context.program.functions.end() ? nullptr : &*found;
}

// A parameter's or result's type. `string` without a size has the largest.
TypePtr Checker::SignatureType(const ast::TypeOrExpr& written, SourceRange range, bool may_be_void) {
  const TypePtr type = OperandType(written, kTypeof);
  if (Unresolved(type)) return type;
  if (IsUnfit(*type) || (type->kind == TypeKind::Void && !may_be_void)) {
    context.Report(DiagId::InvalidVariableType, range, {Spell(*type)});
    return ErrorType();
  }
  if (type->kind == TypeKind::String && type->size == 0) {
    return StringType(static_cast<uint32_t>(context.config.max_strlen));
  }
  return type;
}

Binding Checker::BindFixed(const std::string& name, SourceRange range, ast::DeclarationId declaration,
                           const TypePtr& type) {
  Binding binding;
  binding.slot = static_cast<uint32_t>(probe_->variables.size());
  binding.state = &context.copy->variables[declaration];
  binding.declared_at = range;
  binding.assigned = true;
  binding.state->slot.Add(type, context.inference.changed);
  binding.state->fixed = !Unresolved(type);
  probe_->variables.push_back({name, TypeOf(binding)});
  return binding;
}

// Checks the body once for this probe. Callees come first in the probe's list.
ScriptFunction& Checker::Instantiate(const ast::Function& function) {
  const auto [it, is_new] = called_.try_emplace(&function);
  ScriptFunction& state = it->second;
  if (!is_new) return state;
  functions_seen_.insert(&function);
  state.in_progress = true;
  state.result = SignatureType(function.return_type, function.name.range, true);

  CheckerScope outer = std::exchange(static_cast<CheckerScope&>(*this), CheckerScope{});
  std::vector<SourceRange> calls = std::exchange(context.expansions, {});
  function_ = &state;
  state.function = &function;
  scopes_.assign(1, {});
  typed::Function out;
  out.name = function.name.text;
  out.range = function.range;
  for (const auto& param : function.params) {
    const TypePtr type = SignatureType(param.type, param.name.range, false);
    const Binding binding = BindFixed(param.name.text, param.name.range, param.name.range.begin, type);
    if (bindings_.count(param.name.text) != 0)
      context.Report(DiagId::AlreadyDeclared, param.name.range, {param.name.text});
    bindings_[param.name.text] = binding;
    scopes_.back().push_back(param.name.text);
    state.params.push_back(binding);
    out.params.push_back(binding.slot);
  }
  if (!Unresolved(state.result) && state.result->kind != TypeKind::Void) {
    const Binding binding =
        BindFixed(function.name.text + "()", function.name.range, function.name.range.begin, state.result);
    state.result_slot = static_cast<int32_t>(binding.slot);
    state.result_binding = binding;
    state.result = TypeOf(binding);  // with the memory that the results of earlier rounds lead into
  }
  out.result = state.result_slot;
  typed::Block outside;
  block_ = &outside;
  out.body = CheckBlock(*function.body, false);
  EndScope();
  if (state.result_slot >= 0 && !LeavesAlways(out.body, out_.events)) {
    context.Report(DiagId::MissingReturn, function.name.range, {function.name.text});
  }
  static_cast<CheckerScope&>(*this) = std::move(outer);
  context.expansions = std::move(calls);
  state.index = static_cast<uint32_t>(probe_->functions.size());
  probe_->functions.push_back(std::move(out));
  state.in_progress = false;
  return state;
}

std::optional<CallResult> Checker::CheckUserCall(const ast::Call& node) {
  const ast::Function* function = FindScriptFunction(node.name.text);
  if (function == nullptr) return std::nullopt;
  const auto count = static_cast<uint32_t>(function->params.size());
  if (!CheckArity(*this, node, count, count)) return Failed(node);
  ScriptFunction& callee = Instantiate(*function);
  if (callee.in_progress) {
    return Value(context.ReportAndPoison(DiagId::FunctionRecursion, node.range, {function->name.text}));
  }
  probe_->has_loops = true;
  auto call = std::make_unique<typed::Call>(callee.result, node.range);
  call->function = callee.index;
  for (size_t i = 0; i < node.args.size(); ++i) {
    ExprPtr value = AsReference(context, CheckExpr(*node.args[i]));
    if (Unresolved(value)) return CallResult{Unresolvable(value->type, node.range), nullptr};
    const StmtPtr store = Store(callee.params[i], function->params[i].name.text, node.range, std::move(value),
                                node.args[i]->range);
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
void Checker::CheckFunctionReturn(const ast::Jump& node) {
  const std::string& name = function_->function->name.text;
  const TypePtr& type = function_->result;
  ExprPtr value = node.value ? CheckValue(*node.value) : nullptr;
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
      context.Report(DiagId::FunctionReturn, node.range, {name, Spell(*type), Spell(*given)});
    } else if (value) {
      auto store = std::make_unique<typed::AssignVariable>(node.range);
      store->slot = static_cast<uint32_t>(function_->result_slot);
      AddVariableType(function_->result_binding, name, node.range, given);
      store->value = Convert(context, std::move(value), type);
      Append(std::move(store));
    }
  }
  Append(std::move(leave));
}

// Mistakes in functions that nothing calls are worth finding as well; their code is dropped.
void Checker::CheckUnusedFunctions() {
  if (out_.probes.empty()) return;
  for (const auto& function : context.program.functions) {
    const auto* first = FindScriptFunction(function.name.text);
    if (first != &function) {
      context.Report(DiagId::FunctionRedefined, function.name.range, {function.name.text})
          .Note(first->name.range, "This is the original definition.");
    }
    if (functions_seen_.count(&function) != 0) continue;
    const size_t variables = probe_->variables.size();
    const size_t functions = probe_->functions.size();
    const bool has_loops = probe_->has_loops;
    Instantiate(function);
    probe_->has_loops = has_loops;
    called_.clear();
    probe_->functions.resize(functions);
    probe_->variables.resize(variables);
  }
}

}  // namespace sonde::sema
