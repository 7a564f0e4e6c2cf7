// Relocation facts. Leaves: FindRelocatedTypes. Covered by tests/sema/relocated_test.cpp.
#include "sema/relocated.h"

#include <unordered_set>

#include "typed/children.h"
#include "types/definitions.h"

namespace sonde::sema {
namespace {

class Finder {
 public:
  typed::RelocatedTypes Take() { return std::move(found_); }

  // Not behind pointers: what is reached there has an access or a step of its own.
  void Add(const Type& type) {
    if (!seen_.insert(&type).second) return;
    if ((type.kind == TypeKind::Struct || type.kind == TypeKind::Enum) && IsRelocatable(type))
      found_.Add(type);
    if (type.kind == TypeKind::Array) Add(*type.element);
    for (const TypePtr& element : type.elements)
      Add(*element);
    for (const TypeMember& member : type.definition.members)
      Add(*member.type);
  }

  void Add(const typed::KernelFact& fact) {
    if (fact.type) Add(*fact.type);
    for (const auto& [owner, field] : fact.path)
      Add(*owner);
  }

  void Look(const typed::Expr& expr) {
    Add(*expr.type);
    AddStep(expr);
    if (expr.kind == typed::ExprKind::Field) Add(*typed::As<typed::Field>(expr).struct_type);
    // The current task: whether the verifier's idea of it is the script's.
    const bool task = expr.kind == typed::ExprKind::Builtin &&
                      typed::As<typed::Builtin>(expr).id == BuiltinId::Curtask && IsPointer(*expr.type);
    if (task) Add(*expr.type->element);
    if (expr.kind == typed::ExprKind::Integer && typed::As<typed::Integer>(expr).fact)
      Add(*typed::As<typed::Integer>(expr).fact);
    LookInto(expr);
  }

  void Look(const typed::Block& block) {
    for (const auto& stmt : block.statements)
      LookInto(*stmt);
    if (block.value) Look(*block.value);
  }

 private:
  // Steps of a pointer are as long as what it leads to.
  void AddStep(const typed::Expr& expr) {
    const Type* stepped = nullptr;
    if (expr.kind == typed::ExprKind::Binary) stepped = typed::As<typed::Binary>(expr).left->type.get();
    if (expr.kind == typed::ExprKind::Index) stepped = typed::As<typed::Index>(expr).base->type.get();
    if (expr.kind == typed::ExprKind::Increment) stepped = expr.type.get();
    if (stepped != nullptr && IsPointer(*stepped)) Add(*stepped->element);
  }

  template <typename Node>
  void LookInto(const Node& node) {
    typed::VisitParts(
        node, [this](const typed::Expr& part) { Look(part); },
        [this](const typed::Block& block) { Look(block); });
  }

  typed::RelocatedTypes found_;
  std::unordered_set<const Type*> seen_;
};

}  // namespace

typed::RelocatedTypes FindRelocatedTypes(const typed::Program& program) {
  Finder finder;
  for (const auto& map : program.maps) {
    if (map.key) finder.Add(*map.key);
    if (map.value) finder.Add(*map.value);
  }
  for (const auto& event : program.events) {
    for (const auto& type : event.args)
      finder.Add(*type);
  }
  for (const auto& probe : program.probes) {
    for (const auto& variable : probe.variables)
      finder.Add(*variable.type);
    for (const auto& function : probe.functions)
      finder.Look(function.body);
    if (probe.predicate) finder.Look(*probe.predicate);
    finder.Look(probe.body);
    if (probe.file) finder.Add(*probe.file->type);
  }
  return finder.Take();
}

}  // namespace sonde::sema
