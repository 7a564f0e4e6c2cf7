// Types of C as sonde's own. Leaves: CTypes. Covered by tests/cdecl/layout_test.cpp and types_test.cpp.
#include "cdecl/c_types.h"

#include <algorithm>

#include "types/bit_fields.h"

namespace sonde {
namespace {

constexpr int kDeepest = 32;  // pointers to pointers, arrays of arrays, anonymous structs
constexpr int64_t kLargest = 1LL << 30;

// Names of C's own types that a script may use like a typedef.
TypePtr FindBase(std::string_view name) {
  if (name == "char") return IntegerType(1, true);
  if (name == "short") return IntegerType(2, true);
  if (name == "int") return IntegerType(4, true);
  if (name == "long") return IntegerType(sizeof(long), true);
  if (name == "_Bool") return IntegerType(1, false);
  return nullptr;
}

bool IsSigned(CXTypeKind kind) {
  switch (kind) {
    case CXType_Char_S:
    case CXType_Char_U:  // plain char counts as signed wherever it comes from (language.md 3.12)
    case CXType_SChar:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong:
    case CXType_WChar:
      return true;
    default:
      return false;
  }
}

// Calls `visit(cursor)` for each child.
template <typename Visit>
void ForEachChild(const Libclang& clang, CXCursor cursor, Visit visit) {
  clang.visitChildren(
      cursor, [](CXCursor child, CXCursor, CXClientData data) { return (*static_cast<Visit*>(data))(child); },
      &visit);
}

// libclang extends an enumerator by its highest bit, whatever the sign of its enumeration.
int64_t ValueIn(const Type& enumeration, int64_t value) {
  if (enumeration.is_signed || enumeration.size >= sizeof(value)) return value;
  return static_cast<int64_t>(static_cast<uint64_t>(value) & ((uint64_t{1} << (8 * enumeration.size)) - 1));
}

}  // namespace

CTypes::CTypes(const ClangUnit& unit, Definitions& fixed, Definitions& relocatable, Definitions* outer,
               std::string kernel_file)
    : unit_(unit),
      clang_(unit.clang()),
      fixed_(fixed),
      relocatable_(relocatable),
      outer_(outer),
      kernel_file_(std::move(kernel_file)),
      ids_(16, Hash{&clang_}, Equal{&clang_}) {
  if (unit.ok()) ForEachChild(clang_, unit.Root(), [this](CXCursor cursor) { return Index(cursor); });
}

bool CTypes::IsKernels(CXCursor declaration) const {
  return !kernel_file_.empty() && unit_.Place(declaration).first == kernel_file_;
}

CXChildVisitResult CTypes::Index(CXCursor cursor) {
  switch (clang_.getCursorKind(cursor)) {
    case CXCursor_MacroDefinition:
      macros_.push_back(cursor);
      return CXChildVisit_Continue;
    case CXCursor_MacroExpansion:
      expansions_.push_back(cursor);
      return CXChildVisit_Continue;
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
    case CXCursor_EnumDecl: {
      if (clang_.isCursorDefinition(cursor) == 0 || IsKernels(cursor)) return CXChildVisit_Continue;
      const CXType type = clang_.getCursorType(cursor);
      named_.try_emplace(NameOf(type), type);
      if (clang_.getCursorKind(cursor) == CXCursor_EnumDecl) IndexEnumerators(cursor);
      return CXChildVisit_Recurse;  // C's scopes: what is declared inside is known outside
    }
    case CXCursor_TypedefDecl:
      if (!IsKernels(cursor)) {
        named_.try_emplace(clang_.Text(clang_.getCursorSpelling(cursor)),
                           clang_.getTypedefDeclUnderlyingType(cursor));
      }
      return CXChildVisit_Recurse;
    case CXCursor_FieldDecl:
      return CXChildVisit_Recurse;
    default:
      return CXChildVisit_Continue;
  }
}

void CTypes::IndexEnumerators(CXCursor enumeration) {
  const CXType type = clang_.getCursorType(enumeration);
  ForEachChild(clang_, enumeration, [&](CXCursor constant) {
    if (clang_.getCursorKind(constant) == CXCursor_EnumConstantDecl) {
      const std::string name = clang_.Text(clang_.getCursorSpelling(constant));
      if (enumerators_.try_emplace(name, constant).second) enumerations_.emplace(name, type);
    }
    return CXChildVisit_Continue;
  });
}

std::vector<CXCursor> CTypes::MacrosAskedFrom(uint32_t offset) const {
  std::vector<CXCursor> definitions;
  for (auto expansion = expansions_.rbegin(); expansion != expansions_.rend(); ++expansion) {
    const auto [file, at] = unit_.Place(*expansion);
    if (file != unit_.name() || at < offset) break;  // the end of the main file is the end of all
    definitions.push_back(clang_.getCursorReferenced(*expansion));
  }
  return definitions;
}

std::string CTypes::NameOf(CXType type) const {
  std::string name = clang_.Text(clang_.getTypeSpelling(clang_.getUnqualifiedType(type)));
  if (name.find('(') != std::string::npos) name.clear();  // "struct (unnamed at ...)"
  return name;
}

TypePtr CTypes::FindType(std::string_view name) {
  const auto found = named_.find(std::string(name));
  return found != named_.end() ? Convert(found->second, false, 0) : FindBase(name);
}

std::optional<Enumerator> CTypes::FindEnumerator(std::string_view name) {
  const auto found = enumerators_.find(std::string(name));
  if (found == enumerators_.end()) return std::nullopt;
  TypePtr type = ConvertEnum(enumerations_.at(found->first));
  const int64_t value = ValueIn(*type, clang_.getEnumConstantDeclValue(found->second));
  return Enumerator{std::move(type), value};
}

std::vector<std::string> CTypes::EnumeratorNames(std::string_view beginning) const {
  std::vector<std::string> names;
  for (const auto& [name, cursor] : enumerators_) {
    if (std::string_view(name).starts_with(beginning)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

TypePtr CTypes::Convert(CXType type, bool held, int depth) {
  type = clang_.getCanonicalType(type);
  if (depth > kDeepest) return VoidType();
  switch (type.kind) {
    case CXType_Void:
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
      return VoidType();
    case CXType_Pointer:
      return PointerType(Convert(clang_.getPointeeType(type), false, depth + 1), AddressSpace::None);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
      return ConvertArray(type, held, depth);
    case CXType_Record:
      return ConvertRecord(type, held);
    case CXType_Enum:
      return ConvertEnum(type);
    case CXType_Atomic:
      return Convert(clang_.Type_getValueType(type), held, depth + 1);
    default:
      return ConvertNumber(type);
  }
}

// `long double`, vectors and the like have no equivalent.
TypePtr CTypes::ConvertNumber(CXType type) const {
  const bool integer = type.kind >= CXType_Bool && type.kind <= CXType_Int128;
  const int64_t size = clang_.Type_getSizeOf(type);
  if (type.kind == CXType_Float || type.kind == CXType_Double) return FloatType(static_cast<uint32_t>(size));
  if (!integer) return NoneType();
  if (size == 16) return ArrayType(IntegerType(8, false), 2);
  const bool plain = size == 1 || size == 2 || size == 4 || size == 8;
  return plain ? IntegerType(static_cast<uint32_t>(size), IsSigned(type.kind)) : NoneType();
}

// As for BTF: arrays of plain char are strings, those of other one-byte integers are arrays of numbers. One
// without a length stays an array, whose address can be taken.
TypePtr CTypes::ConvertArray(CXType type, bool held, int depth) {
  const CXType inner = clang_.getArrayElementType(type);
  const TypePtr element = Convert(inner, held, depth + 1);
  const int64_t count = type.kind == CXType_ConstantArray ? clang_.getArraySize(type) : 0;
  if (element->kind == TypeKind::None) return NoneType();
  if (count < 0 || count > kLargest || count * element->size > kLargest) return VoidType();
  const CXTypeKind kind = clang_.getCanonicalType(inner).kind;
  const bool text = kind == CXType_Char_S || kind == CXType_Char_U;
  const auto length = static_cast<uint32_t>(count);
  return text && length > 0 ? CharactersType(length) : ArrayType(element, length);
}

// What is only mentioned here, or repeated from the kernel behind a pointer, is the kernel's: its layout is
// relocated at load.
TypePtr CTypes::ConvertRecord(CXType type, bool held) {
  const CXCursor declaration = clang_.getTypeDeclaration(type);
  const std::string name = NameOf(type);
  const int64_t size = clang_.Type_getSizeOf(type);
  const bool known = size >= 0 && size <= kLargest;
  if (outer_ != nullptr && !name.empty() && (!known || (!held && IsKernels(declaration)))) {
    if (TypePtr found = outer_->FindType(name)) return found;
  }
  if (!known) return StructType(name, 0);
  const Definitions& origin = IsRelocatable(declaration) ? relocatable_ : fixed_;
  return StructType(name, static_cast<uint32_t>(size), origin.origin(), IdOf(declaration, type));
}

TypePtr CTypes::ConvertEnum(CXType type) {
  const CXCursor declaration = clang_.getTypeDeclaration(type);
  auto result = std::make_shared<Type>();
  result->kind = TypeKind::Enum;
  const int64_t size = clang_.Type_getSizeOf(type);
  result->size = size > 0 && size <= 8 ? static_cast<uint32_t>(size) : 4;
  result->is_signed = IsSigned(clang_.getCanonicalType(clang_.getEnumDeclIntegerType(declaration)).kind);
  result->definition.name = NameOf(type);
  result->definition.origin = fixed_.origin();
  result->definition.id = IdOf(declaration, type);
  ForEachChild(clang_, declaration, [&](CXCursor constant) {
    if (clang_.getCursorKind(constant) == CXCursor_EnumConstantDecl) {
      result->definition.enumerators.emplace_back(ValueIn(*result, clang_.getEnumConstantDeclValue(constant)),
                                                  clang_.Text(clang_.getCursorSpelling(constant)));
    }
    return CXChildVisit_Continue;
  });
  return result;
}

bool CTypes::IsRelocatable(CXCursor declaration) const {
  bool marked = false;
  ForEachChild(clang_, declaration, [&](CXCursor child) {
    marked |= clang_.getCursorKind(child) == CXCursor_AnnotateAttr &&
              clang_.Text(clang_.getCursorSpelling(child)) == kRelocatableMark;
    return marked ? CXChildVisit_Break : CXChildVisit_Continue;
  });
  return marked;
}

uint32_t CTypes::IdOf(CXCursor declaration, CXType type) {
  const auto [it, is_new] = ids_.try_emplace(declaration, static_cast<uint32_t>(records_.size()));
  if (is_new) records_.push_back({type, std::nullopt});
  return it->second;
}

// Padding bits have no name and are left out; so are bit-fields over more than eight bytes.
std::optional<StructField> CTypes::Describe(CXCursor cursor) {
  const int64_t position = clang_.Cursor_getOffsetOfField(cursor);
  if (position < 0 || position / 8 > kLargest) return std::nullopt;
  StructField field;
  field.name = clang_.Text(clang_.getCursorSpelling(cursor));
  if (field.name.find('(') != std::string::npos) field.name.clear();
  field.type = Convert(clang_.getCursorType(cursor), true, 0);
  field.byte_offset = static_cast<uint32_t>(position / 8);
  if (clang_.Cursor_isBitField(cursor) == 0) return field;
  const int bits = clang_.getFieldDeclBitWidth(cursor);
  if (field.name.empty() || bits <= 0 || bits > 64 || !IsInteger(*field.type)) return std::nullopt;
  const auto width = static_cast<uint32_t>(bits);
  if (width == field.type->size * 8 && position % 8 == 0) return field;
  if (!PlaceBits(static_cast<uint32_t>(position), width, field)) return std::nullopt;
  return field;
}

const std::vector<StructField>& CTypes::Fields(const Type& type) {
  static const std::vector<StructField> kNone;
  if (type.kind != TypeKind::Struct || type.definition.id >= records_.size()) return kNone;
  if (records_[type.definition.id].fields) return *records_[type.definition.id].fields;
  std::vector<CXCursor> cursors;
  clang_.Type_visitFields(
      records_[type.definition.id].type,
      [](CXCursor field, CXClientData data) {
        static_cast<std::vector<CXCursor>*>(data)->push_back(field);
        return CXVisit_Continue;
      },
      &cursors);
  std::vector<StructField> fields;
  for (const CXCursor cursor : cursors) {
    if (auto field = Describe(cursor)) fields.push_back(std::move(*field));
  }
  return records_[type.definition.id].fields.emplace(std::move(fields));
}

std::optional<StructField> CTypes::FindField(const Type& type, std::string_view name) {
  if (name.empty()) return std::nullopt;
  return Search(type, name, 0, 0);
}

std::optional<StructField> CTypes::Search(const Type& type, std::string_view name, uint32_t outer_bytes,
                                          int depth) {
  if (depth > kDeepest) return std::nullopt;
  const std::vector<StructField> fields = Fields(type);  // a copy: records_ may grow below
  for (const StructField& field : fields) {
    if (field.name == name) {
      StructField found = field;
      found.byte_offset += outer_bytes;
      return found;
    }
    if (!field.name.empty() || field.type->kind != TypeKind::Struct) continue;
    auto inner = Search(*field.type, name, outer_bytes + field.byte_offset, depth + 1);
    if (inner) return inner;
  }
  return std::nullopt;
}

}  // namespace sonde
