// Type names (language.md 3.1, 3.2) and sizeof. Leaves: Checker's ResolveType, CheckTypeQuery.
// Covered by tests/golden/typed/casts/*, sizeof/* and tests/golden/diag/types/*.
#include <array>
#include <limits>

#include "sema/checker.h"

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
constexpr std::string_view kString = "string";
constexpr std::string_view kVoid = "void";

// Names of types that belong to parts of the language sonde does not have yet.
constexpr std::array<std::string_view, 17> kLaterTypes = {
    "buffer",  "timestamp", "macaddr_t", "inet",   "cgroup_path_t", "username_t",
    "count_t", "sum_t",     "min_t",     "max_t",  "avg_t",         "stats_t",
    "usum_t",  "umin_t",    "umax_t",    "uavg_t", "ustats_t",
};

TypePtr FindBasic(std::string_view name) {
  for (const auto& row : kIntegers) {
    if (row.name == name) return IntegerType(row.size, row.is_signed);
  }
  if (name == kBool) return BoolType();
  if (name == kString) return StringType(0);
  if (name == kVoid) return VoidType();
  return nullptr;
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

}  // namespace

// Where the script's type names and enumerators are looked up, in this order (language.md 3.2).
std::vector<Definitions*> Checker::TypeSources() {
  std::vector<Definitions*> sources;
  if (auto btf = host_.KernelBtf()) sources.push_back(*btf);
  if (copy_ != nullptr && !placeholder() && (probe_type().flags & InUser) != 0) AddDebugInfo(sources);
  return sources;
}

// What the traced program calls its types. With --unsafe a target may be no ELF file at all; it has none
// then.
void Checker::AddDebugInfo(std::vector<Definitions*>& sources) {
  DebugInfo* debug = host_.DebugInfoOf(target().spec.module);
  if (debug != nullptr) sources.push_back(debug);
}

// Null when no source has it.
TypePtr Checker::LookUpType(const std::string& name) {
  for (Definitions* source : TypeSources()) {
    const auto [it, is_new] = inference_.named_types.try_emplace({source, name});
    if (is_new) it->second = source->FindType(name);
    if (it->second) return it->second;
  }
  return nullptr;
}

ExprPtr Checker::ReportUnknownStruct(const Type& type, SourceRange range) {
  Diagnostic& diagnostic = Report(DiagId::UnknownStruct, range, {Spell(type)});
  const auto btf = host_.KernelBtf();
  if (!btf) diagnostic.Hint("kernel types need kernel BTF: " + btf.error().Text());
  return Poison(range);
}

// Null when no source has it. An enumerator is an unsigned word of its enumeration.
ExprPtr Checker::FindEnumerator(const ast::Identifier& node) {
  for (Definitions* source : TypeSources()) {
    const auto [it, is_new] = inference_.enumerators.try_emplace({source, node.name});
    if (is_new) it->second = source->FindEnumerator(node.name);
    if (!it->second) continue;
    auto type = std::make_shared<Type>(*it->second->type);
    type->size = 8;
    type->is_signed = false;
    auto constant = std::make_unique<typed::Integer>(type, node.range);
    constant->bits = static_cast<uint64_t>(it->second->value);
    return constant;
  }
  return nullptr;
}

TypePtr Checker::FindNamedType(const ast::TypeName& name) {
  const std::string keyword = Keyword(name.tag);
  if (TypePtr type = LookUpType(keyword + name.base)) return Widened(type);
  if (keyword.empty()) {
    if (TypePtr type = LookUpType("struct " + name.base)) return type;
  }
  for (const auto later : kLaterTypes) {
    if (keyword.empty() && later == name.base) {
      NotSupported(name.range, "the type `" + name.base + "` is");
      return nullptr;
    }
  }
  const DiagId id = keyword.empty()                        ? DiagId::UnknownType
                    : name.tag == ast::TypeName::Tag::Enum ? DiagId::UnknownEnum
                                                           : DiagId::UnknownStruct;
  Diagnostic& diagnostic = Report(id, name.range, {keyword + name.base});
  const auto btf = host_.KernelBtf();
  if (!btf) diagnostic.Hint("kernel types need kernel BTF: " + btf.error().Text());
  return nullptr;
}

// Null after an error; UnknownType where a typeof waits for inference. `string` without a size comes out with
// capacity 0.
TypePtr Checker::ResolveType(const ast::TypeName& name) {
  TypePtr type;
  if (name.tag == ast::TypeName::Tag::Typeof) {
    type = name.typeof_type ? ResolveType(*name.typeof_type) : ExpressionType(*name.typeof_expr, kTypeof);
    if (type == ErrorType()) return nullptr;
    if (type == UnknownType()) return type;
  } else {
    if (name.tag == ast::TypeName::Tag::None) type = FindBasic(name.base);
    if (!type) type = FindNamedType(name);
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
      Report(DiagId::TypeTooLarge, name.range);
      return nullptr;
    }
    const auto count = static_cast<uint32_t>(suffix.count);
    type = type->kind == TypeKind::String && type->size == 0 ? StringType(count) : ArrayType(type, count);
  }
  return type;
}

ExprPtr Checker::CheckTypeQuery(const ast::TypeQuery& node) {
  switch (node.op) {
    case ast::TypeQueryOp::Sizeof:
      break;
    case ast::TypeQueryOp::Offsetof:
      return CheckOffsetof(node);
    case ast::TypeQueryOp::Typeinfo:
      return CheckTypeinfo(node);
    case ast::TypeQueryOp::Typeof:
      return ReportAndPoison(DiagId::TypeAsValue, node.range, {"typeof(...)"});
  }
  const TypePtr type = OperandType(node.operand, "sizeof");
  if (Unresolved(type)) return Unresolvable(type, node.range);
  return MakeInteger(node.range, Number::Of(type->size));
}

}  // namespace sonde::sema
