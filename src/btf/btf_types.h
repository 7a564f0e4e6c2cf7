// BtfTypes: turns BTF type ids into sonde's types, without following struct members. Each id is converted
// once. Covered by tests/btf/btf_test.cpp.
#pragma once

#include <string>
#include <unordered_map>

#include "btf/raw_btf.h"
#include "types/definitions.h"
#include "types/type.h"

namespace sonde {

// A type id behind typedefs and qualifiers, and the type tag met on the way ("user", "rcu", "percpu" ...).
struct BtfTarget {
  uint32_t id = 0;
  std::string_view tag;
};

class BtfTypes {
 public:
  // `origin` is what the types name as the place of their definitions.
  // `base`: converts the types of btf.base().
  BtfTypes(const RawBtf& btf, Definitions& origin, BtfTypes* base = nullptr)
      : btf_(btf), origin_(origin), base_(base) {}

  // Never null: what has no equivalent becomes none (floats) or void (functions, broken data).
  TypePtr Convert(uint32_t id) { return Convert(id, 0); }
  // Skips typedef, const, volatile, restrict and type tags.
  [[nodiscard]] BtfTarget Skip(uint32_t id) const;
  // The type as C declares it, for listings: "const char *", "size_t", "int[4]".
  [[nodiscard]] std::string Declare(uint32_t id) const { return Declare(id, 0); }

 private:
  [[nodiscard]] std::string Declare(uint32_t id, int depth) const;
  TypePtr Convert(uint32_t id, int depth);
  [[nodiscard]] std::string NamingTypedef(uint32_t id) const;
  TypePtr Make(uint32_t id, const btf_type& record, int depth);
  TypePtr MakePointer(const btf_type& record, int depth);
  TypePtr MakeArray(const btf_type& record, int depth);
  TypePtr MakeEnum(uint32_t id, const btf_type& record) const;

  const RawBtf& btf_;
  Definitions& origin_;
  BtfTypes* base_;
  std::unordered_map<uint32_t, TypePtr> made_;
};

}  // namespace sonde
