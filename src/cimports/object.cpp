// Functions of a BPF object. Leaves: ReadBpfObject, Spell. Covered by tests/cimports/object_test.cpp.
#include "cimports/object.h"

#include <elf.h>

#include <set>
#include <string_view>

#include "btf/bpf_elf.h"
#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr uint32_t kGlobalLinkage = 1;
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
    BtfRecord record = btf_.Get(id);
    for (int steps = 0; IsModifier(record.kind); ++steps) {
      if (steps > kDeepest) return type;
      record = btf_.Get(record.size_or_type);
    }
    if (depth > kDeepest || --left_ < 0) return type;
    type->name = btf_.Name(record.name);
    type->size = record.size_or_type;
    switch (record.kind) {
      case BtfKind::Int:
        Integer(*type, RawBtf::Word(record, 0));
        break;
      case BtfKind::Enum:
      case BtfKind::Enum64:
        type->kind = CType::Kind::Enum;
        type->is_signed = record.kind_flag;
        break;
      case BtfKind::Float:
        type->kind = CType::Kind::Float;
        break;
      case BtfKind::Ptr:
        type->kind = CType::Kind::Pointer;
        type->size = 8;
        type->element = Read(record.size_or_type, depth + 1);
        break;
      case BtfKind::Array:
        type->kind = CType::Kind::Array;
        type->element = Read(RawBtf::Word(record, 0), depth + 1);
        type->count = RawBtf::Word(record, 2);
        break;
      case BtfKind::Fwd:
      case BtfKind::Struct:
      case BtfKind::Union: {
        const bool is_union =
            record.kind == BtfKind::Union || (record.kind == BtfKind::Fwd && record.kind_flag);
        type->kind = is_union ? CType::Kind::Union : CType::Kind::Struct;
        break;
      }
      case BtfKind::FuncProto:
        type->kind = CType::Kind::Function;
        type->element = Read(record.size_or_type, depth + 1);
        for (uint32_t i = 0; i < record.count && left_ >= 0; ++i)
          type->parameters.push_back(Read(RawBtf::Word(record, 2 * i + 1), depth + 1));
        break;
      default:
        break;
    }
    return type;
  }

  static bool IsModifier(BtfKind kind) {
    return kind == BtfKind::Typedef || kind == BtfKind::Const || kind == BtfKind::Volatile ||
           kind == BtfKind::Restrict || kind == BtfKind::TypeTag;
  }

  static void Integer(CType& type, uint32_t word) {
    constexpr uint32_t kSigned = 1, kChar = 2, kBool = 4;  // BTF_INT_*
    const uint32_t encoding = (word >> 24) & 0xf;
    type.kind = (encoding & kBool) != 0   ? CType::Kind::Bool
                : (encoding & kChar) != 0 ? CType::Kind::Char
                                          : CType::Kind::Integer;
    type.is_signed = (encoding & kSigned) != 0;
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
    const BtfRecord record = btf->Get(id);
    if (record.kind != BtfKind::Func || record.count != kGlobalLinkage) continue;
    ImportedFunction function;
    function.name = btf->Name(record.name);
    function.type = types.Read(record.size_or_type);
    if (!types.complete()) return Error("the type of its function " + function.name + " has too many parts");
    if (!global.contains(function.name) || function.type->kind != CType::Kind::Function) continue;
    const BtfRecord prototype = btf->Get(record.size_or_type);
    for (uint32_t i = 0; i < prototype.count; ++i)
      function.parameters.emplace_back(btf->Name(RawBtf::Word(prototype, 2 * i)));
    functions.push_back(std::move(function));
  }
  return BpfObject{std::move(path), std::move(elf), std::move(functions)};
}

}  // namespace sonde
