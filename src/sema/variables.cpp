// Scratch variables: scopes, types per declaration, let, ++ and -- (language.md 5.1-5.3). Leaves:
// Elaborator's Declare, Store and what else concerns variables, Elaborate of them, AssignVariable. Covered by
// tests/golden/typed/variables/* and tests/golden/diag/statements/*.
#include <algorithm>

#include "base/nearest.h"
#include "sema/advice.h"
#include "sema/families.h"
#include "sema/handed.h"
#include "sema/macros.h"
#include "sema/names.h"
#include "sema/unknown.h"

namespace sonde::sema {
namespace {

// A declared pointer or integer that leads where the values lead.
TypePtr LeadingAs(const TypePtr& own, const Type& value) {
  if (!value.pointer.kept || !IsPointer(*own) || !Same(*own->element, *value.element))
    return WithClock(WithSpace(own, value.space), value.meaning.clock);
  auto type = std::make_shared<Type>(value);
  type->pointer.reference = own->pointer.reference;
  return type;
}

// $comm and $pid are what others call comm and pid. False if there is no such name.
bool SuggestBuiltin(Diagnostic& diagnostic, const std::string& word, SourceRange range) {
  if (!FindBuiltin(word)) return false;
  diagnostic.Hint("did you mean `" + word + "`? It has no sign").Fix(range, word);
  return true;
}

ExprPtr UnknownVariable(Elaborator& elaborator, const std::string& name, SourceRange range) {
  std::vector<std::string> visible;
  for (const auto& [other, binding] : elaborator.scope.bindings)
    visible.push_back(SpokenName(other));
  std::sort(visible.begin(), visible.end());
  Diagnostic& diagnostic = elaborator.context.Report(DiagId::UndefinedVariable, range, {name});
  const std::string spoken = SpokenName(name);
  const Suggestion near = FindNearest(spoken, visible);
  if (near.name.empty() || near.name == spoken) {
    if (spoken != name) return Poison(range);
    const std::string word = name.substr(1);
    if (!SuggestArgument(elaborator, diagnostic, word, range) &&
        !SuggestRegister(elaborator.context, diagnostic, word, range) &&
        !SuggestEnvironment(diagnostic, word) && !SuggestBuiltin(diagnostic, word, range))
      AdviseScope(elaborator.context, diagnostic, name, range);
    const auto& maps = elaborator.context.inference.maps;
    const bool map = std::any_of(maps.begin(), maps.end(), [&](const MapState& state) {
      return state.written && state.name == "@" + word;
    });
    if (diagnostic.hints.empty() && map) diagnostic.Hint("did you mean `@" + word + "`? A map begins with @");
    if (diagnostic.hints.empty())
      diagnostic.Hint("nothing sets it: write " + name + " = 0; before, or @" + name.substr(1) +
                      " for a map");
    return Poison(range);
  }
  diagnostic.Hint("did you mean `" + near.name + "`?");
  // Of a macro's own variables the text in the script has another name.
  if (near.certain && spoken == name)
    diagnostic.Fix({range.begin, range.begin + static_cast<uint32_t>(name.size())}, near.name);
  return Poison(range);
}

// The type of `let $x: T`, of which `value`, if any, is the first value. A struct or array is kept as other
// variables keep it: as a reference until a copy is assigned.
TypePtr DeclaredType(Elaborator& elaborator, const ast::TypeName& written, const ExprPtr& value) {
  TypePtr type = elaborator.ResolveType(written);
  if (!type) return ErrorType();
  if (Unresolved(type)) return type;
  if (type->kind == TypeKind::Array && type->count == 0 && value) {  // T[]: as many as the value has
    if (Unresolved(value)) return value->type;
    const Type& given = value->type->pointer.reference ? *value->type->element : *value->type;
    if (given.kind == TypeKind::Array && Same(*given.element, *type->element)) {
      type = ArrayType(type->element, given.count);
    }
  }
  const bool invalid = type->kind == TypeKind::Void || type->kind == TypeKind::Aggregate ||
                       type->kind == TypeKind::None || (type->kind == TypeKind::Array && type->count == 0);
  if (invalid) {
    elaborator.context.Report(DiagId::InvalidVariableType, written.range, {Spell(*type)});
    return ErrorType();
  }
  if (IsComposite(*type)) return ReferenceType(WithMembers(elaborator.context, type), AddressSpace::None);
  return type->kind == TypeKind::String && type->size == 0 ? StringType(1) : type;
}

StmtPtr MakeLet(Elaborator& elaborator, const ast::Let& node) {
  const std::string& name = node.variable.text;
  ExprPtr value = node.value ? AsReference(elaborator.context, elaborator.Expression(*node.value)) : nullptr;
  const TypePtr type = node.type ? DeclaredType(elaborator, *node.type, value) : nullptr;
  if (const Binding* existing = elaborator.scope.Find(name)) {
    elaborator.context.Report(DiagId::AlreadyDeclared, node.variable.range, {name})
        .Note(existing->declared_at, "This is the original declaration.");
    return nullptr;
  }
  Binding& binding = elaborator.Declare(name, node.variable.range, node.declaration);
  binding.declared = !node.value;
  if (type) {
    binding.state->type.Add(type, elaborator.context.inference.changed);
    const bool text = type->kind == TypeKind::String || type->kind == TypeKind::Buffer;
    const bool sized =
        !text || node.type->suffixes.size() > 0 || node.type->tag == ast::TypeName::Tag::Typeof;
    // What a reference leads to, and the bytes of an array, are fixed by themselves.
    binding.state->fixed = sized && !Unresolved(type) && !type->pointer.reference && !IsComposite(*type);
    binding.state->waiting = type == UnknownType();
  }
  if (value) return elaborator.Store(binding, name, node.range, std::move(value), node.variable.range);
  auto zero = std::make_unique<typed::AssignVariable>(node.range);
  zero->slot = binding.slot;
  return zero;
}

}  // namespace

// `declaration` identifies the variable from round to round.
Binding& Elaborator::Declare(const std::string& name, SourceRange range, ast::DeclarationId declaration) {
  Binding& binding = scope.bindings[name];
  binding = Binding{};
  binding.slot = static_cast<uint32_t>(probe->variables.size());
  binding.state = &context.instance->variables[declaration];
  binding.declared_at = range;
  probe->variables.push_back({SpokenName(name), UnknownType()});
  scope.scopes.back().push_back(name);
  return binding;
}

void Elaborator::EndScope() {
  for (const auto& name : scope.scopes.back()) {
    const auto it = scope.bindings.find(name);
    const Binding& binding = it->second;
    probe->variables[binding.slot].type = VariableType(binding);
    if (!binding.assigned && !binding.state->type.poisoned)
      context.Report(DiagId::NeverAssigned, binding.declared_at, {name});
    scope.bindings.erase(it);
  }
  scope.scopes.pop_back();
}

// What is still unknown when nothing more can be learnt becomes an integer, for good.
TypePtr Elaborator::VariableType(const Binding& binding) {
  InferredType& inferred = binding.state->type;
  if (inferred.type != UnknownType()) return inferred.type;
  if (inferred.poisoned) return ErrorType();
  if (context.inference.use_defaults) inferred.Add(IntegerType(8, true), context.inference.changed);
  return inferred.type;
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Variable& node) {
  Binding* binding = elaborator.scope.Find(node.name);
  if (binding == nullptr) return UnknownVariable(elaborator, node.name, node.range);
  if (!binding->assigned && binding->declared && !binding->warned && !elaborator.scope.in_loop()) {
    binding->warned = true;
    elaborator.context.Report(DiagId::UsedBeforeAssigned, node.range);
  }
  elaborator.locks.Inspect(binding->state);
  const TypePtr type = elaborator.VariableType(*binding);
  if (Unresolved(type)) return Unresolvable(type, node.range);
  auto variable = std::make_unique<typed::Variable>(type, node.range);
  variable->slot = binding->slot;
  return ResolveReference(std::move(variable));
}

bool Elaborator::AddVariableType(Binding& binding, const std::string& name, SourceRange range,
                                 const TypePtr& type) {
  VariableState& state = *binding.state;
  // A declared pointer, or integer, leads into the memory that the values lead into.
  const TypePtr& own = state.type.type;
  const bool pointers = IsPointer(*own) && IsPointer(*type);
  if (state.fixed && (pointers || (own->kind == TypeKind::Integer && type->kind == TypeKind::Integer))) {
    return state.type.Add(LeadingAs(own, *type), context.inference.changed);
  }
  if (state.fixed || state.waiting) return true;
  if (!locks.Allows(context, &state, state.type, type, name, range)) return false;
  if (state.type.Add(type, context.inference.changed)) return true;
  context.Report(DiagId::VariableTypeMismatch, range, {name, Spell(*type), Spell(*state.type.type)})
      .Note(binding.declared_at, "This is the initial assignment.")
      .Hint("a variable keeps values of one type: take another name for this one, " + name + "2");
  return false;
}

StmtPtr Elaborator::Store(Binding& binding, const std::string& name, SourceRange range, ExprPtr value,
                          SourceRange name_range) {
  binding.assigned = true;
  const TypeKind kind = value->type->kind;
  if (!Unresolved(value)) {
    if (kind == TypeKind::Void || kind == TypeKind::Aggregate) {
      Diagnostic& diagnostic = context.Report(DiagId::NotForVariable, value->range, {Spell(*value->type)});
      if (kind == TypeKind::Void)
        diagnostic.Hint("it does something and has no value: leave out " + name + " =");
      value = Poison(value->range);
    } else if (kind == TypeKind::None) {
      AdviseNoValue(context, context.Report(DiagId::InvalidAssignment, value->range), value->range);
      value = Poison(value->range);
    }
  }
  NoteHanded(*this, *binding.state, *value);
  auto store = std::make_unique<typed::AssignVariable>(range);
  store->slot = binding.slot;
  if (!AddVariableType(binding, name, name_range, value->type)) return store;
  const TypePtr type = VariableType(binding);
  if (binding.state->fixed && !Unresolved(value) && !Unresolved(type)) {
    const TypePtr merged = Merge(type, value->type);
    const bool text = type->kind == TypeKind::String || type->kind == TypeKind::Buffer;
    const bool too_long = merged && text && value->type->size > type->size;
    if (!merged || too_long) {
      context.Report(DiagId::VariableTypeMismatch, name_range, {name, Spell(*value->type), Spell(*type)})
          .Note(binding.declared_at, "This is the declaration.");
      return store;
    }
  }
  store->value = Convert(context, std::move(value), type);
  return store;
}

// $x = e declares $x where it is not visible yet; $x op= e needs it.
StmtPtr AssignVariable(Elaborator& elaborator, const ast::Assign& node) {
  const auto& target = ast::As<ast::Variable>(*node.target);
  ExprPtr value;
  const ast::Expr& written = Plain(*node.value);
  const bool aggregation =
      written.kind == ast::ExprKind::Call && FindAggregation(ast::As<ast::Call>(written).name.text) &&
      !FindFunction(ast::As<ast::Call>(written).name.text) && ast::As<ast::Call>(written).args.size() < 2;
  if (aggregation && !node.compound) {
    const std::string map = "@" + target.name.substr(1);
    elaborator.context
        .Report(DiagId::MustAssignToMap, node.value->range, {ast::As<ast::Call>(written).name.text})
        .Hint("write " + map + " = " + elaborator.context.Text(node.value->range))
        .Fix(target.range, map);
    value = Poison(node.value->range);
  } else if (node.compound) {
    if (elaborator.scope.Find(target.name) == nullptr) {
      UnknownVariable(elaborator, target.name, target.range);
      elaborator.Expression(*node.value);
      return nullptr;
    }
    ExprPtr old = Elaborate(elaborator, target);
    value = MakeBinary(elaborator.context, node.range, node.op, std::move(old),
                       elaborator.Expression(*node.value));
  } else {
    value = AsReference(elaborator.context, elaborator.Expression(*node.value));
  }
  Binding* binding = elaborator.scope.Find(target.name);
  if (binding == nullptr) binding = &elaborator.Declare(target.name, target.range, node.declaration);
  // What a compound assignment computes is 64 bits wide; a declared type takes what fits.
  const bool narrow = node.compound && binding->state->fixed && !Unresolved(value) &&
                      IsInteger(*value->type) && IsInteger(*binding->state->type.type);
  if (narrow) value = Reinterpret(std::move(value), binding->state->type.type);
  return elaborator.Store(*binding, target.name, node.range, std::move(value), target.range);
}

// The value is stored as by an assignment, but only where there is one.
ExprPtr Elaborator::FindInto(SourceRange range, uint32_t map, ExprPtr key, const ast::Variable& target) {
  Binding* binding = scope.Find(target.name);
  if (binding == nullptr) return UnknownVariable(*this, target.name, target.range);
  TypePtr type = context.MapAt(map).value.type;
  if (!Unresolved(type) && IsCastable(*type)) type = IntegerType(8, type->is_signed);
  auto found = std::make_unique<typed::FoundValue>(type, range);
  found->map = map;
  StmtPtr store = Store(*binding, target.name, range, std::move(found), target.range);
  ExprPtr value = std::move(static_cast<typed::AssignVariable&>(*store).value);
  if (!value) return Poison(range);
  for (const auto* part : {&value, &key}) {
    if (Unresolved(*part)) return Unresolvable((*part)->type, range);
  }
  auto node = std::make_unique<typed::MapFind>(BoolType(), range);
  node->map = map;
  node->key = std::move(key);
  node->slot = binding->slot;
  node->value = std::move(value);
  return node;
}

ExprPtr CheckVariableIncrement(Elaborator& elaborator, const ast::Unary& node) {
  const auto& target = ast::As<ast::Variable>(*node.operand);
  Binding* binding = elaborator.scope.Find(target.name);
  if (binding == nullptr) return UnknownVariable(elaborator, target.name, target.range);
  ExprPtr old = Elaborate(elaborator, target);
  binding->assigned = true;
  if (Unresolved(old)) return old;
  const Type& type = *old->type;
  if (!IsInteger(type) && !IsPointer(type)) {
    ExplainFloat(elaborator.context.Report(DiagId::OperatorType, node.range,
                                           {std::string(Spelling(node.op)), Spell(type)}),
                 type, type);
    return Poison(node.range);
  }
  NoteOther(elaborator.context, *binding->state);
  auto step = std::make_unique<typed::Increment>(old->type, node.range);
  step->slot = binding->slot;
  step->decrement = node.op == UnaryOp::PreDecrement || node.op == UnaryOp::PostDecrement;
  step->prefix = node.op == UnaryOp::PreIncrement || node.op == UnaryOp::PreDecrement;
  if (IsPointer(type)) {
    step->step = std::max(type.element->size, 1U);
    return step;
  }
  // The result is a word: signed after --, else as the variable is.
  auto word = std::make_shared<Type>(*IntegerType(8, step->decrement || type.is_signed, type.space));
  word->flexible = type.flexible && !step->decrement;
  elaborator.AddVariableType(*binding, target.name, target.range, word);
  step->type = elaborator.VariableType(*binding);
  return step;
}

void Elaborate(Elaborator& elaborator, const ast::Let& node) {
  elaborator.Append(MakeLet(elaborator, node));
}

}  // namespace sonde::sema
