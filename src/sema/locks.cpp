// What conditions of `if comptime` hold fast. Leaves: Locks. Covered by tests/golden/diag/comptime/*.
#include "sema/locks.h"

#include <algorithm>

namespace sonde::sema {

void Locks::Inspect(uint32_t map) {
  if (deciding) maps_.push_back(map);
}

void Locks::Inspect(const VariableState* variable) {
  if (deciding) variables_.push_back(variable);
}

void Locks::ReleaseTo(Mark mark) {
  maps_.resize(mark.maps);
  variables_.resize(mark.variables);
}

bool Locks::Allows(Context& context, uint32_t map, const InferredType& inferred, const TypePtr& type,
                   const std::string& name, SourceRange range) const {
  const bool locked = std::find(maps_.begin(), maps_.end(), map) != maps_.end();
  return !locked || AllowsChange(context, inferred, type, name, range);
}

bool Locks::Allows(Context& context, const VariableState* variable, const InferredType& inferred,
                   const TypePtr& type, const std::string& name, SourceRange range) const {
  const bool locked = std::find(variables_.begin(), variables_.end(), variable) != variables_.end();
  return !locked || AllowsChange(context, inferred, type, name, range);
}

bool Locks::AllowsChange(Context& context, const InferredType& inferred, const TypePtr& type,
                         const std::string& name, SourceRange range) const {
  if (deciding) return true;
  InferredType trial = inferred;
  bool changes = false;
  if (!trial.Add(type, changes) || !changes) return true;  // what does not fit is reported as elsewhere
  // Which clock a number is from is nothing that can be asked.
  if (Identical(*WithClock(trial.type, inferred.type->meaning.clock), *inferred.type)) return true;
  context.Report(DiagId::TypeLocked, range, {name, Spell(*inferred.type)});
  return false;
}

}  // namespace sonde::sema
