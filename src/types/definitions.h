// Definitions: where named types come from: kernel BTF, C text of a script, debug information of a program. A
// Struct or Enum type knows the number of its source (TypeDefinition::origin), which is asked when a field is
// used, so naming a type never reads what nobody asks for. A type may outlive its source: it is then a name
// with a size. Covered by the tests of each source, e.g. tests/btf/btf_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "types/type.h"

namespace sonde {

// A member of a struct or union; anonymous members are searched through, `byte_offset` is from the start
// of the struct that was asked. `bit_size` is non-zero for bit-fields: then byte_offset/type describe the
// storage unit of at most 8 bytes and bit_offset the position in it.
struct StructField {
  std::string name;
  TypePtr type;
  uint32_t byte_offset = 0;
  uint32_t bit_offset = 0;
  uint32_t bit_size = 0;
  // Tag of a pointer that forbids a plain read ("percpu", "iomem" ...); empty for none, "rcu" and "user".
  std::string tag;
  bool wide = false;  // a 128-bit integer, which the language has as an array of two words
};

struct Enumerator {
  TypePtr type;
  int64_t value = 0;
};

class Definitions {
 public:
  Definitions();
  virtual ~Definitions();
  Definitions(const Definitions&) = delete;
  Definitions& operator=(const Definitions&) = delete;

  // What the types of this source have as their origin; no other source of this process has it.
  [[nodiscard]] OriginId origin() const { return origin_; }

  // "struct X", "union X", "enum X" or a typedef/base type name; null when there is none.
  virtual TypePtr FindType(std::string_view name) = 0;
  // The enumeration that has an enumerator of this name, and its value; the first one if there are several.
  virtual std::optional<Enumerator> FindEnumerator(std::string_view name) = 0;
  // Names of enumerators that begin so, in any order; for suggestions.
  virtual std::vector<std::string> EnumeratorNames(std::string_view /*beginning*/) { return {}; }
  // `type` is a Struct whose origin is this object.
  virtual std::optional<StructField> FindField(const Type& type, std::string_view name) = 0;
  // Direct members in order, for printing whole structs. `type` as above.
  virtual std::vector<StructField> Fields(const Type& type) = 0;
  // Whether layouts are those of the running kernel, which may be another one where a program is loaded:
  // accesses are then relocated at load (CO-RE). Other layouts are fixed.
  [[nodiscard]] virtual bool relocatable() const { return false; }
  // Whether a search by name at load would find another type than this Struct or Enum: then it is not
  // relocated either.
  [[nodiscard]] virtual bool IsShadowed(const Type& /*type*/) { return false; }

 private:
  OriginId origin_ = 0;
};

// Where a Struct or Enum is defined; null when that is unknown or the source is gone.
Definitions* DefinitionsOf(const Type& type);

// Whether accesses to fields of `type` are relocated at load.
bool IsRelocatable(const Type& type);

}  // namespace sonde
