// Members of structs, unions and classes. Leaves: DwarfTypes' FindField and Fields, Declare.
// Covered by tests/dwarf/types_test.cpp and layout_test.cpp.
#include "dwarf/dwarf_types.h"
#include "types/bit_fields.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kMembersPerSearch = 1U << 18;
constexpr uint64_t kLargestOffset = uint64_t{1} << 31;

// Position of a bit-field in bits from the start of its record; nullopt for other members.
std::optional<uint64_t> BitPosition(Dwarf_Die member, uint64_t bits) {
  if (const auto position = NumberOf(member, DW_AT_data_bit_offset)) return position;
  const auto from_top = SignedNumberOf(member, DW_AT_bit_offset);  // DWARF 2: from the unit's highest bit
  if (!from_top) return std::nullopt;
  uint64_t unit = NumberOf(member, DW_AT_byte_size).value_or(0);
  if (unit == 0) {
    const auto type = Stripped(TypeOf(member));
    unit = type ? SizeOf(*type) : 0;
  }
  const auto start = OffsetOf(member);
  const int64_t low = static_cast<int64_t>(unit * 8) - *from_top - static_cast<int64_t>(bits);
  if (!start || unit == 0 || unit > 16) return std::nullopt;
  const int64_t position = static_cast<int64_t>(*start * 8) + low;
  return position < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(position));
}

std::string DeclareAt(std::optional<Dwarf_Die> die, int depth);

std::string Qualified(const char* qualifier, Dwarf_Die die, int depth) {
  const auto inner = TypeOf(die);
  const std::string text = DeclareAt(inner, depth + 1);
  const int tag = inner ? TagOf(*inner) : 0;
  const bool behind = tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type;
  return behind ? text + " " + qualifier : std::string(qualifier) + " " + text;
}

std::string Tagged(const char* keyword, Dwarf_Die die) {
  const auto elsewhere = Referenced(die, DW_AT_signature);
  const std::string_view name = NameOf(elsewhere.value_or(die));
  const int language = LanguageOf(die);
  const bool c =
      language == DW_LANG_C || language == DW_LANG_C89 || language == DW_LANG_C99 || language == DW_LANG_C11;
  if (name.empty()) return std::string(keyword) + " {...}";
  return c ? std::string(keyword) + " " + std::string(name) : std::string(name);
}

std::string DeclareAt(std::optional<Dwarf_Die> die, int depth) {
  if (!die) return "void";
  if (depth > kDeepestNesting) return "...";
  const std::string name(NameOf(*die));
  switch (TagOf(*die)) {
    case DW_TAG_pointer_type:
      // Rust names its pointers.
      return name.empty() ? DeclareAt(TypeOf(*die), depth + 1) + "*" : name;
    case DW_TAG_reference_type:
      return DeclareAt(TypeOf(*die), depth + 1) + "&";
    case DW_TAG_rvalue_reference_type:
      return DeclareAt(TypeOf(*die), depth + 1) + "&&";
    case DW_TAG_const_type:
      return Qualified("const", *die, depth);
    case DW_TAG_volatile_type:
      return Qualified("volatile", *die, depth);
    case DW_TAG_restrict_type:
      return Qualified("restrict", *die, depth);
    case DW_TAG_atomic_type:
      return Qualified("_Atomic", *die, depth);
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
      return Tagged("struct", *die);
    case DW_TAG_union_type:
      return Tagged("union", *die);
    case DW_TAG_enumeration_type:
      return Tagged("enum", *die);
    case DW_TAG_array_type: {
      std::string text = DeclareAt(TypeOf(*die), depth + 1);
      for (const uint64_t count : Dimensions(*die))
        text += "[" + (count != 0 ? std::to_string(count) : std::string()) + "]";
      return text;
    }
    case DW_TAG_subroutine_type: {
      std::string text = DeclareAt(TypeOf(*die), depth + 1) + "(";
      Budget budget(kLongestChain);
      ForEachChild(*die, budget, [&](Dwarf_Die& child) {
        if (TagOf(child) == DW_TAG_formal_parameter) {
          text += (text.ends_with('(') ? "" : ", ") + DeclareAt(TypeOf(child), depth + 1);
        }
        return text.size() < 1024;
      });
      return text + ")";
    }
    default:
      return name.empty() ? "?" : name;
  }
}

}  // namespace

std::string Declare(std::optional<Dwarf_Die> die) {
  return DeclareAt(std::move(die), 0);
}

std::optional<uint64_t> OffsetOf(Dwarf_Die member) {
  Dwarf_Attribute attribute;
  if (dwarf_attr(&member, DW_AT_data_member_location, &attribute) == nullptr) return 0;  // in unions
  Dwarf_Word offset = 0;
  Dwarf_Op* expression = nullptr;
  size_t length = 0;
  if (dwarf_formudata(&attribute, &offset) != 0) {
    if (dwarf_getlocation(&attribute, &expression, &length) != 0 || length != 1 ||
        expression[0].atom != DW_OP_plus_uconst) {
      return std::nullopt;
    }
    offset = expression[0].number;
  }
  return offset < kLargestOffset ? std::optional(offset) : std::nullopt;
}

bool IsStored(Dwarf_Die member) {
  return !FlagOf(member, DW_AT_external) && !FlagOf(member, DW_AT_declaration);
}

std::optional<Dwarf_Die> DwarfTypes::DefinitionOf(const Type& type) {
  if (type.definition.id >= records_.size()) return std::nullopt;
  const Dwarf_Die die = records_[type.definition.id];
  if (!IsRecord(TagOf(die))) return std::nullopt;
  if (!FlagOf(die, DW_AT_declaration)) return die;
  const auto definition = names_.FindDefinition(die);
  if (definition) records_[type.definition.id] = *definition;
  return definition;
}

std::optional<StructField> DwarfTypes::FindField(const Type& type, std::string_view name) {
  const auto record = DefinitionOf(type);
  if (!record || name.empty()) return std::nullopt;
  Budget budget(kMembersPerSearch);
  return Search(*record, name, 0, 0, budget);
}

std::vector<StructField> DwarfTypes::Fields(const Type& type) {
  std::vector<StructField> fields;
  const auto record = DefinitionOf(type);
  if (!record) return fields;
  Budget budget(kMembersPerSearch);
  ForEachMember(*record, budget, [&](Dwarf_Die& member) {
    if (auto field = Describe(member, 0)) fields.push_back(std::move(*field));
    return true;
  });
  return fields;
}

// A member of the record itself hides those of its anonymous members and base classes.
std::optional<StructField> DwarfTypes::Search(Dwarf_Die record, std::string_view name, uint64_t outer_bits,
                                              int depth, Budget& budget) {
  std::optional<StructField> found;
  if (depth > kDeepestNesting) return found;
  std::vector<Dwarf_Die> inside;
  ForEachMember(record, budget, [&](Dwarf_Die& member) {
    const bool base = TagOf(member) == DW_TAG_inheritance;
    const std::string_view own = base ? std::string_view() : NameOf(member);
    if (own == name) {
      found = Describe(member, outer_bits);
      return false;
    }
    if (own.empty()) inside.push_back(member);
    return true;
  });
  for (size_t i = 0; i < inside.size() && !found; ++i) {
    auto type = Stripped(TypeOf(inside[i]));
    const auto offset = OffsetOf(inside[i]);
    if (!type || !offset || !IsRecord(TagOf(*type))) continue;
    if (FlagOf(*type, DW_AT_declaration)) type = names_.FindDefinition(*type);
    if (type) found = Search(*type, name, outer_bits + *offset * 8, depth + 1, budget);
  }
  return found;
}

std::optional<StructField> DwarfTypes::Describe(Dwarf_Die member, uint64_t outer_bits) {
  StructField field;
  if (TagOf(member) == DW_TAG_member) field.name = NameOf(member);
  field.type = Convert(TypeOf(member));
  if (const auto bits = NumberOf(member, DW_AT_bit_size)) {
    const auto position = BitPosition(member, *bits);
    const uint64_t from_start = outer_bits + position.value_or(0);
    if (!position || *bits == 0 || *bits > 64 || !IsInteger(*field.type) || from_start > 8 * kLargestOffset) {
      return std::nullopt;
    }
    if (*bits == 8ULL * field.type->size && from_start % 8 == 0) {  // a whole one after all
      field.byte_offset = static_cast<uint32_t>(from_start / 8);
      return field;
    }
    const bool placed = PlaceBits(static_cast<uint32_t>(from_start), static_cast<uint32_t>(*bits), field);
    return placed ? std::optional(std::move(field)) : std::nullopt;
  }
  const auto offset = OffsetOf(member);
  if (!offset || outer_bits / 8 + *offset > kLargestOffset) return std::nullopt;
  field.byte_offset = static_cast<uint32_t>(outer_bits / 8 + *offset);
  return field;
}

}  // namespace sonde::dwarf
