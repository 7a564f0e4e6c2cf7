// Functions of a BPF object. Leaves: ReadBpfObject, Spell. Covered by tests/cimports/object_test.cpp.
#include "cimports/object.h"

#include <elf.h>

#include <set>
#include <string_view>

#include "btf/bpf_elf.h"
#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr int kDeepest = 32;      // of types within types
constexpr int kMostTypes = 4096;  // of one function: parameters that are functions multiply

class TypeReader {
 public:
  explicit TypeReader(const RawBtf& btf) : btf_(btf) {}

  // The type of one function.
  CTypePtr Read(uint32_t id) const {
    left_ = kMostTypes;
    return Read(id, 0);
  }
  // Whether the last type had all its parts.
  [[nodiscard]] bool complete() const { return left_ >= 0; }

 private:
  CTypePtr Read(uint32_t id, int depth) const {
    auto type = std::make_shared<CType>();
    const btf_type* record = &btf_.Get(id);
    for (int steps = 0; btf_is_typedef(record) || btf_is_mod(record); ++steps) {
      if (steps > kDeepest) return type;
      record = &btf_.Get(record->type);
    }
    if (depth > kDeepest || --left_ < 0) return type;
    type->name = btf_.Name(record->name_off);
    type->size = record->size;
    switch (btf_kind(record)) {
      case BTF_KIND_INT:
        Integer(*type, btf_int_encoding(record));
        break;
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        type->kind = CType::Kind::Enum;
        type->is_signed = btf_kflag(record);
        break;
      case BTF_KIND_FLOAT:
        type->kind = CType::Kind::Float;
        break;
      case BTF_KIND_PTR:
        type->kind = CType::Kind::Pointer;
        type->size = 8;
        type->element = Read(record->type, depth + 1);
        break;
      case BTF_KIND_ARRAY:
        type->kind = CType::Kind::Array;
        type->element = Read(btf_array(record)->type, depth + 1);
        type->count = btf_array(record)->nelems;
        break;
      case BTF_KIND_FWD:
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION: {
        const bool is_union =
            btf_kind(record) == BTF_KIND_UNION || (btf_kind(record) == BTF_KIND_FWD && btf_kflag(record));
        type->kind = is_union ? CType::Kind::Union : CType::Kind::Struct;
        break;
      }
      case BTF_KIND_FUNC_PROTO:
        type->kind = CType::Kind::Function;
        type->element = Read(record->type, depth + 1);
        for (uint32_t i = 0; i < btf_vlen(record) && left_ >= 0; ++i)
          type->parameters.push_back(Read(btf_params(record)[i].type, depth + 1));
        break;
      default:
        break;
    }
    return type;
  }

  static void Integer(CType& type, uint32_t encoding) {
    type.kind = (encoding & BTF_INT_BOOL) != 0   ? CType::Kind::Bool
                : (encoding & BTF_INT_CHAR) != 0 ? CType::Kind::Char
                                                 : CType::Kind::Integer;
    type.is_signed = (encoding & BTF_INT_SIGNED) != 0;
  }

  const RawBtf& btf_;
  mutable int left_ = 0;  // types that this function may still have
};

// Names of the global functions of .text.
std::set<std::string, std::less<>> GlobalFunctions(const BpfElf& elf) {
  std::set<std::string, std::less<>> names;
  const BpfSection* text = elf.Find(".text");
  if (text == nullptr) return names;
  for (const BpfSymbol& symbol : elf.symbols) {
    if (symbol.kind == STT_FUNC && symbol.binding != STB_LOCAL && symbol.section == elf.IndexOf(*text))
      names.emplace(symbol.name);
  }
  return names;
}

}  // namespace

std::string Spell(const CType& type) {
  switch (type.kind) {
    case CType::Kind::Void:
      return "void";
    case CType::Kind::Pointer: {
      if (type.element->kind == CType::Kind::Function) return "function pointer";
      const std::string element = Spell(*type.element);
      return element + (element.ends_with('*') ? "*" : " *");
    }
    case CType::Kind::Array:
      return Spell(*type.element) + "[" + std::to_string(type.count) + "]";
    case CType::Kind::Struct:
      return "struct " + type.name;
    case CType::Kind::Union:
      return "union " + type.name;
    case CType::Kind::Enum:
      return "enum " + type.name;
    case CType::Kind::Function:
      return "function";
    default:
      return type.name;
  }
}

Result<BpfObject> ReadBpfObject(std::string path, std::string elf) {
  // libbpf's linker and loader, which get these bytes later, believe most of what they say.
  if (Status status = CheckBpfObject(elf); !status) return status.TakeError();
  const auto sections = ReadBpfElf(elf);
  if (!sections) return sections.error();
  const auto btf = RawBtf::Parse(sections->Find(".BTF")->bytes);
  if (!btf) return btf.error();
  const std::set<std::string, std::less<>> global = GlobalFunctions(*sections);
  std::vector<ImportedFunction> functions;
  const TypeReader types(*btf);
  for (uint32_t id = btf->first_id(); id < btf->type_count(); ++id) {
    const btf_type& record = btf->Get(id);
    if (btf_kind(&record) != BTF_KIND_FUNC || btf_vlen(&record) != BTF_FUNC_GLOBAL) continue;
    ImportedFunction function;
    function.name = btf->Name(record.name_off);
    function.type = types.Read(record.type);
    if (!types.complete()) return Error("the type of its function " + function.name + " has too many parts");
    if (!global.contains(function.name) || function.type->kind != CType::Kind::Function) continue;
    const btf_type& prototype = btf->Get(record.type);
    for (uint32_t i = 0; i < btf_vlen(&prototype); ++i)
      function.parameters.emplace_back(btf->Name(btf_params(&prototype)[i].name_off));
    functions.push_back(std::move(function));
  }
  return BpfObject{std::move(path), std::move(elf), std::move(functions), false};
}

}  // namespace sonde
