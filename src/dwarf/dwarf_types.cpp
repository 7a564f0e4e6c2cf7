// Entries to types. Leaves: DwarfTypes' Convert and look-ups by name. Covered by tests/dwarf/types_test.cpp.
#include "dwarf/dwarf_types.h"

#include <algorithm>

namespace sonde::dwarf {
namespace {

constexpr int kDeepest = 32;  // pointers to pointers, arrays of arrays
constexpr uint64_t kLargestArray = 1U << 30;
constexpr uint64_t kMostEnumerators = 1U << 16;
constexpr uint32_t kWord = 8;

bool PlainSize(uint64_t size) {
  return size == 1 || size == 2 || size == 4 || size == kWord;
}

std::string WithKeyword(const char* keyword, std::string_view name) {
  return name.empty() ? std::string() : std::string(keyword) + std::string(name);
}

// C's plain char, and what C++ has for text in UTF-8. `unsigned char` and `signed char` are numbers, in
// whatever way the program was compiled, and so are those of languages that call them u8.
bool IsCharacter(Dwarf_Die type) {
  const std::string_view name = NameOf(type);
  return TagOf(type) == DW_TAG_base_type && (name == "char" || name == "char8_t");
}

// C's plain char counts as signed whatever the program was compiled with (language.md 3.12).
TypePtr MakeBase(Dwarf_Die die) {
  const uint64_t size = SizeOf(die);
  switch (NumberOf(die, DW_AT_encoding).value_or(0)) {
    case DW_ATE_signed:
    case DW_ATE_signed_char:
      if (size == 2 * kWord) break;
      return PlainSize(size) ? IntegerType(static_cast<uint32_t>(size), true) : NoneType();
    case DW_ATE_unsigned_char:
    case DW_ATE_unsigned:
    case DW_ATE_boolean:
    case DW_ATE_UTF:
    case DW_ATE_ASCII:
    case DW_ATE_UCS:
    case DW_ATE_address:
      if (size == 2 * kWord) break;
      return PlainSize(size) ? IntegerType(static_cast<uint32_t>(size), NameOf(die) == "char") : NoneType();
    case DW_ATE_float:
      return size == 4 || size == kWord ? FloatType(static_cast<uint32_t>(size)) : NoneType();
    default:
      return NoneType();
  }
  return ArrayType(IntegerType(kWord, false), 2);
}

std::string_view KeywordOf(std::string_view name, NameKind& kind) {
  const std::pair<std::string_view, NameKind> keywords[] = {
      {"struct ", NameKind::Struct}, {"union ", NameKind::Union}, {"enum ", NameKind::Enum}};
  for (const auto& [keyword, value] : keywords) {
    if (!name.starts_with(keyword)) continue;
    kind = value;
    return name.substr(keyword.size());
  }
  kind = NameKind::Plain;
  return name;
}

}  // namespace

std::vector<uint64_t> Dimensions(Dwarf_Die array) {
  std::vector<uint64_t> counts;
  Budget budget(kLongestChain);
  ForEachChild(array, budget, [&](Dwarf_Die& child) {
    if (TagOf(child) != DW_TAG_subrange_type) return true;
    uint64_t count = 0;
    if (const auto elements = NumberOf(child, DW_AT_count)) {
      count = *elements;
    } else if (const auto last = SignedNumberOf(child, DW_AT_upper_bound)) {
      const int64_t first = SignedNumberOf(child, DW_AT_lower_bound).value_or(0);
      // An upper bound of -1, in 4 bytes too, is how some producers write an array without elements.
      if (*last >= first && *last < (int64_t{1} << 31)) count = static_cast<uint64_t>(*last - first) + 1;
    }
    counts.push_back(count);
    return true;
  });
  if (counts.empty()) counts.push_back(0);
  return counts;
}

uint32_t DwarfTypes::Keep(Dwarf_Die die) {
  records_.push_back(die);
  return static_cast<uint32_t>(records_.size() - 1);
}

TypePtr DwarfTypes::Convert(std::optional<Dwarf_Die> die, int depth) {
  die = Stripped(die);
  if (!die || depth > kDeepest) return VoidType();
  if (const auto hit = made_.find(die->addr); hit != made_.end()) return hit->second;
  TypePtr type = Make(*die, depth);
  made_.emplace(die->addr, type);
  return type;
}

TypePtr DwarfTypes::Make(Dwarf_Die die, int depth) {
  const int tag = TagOf(die);
  switch (tag) {
    case DW_TAG_base_type:
      return MakeBase(die);
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
      return MakePointer(die, depth);
    case DW_TAG_ptr_to_member_type: {
      const auto target = Stripped(TypeOf(die));
      const bool method = target && TagOf(*target) == DW_TAG_subroutine_type;
      const TypePtr word = IntegerType(kWord, false);
      return method ? ArrayType(word, 2) : word;
    }
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
      return MakeRecord(die, tag);
    case DW_TAG_enumeration_type:
      return MakeEnum(die);
    case DW_TAG_array_type:
      return MakeArray(die, depth);
    case DW_TAG_string_type:
    case DW_TAG_set_type:
    case DW_TAG_file_type:
      return NoneType();
    default:
      return VoidType();
  }
}

TypePtr DwarfTypes::MakeRecord(Dwarf_Die die, int tag) {
  const char* keyword = tag == DW_TAG_union_type ? "union " : "struct ";
  const uint64_t size = SizeOf(die);
  if (size > kLargestArray) return VoidType();
  return StructType(WithKeyword(keyword, NameOf(die)), static_cast<uint32_t>(size), origin_.origin(),
                    Keep(die));
}

TypePtr DwarfTypes::MakePointer(Dwarf_Die die, int depth) {
  const TypePtr pointee = Convert(TypeOf(die), depth + 1);
  auto type = std::make_shared<Type>(*PointerType(pointee, AddressSpace::User));
  type->pointer.user = true;
  return type;
}

// Arrays of plain char are strings; one without a length stays an array, whose address can be taken.
TypePtr DwarfTypes::MakeArray(Dwarf_Die die, int depth) {
  const auto element = Stripped(TypeOf(die));
  TypePtr type = Convert(element, depth + 1);
  if (type->kind == TypeKind::None || type->kind == TypeKind::Void) return NoneType();
  const bool text = type->kind == TypeKind::Integer && type->size == 1 && element && IsCharacter(*element);
  const auto counts = Dimensions(die);
  uint64_t size = type->size;
  for (const uint64_t count : counts) {
    if (count > kLargestArray || size * count > kLargestArray) return VoidType();
    size *= count;
  }
  for (size_t i = counts.size(); i-- > 0;) {
    const auto count = static_cast<uint32_t>(counts[i]);
    const bool innermost = i + 1 == counts.size();
    type = innermost && text && count > 0 ? CharactersType(count) : ArrayType(type, count);
  }
  return type;
}

TypePtr DwarfTypes::MakeEnum(Dwarf_Die die) {
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::Enum;
  const auto underlying = Stripped(TypeOf(die));
  uint64_t size = SizeOf(die);
  if (size == 0 && underlying) size = SizeOf(*underlying);
  type->size = PlainSize(size) ? static_cast<uint32_t>(size) : 4;
  type->definition.name = WithKeyword("enum ", NameOf(die));
  type->definition.origin = origin_.origin();
  type->definition.id = Keep(die);
  const uint64_t encoding = underlying ? NumberOf(*underlying, DW_AT_encoding).value_or(0) : 0;
  type->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
  Budget budget(kMostEnumerators);
  ForEachChild(die, budget, [&](Dwarf_Die& child) {
    if (TagOf(child) != DW_TAG_enumerator) return true;
    auto value = SignedNumberOf(child, DW_AT_const_value);
    // The form that a value is written in may extend it otherwise than the enumeration's type does.
    if (value && underlying && type->size < kWord) {
      const uint32_t unused = 64 - 8 * type->size;
      const uint64_t bits = static_cast<uint64_t>(*value) << unused;
      *value = type->is_signed ? static_cast<int64_t>(bits) >> unused : static_cast<int64_t>(bits >> unused);
    }
    if (value) type->definition.enumerators.emplace_back(*value, NameOf(child));
    return true;
  });
  if (!underlying) {
    type->is_signed = std::any_of(type->definition.enumerators.begin(), type->definition.enumerators.end(),
                                  [](const auto& enumerator) { return enumerator.first < 0; });
  }
  return type;
}

TypePtr DwarfTypes::FindType(std::string_view name) {
  NameKind kind = NameKind::Plain;
  const std::string_view bare = KeywordOf(name, kind);
  const auto die = names_.Find(kind, bare);
  return die ? Convert(*die) : nullptr;
}

std::optional<Enumerator> DwarfTypes::FindEnumerator(std::string_view name) {
  const auto die = names_.Find(NameKind::Enumerator, name);
  if (!die) return std::nullopt;
  const TypePtr type = Convert(*die);
  for (const auto& [value, text] : type->definition.enumerators) {
    if (text == name) return Enumerator{type, value};
  }
  return std::nullopt;
}

}  // namespace sonde::dwarf
