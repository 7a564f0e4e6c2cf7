// Reading debug information entries with libdw. Loops over entries end on any input: siblings must lie behind
// each other, nesting is limited, and a Budget bounds the whole. Covered by tests/dwarf/*.
#pragma once

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace sonde::dwarf {

inline constexpr int kDeepestNesting = 24;
inline constexpr int kLongestChain = 64;  // of typedefs, qualifiers, references: more is a cycle

// Entries that one question may look at.
class Budget {
 public:
  explicit Budget(uint64_t entries) : left_(entries) {}
  bool Spend() {
    if (left_ == 0) return false;
    --left_;
    return true;
  }

 private:
  uint64_t left_;
};

// Calls `visit(Dwarf_Die&)` for each child in order until it returns false; false then.
template <typename Visit>
bool ForEachChild(Dwarf_Die parent, Budget& budget, Visit visit) {
  Dwarf_Die child;
  if (dwarf_child(&parent, &child) != 0) return true;
  while (budget.Spend()) {
    if (!visit(child)) return false;
    Dwarf_Die next;
    if (dwarf_siblingof(&child, &next) != 0 || next.addr <= child.addr) return true;
    child = next;
  }
  return false;
}

inline int TagOf(Dwarf_Die die) {
  return dwarf_tag(&die);
}
// Also through abstract origins and specifications; empty for none.
std::string_view NameOf(Dwarf_Die die);
// The same for what the linker calls it.
std::string_view LinkageNameOf(Dwarf_Die die);
// What DW_AT_type (or another reference) names; nullopt for void and broken references.
std::optional<Dwarf_Die> TypeOf(Dwarf_Die die);
std::optional<Dwarf_Die> Referenced(Dwarf_Die die, unsigned attribute);
// The entry itself has the attribute and it is a number or a true flag.
std::optional<uint64_t> NumberOf(Dwarf_Die die, unsigned attribute);
std::optional<int64_t> SignedNumberOf(Dwarf_Die die, unsigned attribute);
bool FlagOf(Dwarf_Die die, unsigned attribute);
// Skips typedefs and qualifiers; nullopt for void.
std::optional<Dwarf_Die> Stripped(std::optional<Dwarf_Die> die);
// Bytes of a type that is no array; 0 when it does not say.
uint64_t SizeOf(Dwarf_Die die);
// Address of a function's or an inlined call's first instruction.
std::optional<uint64_t> EntryOf(Dwarf_Die die);
// Language of the unit: DW_LANG_*.
int LanguageOf(Dwarf_Die die);

inline bool IsRecord(int tag) {
  return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

}  // namespace sonde::dwarf
