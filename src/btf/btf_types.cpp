// BTF to types. Leaves: BtfTypes. Covered by tests/btf/btf_test.cpp.
#include "btf/btf_types.h"

namespace sonde {
namespace {

constexpr int kDeepest = 32;           // pointers to pointers, arrays of arrays
constexpr int kLongestTypedefs = 128;  // more is a cycle
constexpr uint32_t kLargestArray = 1U << 30;

std::string WithKeyword(std::string_view keyword, std::string_view name) {
  return name.empty() ? std::string() : std::string(keyword) + " " + std::string(name);
}

bool PlainSize(uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

// C's plain char counts as signed whatever the kernel was compiled with (language.md 3.12).
TypePtr MakeInteger(const btf_type& record, std::string_view name) {
  const uint32_t size = record.size;
  if (size == 16) return ArrayType(IntegerType(8, false), 2);
  if (!PlainSize(size)) return NoneType();
  return IntegerType(size, (btf_int_encoding(&record) & BTF_INT_SIGNED) != 0 || name == "char");
}

}  // namespace

BtfTarget BtfTypes::Skip(uint32_t id) const {
  BtfTarget target{id, {}};
  for (int step = 0; step < kLongestTypedefs; ++step) {
    const btf_type& record = btf_.Get(target.id);
    switch (btf_kind(&record)) {
      case BTF_KIND_TYPE_TAG:
        if (target.tag.empty()) target.tag = btf_.Name(record.name_off);
        [[fallthrough]];
      case BTF_KIND_TYPEDEF:
      case BTF_KIND_CONST:
      case BTF_KIND_VOLATILE:
      case BTF_KIND_RESTRICT:
        target.id = record.type;
        break;
      default:
        return target;
    }
  }
  return {0, {}};
}

// The typedef through which an anonymous struct is named: "atomic_t". Structs of equal layout share their
// definition, so it depends on the way to it.
std::string BtfTypes::NamingTypedef(uint32_t id) const {
  std::string_view name;
  for (int step = 0; step < kLongestTypedefs; ++step) {
    const btf_type& record = btf_.Get(id);
    if (btf_is_typedef(&record)) name = btf_.Name(record.name_off);
    if (!btf_is_typedef(&record) && !btf_is_mod(&record)) break;
    id = record.type;
  }
  return std::string(name);
}

TypePtr BtfTypes::Convert(uint32_t id, int depth) {
  if (base_ != nullptr && id < btf_.first_id()) return base_->Convert(id);
  const uint32_t named = id;
  id = Skip(id).id;
  if (base_ != nullptr && id < btf_.first_id()) return base_->Convert(id);
  const btf_type& record = btf_.Get(id);
  const bool anonymous = btf_is_composite(&record) && named != id && btf_.Name(record.name_off).empty();
  const uint32_t key = anonymous ? named : id;
  if (const auto hit = made_.find(key); hit != made_.end()) return hit->second;
  if (depth > kDeepest) return VoidType();
  TypePtr type = anonymous ? StructType(NamingTypedef(named), record.size, origin_.origin(), id)
                           : Make(id, record, depth);
  made_.emplace(key, type);
  return type;
}

TypePtr BtfTypes::Make(uint32_t id, const btf_type& record, int depth) {
  const std::string_view name = btf_.Name(record.name_off);
  switch (btf_kind(&record)) {
    case BTF_KIND_INT:
      return MakeInteger(record, name);
    case BTF_KIND_PTR:
      return MakePointer(record, depth);
    case BTF_KIND_ARRAY:
      return MakeArray(record, depth);
    case BTF_KIND_STRUCT:
      return StructType(WithKeyword("struct", name), record.size, origin_.origin(), id);
    case BTF_KIND_UNION:
      return StructType(WithKeyword("union", name), record.size, origin_.origin(), id);
    case BTF_KIND_FWD:
      return StructType(WithKeyword(btf_kflag(&record) ? "union" : "struct", name), 0, origin_.origin(), id);
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return MakeEnum(id, record);
    case BTF_KIND_FLOAT:
      return record.size == 4 || record.size == 8 ? FloatType(record.size) : NoneType();
    default:
      return VoidType();
  }
}

TypePtr BtfTypes::MakePointer(const btf_type& record, int depth) {
  const bool user = Skip(record.type).tag == "user";
  auto type = std::make_shared<Type>(
      *PointerType(Convert(record.type, depth + 1), user ? AddressSpace::User : AddressSpace::Kernel));
  type->pointer.user = user;
  return type;
}

// Arrays of plain char are strings, those of other one-byte integers are arrays of numbers. One without a
// length stays an array, whose address can be taken.
TypePtr BtfTypes::MakeArray(const btf_type& record, int depth) {
  const uint32_t element_id = btf_array(&record)->type;
  const uint32_t count = btf_array(&record)->nelems;
  const TypePtr element = Convert(element_id, depth + 1);
  if (uint64_t{element->size} * count > kLargestArray) return VoidType();
  const btf_type& target = btf_.Get(Skip(element_id).id);
  const bool text = btf_is_int(&target) && element->kind == TypeKind::Integer && element->size == 1 &&
                    btf_.Name(target.name_off) == "char";
  return text && count > 0 ? CharactersType(count) : ArrayType(element, count);
}

TypePtr BtfTypes::MakeEnum(uint32_t id, const btf_type& record) const {
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::Enum;
  type->size = PlainSize(record.size) ? record.size : 4;
  type->is_signed = btf_kflag(&record);
  type->definition.name = WithKeyword("enum", btf_.Name(record.name_off));
  type->definition.origin = origin_.origin();
  type->definition.id = id;
  for (uint32_t i = 0; i < btf_vlen(&record); ++i)
    type->definition.enumerators.emplace_back(EnumeratorValue(record, i),
                                              btf_.Name(EnumeratorName(record, i)));
  return type;
}

std::string BtfTypes::Declare(uint32_t id, int depth) const {
  const btf_type& record = btf_.Get(id);
  std::string name(btf_.Name(record.name_off));
  if (depth > kDeepest) return "...";
  const auto inner = [&](uint32_t target) { return Declare(target, depth + 1); };
  switch (btf_kind(&record)) {
    case BTF_KIND_UNKN:
      return "void";
    case BTF_KIND_PTR: {
      const std::string target = inner(record.type);
      return target + (target.ends_with('*') ? "*" : " *");
    }
    case BTF_KIND_ARRAY:
      return inner(btf_array(&record)->type) + "[" + std::to_string(btf_array(&record)->nelems) + "]";
    case BTF_KIND_STRUCT:
      return name.empty() ? "struct {...}" : "struct " + name;
    case BTF_KIND_UNION:
      return name.empty() ? "union {...}" : "union " + name;
    case BTF_KIND_FWD:
      return (btf_kflag(&record) ? "union " : "struct ") + name;
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return name.empty() ? "enum {...}" : "enum " + name;
    case BTF_KIND_CONST:
      return "const " + inner(record.type);
    case BTF_KIND_VOLATILE:
      return "volatile " + inner(record.type);
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
      return inner(record.type);
    case BTF_KIND_FUNC_PROTO:
      return "void";
    default:
      return name;
  }
}

}  // namespace sonde
