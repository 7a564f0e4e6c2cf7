// RelocatedTypes: the structs and enumerations of a typed program whose layout may be another one on the
// kernel that runs it, so that accesses to them are relocated at load (CO-RE). Found by sema, which can ask
// where a type is defined; read by codegen, which cannot. Covered by tests/sema/relocated_test.cpp.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "types/type.h"

namespace sonde::typed {

class RelocatedTypes {
 public:
  // `type` is a Struct or an Enum with an origin.
  void Add(const Type& type) { types_.emplace(type.definition.origin, type.definition.id); }
  [[nodiscard]] bool empty() const { return types_.empty(); }
  [[nodiscard]] bool Has(const Type& type) const {
    return type.definition.origin != 0 && types_.contains({type.definition.origin, type.definition.id});
  }

 private:
  std::set<std::pair<OriginId, uint32_t>> types_;
};

}  // namespace sonde::typed
