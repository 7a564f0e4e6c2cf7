// Reading entries. Leaves: the functions of die.h. Covered by tests/dwarf/*.
#include "dwarf/die.h"

namespace sonde::dwarf {

std::string_view NameOf(Dwarf_Die die) {
  const char* name = dwarf_diename(&die);
  return name != nullptr ? name : std::string_view();
}

std::string_view LinkageNameOf(Dwarf_Die die) {
  Dwarf_Attribute attribute;
  if (dwarf_attr_integrate(&die, DW_AT_linkage_name, &attribute) == nullptr &&
      dwarf_attr_integrate(&die, DW_AT_MIPS_linkage_name, &attribute) == nullptr) {
    return {};
  }
  const char* name = dwarf_formstring(&attribute);
  return name != nullptr ? name : std::string_view();
}

std::optional<Dwarf_Die> Referenced(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Die target;
  if (dwarf_attr(&die, attribute, &found) == nullptr) return std::nullopt;
  if (dwarf_formref_die(&found, &target) == nullptr) return std::nullopt;
  return target;
}

std::optional<Dwarf_Die> TypeOf(Dwarf_Die die) {
  Dwarf_Attribute found;
  Dwarf_Die target;
  if (dwarf_attr_integrate(&die, DW_AT_type, &found) == nullptr) return std::nullopt;
  if (dwarf_formref_die(&found, &target) == nullptr) return std::nullopt;
  return target;
}

std::optional<uint64_t> NumberOf(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Word value = 0;
  if (dwarf_attr(&die, attribute, &found) == nullptr || dwarf_formudata(&found, &value) != 0) {
    return std::nullopt;
  }
  return value;
}

// A number of one, two or four bytes says nothing of its sign; producers write those below zero in another
// form.
std::optional<int64_t> SignedNumberOf(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  if (dwarf_attr(&die, attribute, &found) == nullptr) return std::nullopt;
  const unsigned form = dwarf_whatform(&found);
  if (form == DW_FORM_data1 || form == DW_FORM_data2 || form == DW_FORM_data4) {
    Dwarf_Word number = 0;
    if (dwarf_formudata(&found, &number) != 0) return std::nullopt;
    return static_cast<int64_t>(number);
  }
  Dwarf_Sword value = 0;
  if (dwarf_formsdata(&found, &value) != 0) return std::nullopt;
  return value;
}

bool FlagOf(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  bool value = false;
  if (dwarf_attr(&die, attribute, &found) == nullptr || dwarf_formflag(&found, &value) != 0) return false;
  return value;
}

std::optional<Dwarf_Die> Stripped(std::optional<Dwarf_Die> die) {
  for (int step = 0; die && step < kLongestChain; ++step) {
    switch (TagOf(*die)) {
      case DW_TAG_typedef:
      case DW_TAG_const_type:
      case DW_TAG_volatile_type:
      case DW_TAG_restrict_type:
      case DW_TAG_atomic_type:
      case DW_TAG_immutable_type:
      case DW_TAG_packed_type:
      case DW_TAG_shared_type:
      case DW_TAG_subrange_type:
        die = TypeOf(*die);
        break;
      case DW_TAG_structure_type:
      case DW_TAG_class_type:
      case DW_TAG_union_type:
      case DW_TAG_enumeration_type: {
        const auto elsewhere = Referenced(*die, DW_AT_signature);  // in a unit of its own
        if (!elsewhere) return die;
        die = elsewhere;
        break;
      }
      default:
        return die;
    }
  }
  return std::nullopt;
}

uint64_t SizeOf(Dwarf_Die die) {
  return NumberOf(die, DW_AT_byte_size).value_or(0);
}

// Some producers describe even a function in one piece by a list of ranges; the first one begins at its
// entry.
std::optional<uint64_t> EntryOf(Dwarf_Die die) {
  Dwarf_Addr entry = 0;
  if (dwarf_entrypc(&die, &entry) == 0) return entry;
  Dwarf_Addr base = 0;
  Dwarf_Addr low = 0;
  Dwarf_Addr high = 0;
  if (dwarf_ranges(&die, 0, &base, &low, &high) > 0) return low;
  return std::nullopt;
}

int LanguageOf(Dwarf_Die die) {
  Dwarf_Die unit;
  if (dwarf_diecu(&die, &unit, nullptr, nullptr) == nullptr) return 0;
  return dwarf_srclang(&unit);
}

}  // namespace sonde::dwarf
