// C declarations of tracepoint fields to types. Leaves: DescribeField. Covered by
// tests/probes/c_type_test.cpp.
#include "probes/c_type.h"

#include <algorithm>
#include <array>

namespace sonde {
namespace {

constexpr std::string_view kDataLoc = "__data_loc ";
constexpr std::string_view kRelLoc = "__rel_loc ";

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

// Drops qualifiers wherever they stand: "const char *const" -> "char *".
std::string DropQualifiers(std::string_view text) {
  constexpr std::array<std::string_view, 6> kQualifiers = {"const",  "volatile", "restrict",
                                                           "__user", "__rcu",    "__percpu"};
  std::string result;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" *["), text.size());
    const std::string_view word = text.substr(0, end);
    if (std::find(kQualifiers.begin(), kQualifiers.end(), word) == kQualifiers.end()) result += word;
    if (end == text.size()) break;
    if (text[end] != ' ' || (!result.empty() && result.back() != ' ')) result += text[end];
    text.remove_prefix(end + 1);
  }
  return std::string(Trim(result));
}

struct CInteger {
  uint32_t size = 0;  // 0: not made of C's integer words
  bool is_signed = true;
};

// "unsigned long", "long long int", "char" ... in any order of words.
CInteger ParseCInteger(std::string_view text) {
  int longs = 0;
  bool is_short = false;
  bool is_char = false;
  CInteger result{4, true};
  if (text.empty()) return {};
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (word == "long") {
      ++longs;
    } else if (word == "short") {
      is_short = true;
    } else if (word == "char") {
      is_char = true;
    } else if (word == "unsigned") {
      result.is_signed = false;
    } else if (word != "int" && word != "signed") {
      return {};
    }
    text = Trim(text.substr(end));
  }
  if (is_char) result.size = 1;
  if (is_short) result.size = 2;
  if (longs > 0) result.size = 8;
  return result;
}

// A type without pointers or brackets; null when nobody knows it.
TypePtr FindNamed(const std::string& name, Btf* btf) {
  if (name == "void") return VoidType();
  if (const CInteger integer = ParseCInteger(name); integer.size != 0) {
    return IntegerType(integer.size, integer.is_signed);
  }
  return btf != nullptr ? btf->FindType(name) : nullptr;
}

// `stars` levels of pointers to what `name` says; what nobody knows is void.
TypePtr MakePointer(const std::string& name, int stars, AddressSpace space, Btf* btf) {
  TypePtr type = FindNamed(name, btf);
  if (!type && (name.starts_with("struct ") || name.starts_with("union "))) type = StructType(name, 0);
  if (!type) type = VoidType();
  for (int i = 0; i < stars; ++i)
    type = PointerType(type, space);
  return type;
}

bool PlainSize(uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

// A value of `size` bytes declared as `name`.
TypePtr MakeValue(const std::string& name, uint32_t size, bool is_signed, Btf* btf) {
  TypePtr known = FindNamed(name, btf);
  if (known && known->kind == TypeKind::Integer && PlainSize(size)) {
    return IntegerType(size, known->is_signed);
  }
  if (known && known->kind == TypeKind::Enum && PlainSize(size)) {
    if (known->size == size) return known;
    auto type = std::make_shared<Type>(*known);
    type->size = size;
    return type;
  }
  if (known && known->size == size && size != 0) return known;
  if (PlainSize(size)) return IntegerType(size, is_signed);
  return ArrayType(IntegerType(1, false), size);
}

// "char[16]": C's plain char makes strings, other elements arrays. The count in brackets may be a macro, so
// it comes from the size.
TypePtr MakeArray(const std::string& element_name, const TracepointField& field, AddressSpace space,
                  Btf* btf) {
  if (element_name == "char") return CharactersType(field.size);
  const size_t star = element_name.find('*');
  TypePtr element;
  if (star != std::string::npos) {
    const auto stars = static_cast<int>(std::count(element_name.begin(), element_name.end(), '*'));
    element = MakePointer(std::string(Trim(element_name.substr(0, star))), stars, space, btf);
  } else {
    element = FindNamed(element_name, btf);
  }
  if (!element || element->size == 0 || field.size % element->size != 0) element = IntegerType(1, false);
  return ArrayType(element, field.size / element->size);
}

}  // namespace

ProbeArgument DescribeField(const TracepointField& field, AddressSpace space, Btf* btf) {
  ProbeArgument argument;
  argument.name = field.name;
  argument.place.kind = Place::Kind::Context;
  argument.place.offset = field.offset;
  std::string_view declared = Trim(field.c_type);
  argument.place.relative = declared.starts_with(kRelLoc);
  if (argument.place.relative || declared.starts_with(kDataLoc)) {
    argument.place.kind = Place::Kind::Dereference;
    declared.remove_prefix(argument.place.relative ? kRelLoc.size() : kDataLoc.size());
    const TypePtr element = FindNamed(DropQualifiers(declared.substr(0, declared.find('['))), btf);
    const bool integer = element && element->kind == TypeKind::Integer;
    argument.type = PointerType(integer ? element : IntegerType(1, true), AddressSpace::Kernel);
    return argument;
  }
  const size_t bracket = declared.find('[');
  const std::string name = DropQualifiers(declared.substr(0, bracket));
  const size_t star = name.find('*');
  if (bracket != std::string_view::npos) {
    argument.type = MakeArray(name, field, space, btf);
  } else if (star != std::string::npos) {
    const auto stars = static_cast<int>(std::count(name.begin(), name.end(), '*'));
    argument.type = MakePointer(std::string(Trim(name.substr(0, star))), stars, space, btf);
  } else {
    argument.type = MakeValue(name, field.size, field.is_signed, btf);
  }
  return argument;
}

}  // namespace sonde
