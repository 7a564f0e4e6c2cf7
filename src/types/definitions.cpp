// The register of sources of definitions. Leaves: Definitions' number, DefinitionsOf. Covered by
// tests/types/definitions_test.cpp.
#include "types/definitions.h"

#include <mutex>
#include <unordered_map>

namespace sonde {
namespace {

struct Register {
  std::mutex mutex;
  std::unordered_map<OriginId, Definitions*> sources;
  OriginId last = 0;
};

// Never destroyed: a source may live as long as the process.
Register& TheRegister() {
  static Register& sources = *new Register;
  return sources;
}

}  // namespace

Definitions::Definitions() {
  Register& all = TheRegister();
  const std::lock_guard lock(all.mutex);
  origin_ = ++all.last;
  all.sources[origin_] = this;
}

Definitions::~Definitions() {
  Register& all = TheRegister();
  const std::lock_guard lock(all.mutex);
  all.sources.erase(origin_);
}

Definitions* DefinitionsOf(const Type& type) {
  if (type.definition.origin == 0) return nullptr;
  Register& all = TheRegister();
  const std::lock_guard lock(all.mutex);
  const auto found = all.sources.find(type.definition.origin);
  return found == all.sources.end() ? nullptr : found->second;
}

bool IsRelocatable(const Type& type) {
  Definitions* const source = DefinitionsOf(type);
  return source != nullptr && source->relocatable() && !source->IsShadowed(type);
}

}  // namespace sonde
