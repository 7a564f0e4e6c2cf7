// Type names (language.md 3.1, 3.2). Leaves: Elaborator's ResolveType.
// Covered by tests/golden/typed/casts/*, sizeof/* and tests/golden/diag/types/*.
#include <array>
#include <limits>

#include "base/nearest.h"
#include "defs/foreign_names.h"
#include "sema/families.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

struct BasicType {
  std::string_view name;
  uint32_t size;
  bool is_signed;
};

constexpr std::array<BasicType, 8> kIntegers = {{
    {"int8", 1, true},
    {"int16", 2, true},
    {"int32", 4, true},
    {"int64", 8, true},
    {"uint8", 1, false},
    {"uint16", 2, false},
    {"uint32", 4, false},
    {"uint64", 8, false},
}};

constexpr std::string_view kBool = "bool";
constexpr std::string_view kFloat = "float";
constexpr std::string_view kDouble = "double";
constexpr std::string_view kString = "string";
constexpr std::string_view kVoid = "void";

constexpr std::string_view kBuffer = "buffer";

struct LateName {
  std::string_view name;
  ValueKind kind;
};

// Symbols have a type without a name.
constexpr std::array<LateName, 5> kLateTypes = {{
    {"timestamp", ValueKind::Timestamp},
    {"inet", ValueKind::Inet},
    {"macaddr_t", ValueKind::MacAddress},
    {"username_t", ValueKind::UserName},
    {"cgroup_path_t", ValueKind::CgroupPath},
}};

// count_t, sum_t, usum_t ...: those that read as an integer, and stats_t.
TypePtr FindAggregate(std::string_view name) {
  constexpr std::string_view kEnd = "_t";
  if (!name.ends_with(kEnd)) return nullptr;
  name.remove_suffix(kEnd.size());
  for (const auto& row : kAggregations) {
    if (!row.castable && row.function != Aggregation::Stats) continue;
    const bool is_unsigned = row.function != Aggregation::Count && name.starts_with('u');
    if (name.substr(is_unsigned ? 1 : 0) == row.name) return AggregateType(row.function, !is_unsigned);
  }
  return nullptr;
}

TypePtr FindBasic(std::string_view name) {
  for (const auto& row : kIntegers) {
    if (row.name == name) return IntegerType(row.size, row.is_signed);
  }
  for (const auto& row : kLateTypes) {
    if (row.name == name) return LateType(row.kind);
  }
  if (name == kBool) return BoolType();
  if (name == kFloat || name == kDouble) return FloatType(name == kFloat ? 4 : 8);
  if (name == kString) return StringType(0);
  if (name == kVoid) return VoidType();
  if (name == kBuffer) return BufferType(0);
  return FindAggregate(name);
}

std::string Keyword(ast::TypeName::Tag tag) {
  switch (tag) {
    case ast::TypeName::Tag::Struct:
      return "struct ";
    case ast::TypeName::Tag::Union:
      return "union ";
    case ast::TypeName::Tag::Enum:
      return "enum ";
    default:
      return "";
  }
}

// An enumeration named in a script is an unsigned word, whatever a field of it is.
TypePtr Widened(const TypePtr& type) {
  if (type->kind != TypeKind::Enum || (type->size == 8 && !type->is_signed)) return type;
  auto wide = std::make_shared<Type>(*type);
  wide->size = 8;
  wide->is_signed = false;
  return wide;
}

// A type of another language, or one that is nearly called so.
void SuggestNumberType(Diagnostic& diagnostic, const ast::TypeName& name) {
  const ForeignTypeRow* row = FindForeignType(name.base);
  if (row != nullptr && row->type.empty()) {
    diagnostic.Hint("programs in the kernel compute with whole numbers: int64, uint64");
    return;
  }
  const std::string near = row != nullptr
                               ? std::string(row->type)
                               : Nearest(name.base, {"int8", "int16", "int32", "int64", "uint8", "uint16",
                                                     "uint32", "uint64", "bool", "string", "void"});
  if (!near.empty()) diagnostic.Hint("did you mean `" + near + "`?");
  if (row != nullptr && near != "string") diagnostic.Fix(name.range, near);
}

TypePtr FindNamedType(Elaborator& elaborator, const ast::TypeName& name, bool operand) {
  const std::string keyword = Keyword(name.tag);
  if (TypePtr type = elaborator.sources.LookUpType(keyword, name.base, name.range)) return Widened(type);
  if (keyword.empty()) {
    if (TypePtr type = elaborator.sources.LookUpType("struct ", name.base, name.range)) return type;
  }
  if (operand && keyword.empty() &&
      name.suffixes.empty()) {  // a name is read as a type's where one may stand
    if (const ExprPtr constant = elaborator.sources.FindEnumerator(ast::Identifier(name.range, name.base)))
      return constant->type;
  }
  const DiagId id = keyword.empty() && operand             ? DiagId::UnknownIdentifier
                    : keyword.empty()                      ? DiagId::UnknownType
                    : name.tag == ast::TypeName::Tag::Enum ? DiagId::UnknownEnum
                                                           : DiagId::UnknownStruct;
  Diagnostic& diagnostic = elaborator.context.Report(id, name.range, {keyword + name.base});
  elaborator.sources.HintAtSources(name.base, diagnostic);
  if (id == DiagId::UnknownType) SuggestNumberType(diagnostic, name);
  if (id == DiagId::UnknownStruct) SuggestType(elaborator.context, diagnostic, keyword + name.base);
  return nullptr;
}

}  // namespace

// Null after an error; UnknownType where a typeof waits for inference. `string` and `buffer` without a size
// come out with capacity 0.
TypePtr Elaborator::ResolveType(const ast::TypeName& name, bool operand) {
  TypePtr type;
  if (name.tag == ast::TypeName::Tag::Typeof) {
    type = name.typeof_type ? ResolveType(*name.typeof_type, operand)
                            : ExpressionType(*name.typeof_expr, kTypeof);
    if (type == ErrorType()) return nullptr;
    if (type == UnknownType()) return type;
  } else {
    if (name.tag == ast::TypeName::Tag::None) type = FindBasic(name.base);
    if (!type) type = FindNamedType(*this, name, operand);
  }
  if (!type) return nullptr;
  for (const auto& suffix : name.suffixes) {
    if (suffix.kind == ast::TypeSuffix::Pointer) {
      type = PointerType(type, AddressSpace::None);
      continue;
    }
    const bool sized = suffix.kind == ast::TypeSuffix::Array;
    const uint64_t bytes = suffix.count * std::max(type->size, 1U);
    if (sized &&
        (suffix.count > std::numeric_limits<int32_t>::max() || bytes > std::numeric_limits<int32_t>::max())) {
      context.Report(DiagId::TypeTooLarge, name.range);
      return nullptr;
    }
    const auto count = static_cast<uint32_t>(suffix.count);
    // What follows the bare name is its capacity, which is always the same.
    const bool capacity = type->meaning.late == ValueKind::Inet && &suffix == name.suffixes.data();
    if (capacity) continue;
    if (type->kind == TypeKind::String && type->size == 0) {
      type = StringType(count);
    } else if (type->kind == TypeKind::Buffer && type->size == BufferType(0)->size) {
      type = BufferType(count);
    } else {
      type = ArrayType(type, count);
    }
  }
  return type;
}

}  // namespace sonde::sema
