// Functions of a BPF object. Leaves: ReadBpfObject, Spell. Covered by tests/cimports/object_test.cpp.
#include "cimports/object.h"

#include <elf.h>
#include <gelf.h>

#include <set>
#include <string_view>

#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr uint32_t kGlobalLinkage = 1;
constexpr int kDeepest = 32;  // of types within types

class TypeReader {
 public:
  explicit TypeReader(const RawBtf& btf) : btf_(btf) {}

  CTypePtr Read(uint32_t id, int depth = 0) const {
    auto type = std::make_shared<CType>();
    BtfRecord record = btf_.Get(id);
    for (int steps = 0; IsModifier(record.kind); ++steps) {
      if (steps > kDeepest) return type;
      record = btf_.Get(record.size_or_type);
    }
    if (depth > kDeepest) return type;
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
        for (uint32_t i = 0; i < record.count; ++i)
          type->parameters.push_back(Read(RawBtf::Word(record, 2 * i + 1), depth + 1));
        break;
      default:
        break;
    }
    return type;
  }

 private:
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
};

struct Sections {
  std::string btf;
  std::set<std::string> global;  // functions of .text
};

void AddSymbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, size_t text, Sections& found) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return;
  for (int i = 0; i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, i, &symbol) == nullptr) return;
    if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || GELF_ST_BIND(symbol.st_info) == STB_LOCAL) continue;
    const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (symbol.st_shndx == text && name != nullptr) found.global.insert(name);
  }
}

Result<Sections> ReadSections(Elf* elf) {
  GElf_Ehdr file;
  if (elf == nullptr || gelf_getehdr(elf, &file) == nullptr || file.e_machine != EM_BPF ||
      file.e_type != ET_REL || file.e_ident[EI_DATA] != ELFDATA2LSB) {
    return Error("it is no BPF object");
  }
  Sections found;
  size_t names = 0, text = 0;
  elf_getshdrstrndx(elf, &names);
  Elf_Scn* symbols = nullptr;
  GElf_Shdr header, table{};
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* raw = elf_strptr(elf, names, header.sh_name);
    const std::string_view name = raw == nullptr ? "" : raw;
    if (name == ".text") text = elf_ndxscn(section);
    if (header.sh_type == SHT_SYMTAB) symbols = section, table = header;
    Elf_Data* data = name == ".BTF" ? elf_getdata(section, nullptr) : nullptr;
    if (data != nullptr && data->d_buf != nullptr)
      found.btf.assign(static_cast<const char*>(data->d_buf), data->d_size);
  }
  if (found.btf.empty()) return Error("it has no BTF: compile it with -g");
  if (symbols != nullptr && text != 0) AddSymbols(elf, symbols, table, text, found);
  return found;
}

}  // namespace

std::string Spell(const CType& type) {
  switch (type.kind) {
    case CType::Kind::Void:
      return "void";
    case CType::Kind::Pointer: {
      if (type.element->kind == CType::Kind::Function) return "function pointer";
      const std::string element = Spell(*type.element);
      return element + (element.back() == '*' ? "*" : " *");
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
  elf_version(EV_CURRENT);
  Elf* reader = elf_memory(elf.data(), elf.size());
  auto sections = ReadSections(reader);
  elf_end(reader);
  if (!sections) return sections.TakeError();
  const auto btf = RawBtf::Parse(sections->btf);
  if (!btf) return btf.error();
  BpfObject object{std::move(path), std::move(elf), {}};
  const TypeReader types(*btf);
  for (uint32_t id = btf->first_id(); id < btf->type_count(); ++id) {
    const BtfRecord record = btf->Get(id);
    if (record.kind != BtfKind::Func || record.count != kGlobalLinkage) continue;
    ImportedFunction function;
    function.name = btf->Name(record.name);
    function.type = types.Read(record.size_or_type);
    if (sections->global.count(function.name) == 0 || function.type->kind != CType::Kind::Function) continue;
    const BtfRecord prototype = btf->Get(record.size_or_type);
    for (uint32_t i = 0; i < prototype.count; ++i)
      function.parameters.emplace_back(btf->Name(RawBtf::Word(prototype, 2 * i)));
    object.functions.push_back(std::move(function));
  }
  return object;
}

}  // namespace sonde
