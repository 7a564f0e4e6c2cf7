// DwarfTypes: debug information entries as sonde's types. A struct is a number until it is asked for a field.
// Covered by tests/dwarf/types_test.cpp.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/name_index.h"
#include "types/definitions.h"

namespace sonde::dwarf {

class DwarfTypes {
 public:
  // `origin` is what the types name as the place of their definitions.
  DwarfTypes(DwarfFile& file, Definitions& origin) : names_(file), origin_(origin) {}

  // Never null: what has no equivalent becomes none (floating point) or void (functions, broken references).
  TypePtr Convert(std::optional<Dwarf_Die> die) { return Convert(std::move(die), 0); }
  // As Definitions has them.
  TypePtr FindType(std::string_view name);
  std::optional<Enumerator> FindEnumerator(std::string_view name);
  std::optional<StructField> FindField(const Type& type, std::string_view name);
  std::vector<StructField> Fields(const Type& type);

 private:
  TypePtr Convert(std::optional<Dwarf_Die> die, int depth);
  TypePtr Make(Dwarf_Die die, int depth);
  TypePtr MakeRecord(Dwarf_Die die, int tag);
  TypePtr MakeArray(Dwarf_Die die, int depth);
  TypePtr MakePointer(Dwarf_Die die, int depth);
  TypePtr MakeEnum(Dwarf_Die die);
  uint32_t Keep(Dwarf_Die die);
  // The entry that has the fields: for a declaration the definition of its name, searched when it is asked
  // for.
  std::optional<Dwarf_Die> DefinitionOf(const Type& type);
  std::optional<StructField> Search(Dwarf_Die record, std::string_view name, uint64_t outer_bits, int depth,
                                    Budget& budget);
  std::optional<StructField> Describe(Dwarf_Die member, uint64_t outer_bits);

  NameIndex names_;
  Definitions& origin_;
  std::vector<Dwarf_Die> records_;  // structs and enumerations by the id of their type
  std::unordered_map<const void*, TypePtr> made_;
};

// The type as C declares it, for listings: "const char*", "long int", "struct foo*".
std::string Declare(std::optional<Dwarf_Die> die);
// Elements of an array in each dimension, 0 for one that is not constant.
std::vector<uint64_t> Dimensions(Dwarf_Die array);
// A member's or base class' place in its record, bytes; nullopt when it is computed (virtual bases).
std::optional<uint64_t> OffsetOf(Dwarf_Die member);
bool IsStored(Dwarf_Die member);

// Members and base classes that are stored in the record, those of Rust's variants included, until
// `visit(Dwarf_Die&)` returns false.
template <typename Visit>
void ForEachMember(Dwarf_Die record, Budget& budget, Visit visit) {
  ForEachChild(record, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    if (tag == DW_TAG_member || tag == DW_TAG_inheritance) return IsStored(child) ? visit(child) : true;
    if (tag != DW_TAG_variant_part) return true;
    bool more = true;
    ForEachChild(child, budget, [&](Dwarf_Die& variant) {
      if (TagOf(variant) != DW_TAG_variant) return true;
      ForEachChild(variant, budget, [&](Dwarf_Die& member) {
        if (TagOf(member) == DW_TAG_member && IsStored(member)) more = visit(member);
        return more;
      });
      return more;
    });
    return more;
  });
}

}  // namespace sonde::dwarf
