// Debug metadata for BTF, CO-RE and line info. Leaves: DebugTypes. Covered by tests/codegen/core_test.cpp.
#include "codegen/debug_types.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <limits>

#include "codegen/layout.h"

namespace sonde::codegen {

using llvm::DIType;

namespace {

// The text of the script for BTF's line info. LLVM looks every line's text up in the list of all texts, for
// every few instructions, so the time grows with the square of the lines; long scripts get line numbers only.
llvm::StringRef EmbeddedText(const Source& source, size_t file) {
  constexpr ptrdiff_t kMaxLines = 2000;
  // Nor can a line that holds half a program be compared with itself for every statement.
  constexpr size_t kMaxBytes = 100000;
  const std::string_view text = source.Slice(source.files()[file].range);
  const bool long_text = text.size() > kMaxBytes || std::count(text.begin(), text.end(), '\n') > kMaxLines;
  // Without any text LLVM would read the file itself.
  return long_text ? llvm::StringRef("\n") : llvm::StringRef(text.data(), text.size());
}

llvm::DICompileUnit* MakeUnit(llvm::DIBuilder& builder, llvm::DIFile* file) {
#if LLVM_VERSION_MAJOR >= 22
  const llvm::DISourceLanguageName language(llvm::dwarf::DW_LANG_C11);
#else
  const auto language = llvm::dwarf::DW_LANG_C11;
#endif
  return builder.createCompileUnit(language, file, "sonde", /*isOptimized=*/true, "", 0);
}

// "task_struct" of "struct task_struct".
std::string TagOf(const Type& type) {
  return type.definition.name.substr(type.definition.name.find(' ') + 1);
}

}  // namespace

DebugTypes::DebugTypes(llvm::Module& module, const Source& source)
    : module_(module),
      source_(source),
      builder_(module),
      file_(builder_.createFile(source.name(), "", std::nullopt, EmbeddedText(source, 0))),
      unit_(MakeUnit(builder_, file_)) {
  module_.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
}

llvm::DIFile* DebugTypes::FileOf(SourceRange range) {
  const size_t index = source_.FileAt(range.begin);
  if (index == 0) return file_;
  files_.resize(source_.files().size());
  if (files_[index] == nullptr) {
    files_[index] =
        builder_.createFile(source_.files()[index].name, "", std::nullopt, EmbeddedText(source_, index));
  }
  return files_[index];
}

DIType* DebugTypes::Unsigned(uint32_t bytes) {
  static const char* const kNames[] = {"", "u8", "u16", "", "u32", "", "", "", "u64"};
  DIType*& type = cache_[kNames[bytes]];
  if (type == nullptr) {
    type = builder_.createBasicType(kNames[bytes], 8ULL * bytes, llvm::dwarf::DW_ATE_unsigned);
  }
  return type;
}

DIType* DebugTypes::Words(uint32_t count) {
  DIType*& type = cache_["words" + std::to_string(count)];
  if (type == nullptr) {
    type = builder_.createArrayType(64ULL * count, 64, Unsigned(8),
                                    builder_.getOrCreateArray({builder_.getOrCreateSubrange(0, count)}));
  }
  return type;
}

DIType* DebugTypes::Bytes(uint32_t count) {
  DIType*& type = cache_["bytes" + std::to_string(count)];
  if (type == nullptr) {
    DIType*& character = cache_["char"];
    if (character == nullptr) {
      character = builder_.createBasicType("char", 8, llvm::dwarf::DW_ATE_signed_char);
    }
    type = builder_.createArrayType(8ULL * count, 8, cache_["char"],
                                    builder_.getOrCreateArray({builder_.getOrCreateSubrange(0, count)}));
  }
  return type;
}

DIType* DebugTypes::Member(const char* name, DIType* type, uint64_t offset_bits, uint64_t size_bits) {
  return builder_.createMemberType(file_, name, file_, 0, size_bits, 0, offset_bits, llvm::DINode::FlagZero,
                                   type);
}

DIType* DebugTypes::Of(const Type& type) {
  switch (type.kind) {
    case TypeKind::Integer:
    case TypeKind::Enum: {
      if (!type.is_signed) return Unsigned(SizeOf(type));
      DIType*& cached = cache_["s" + std::to_string(type.size)];
      if (cached == nullptr) {
        cached = builder_.createBasicType("s" + std::to_string(8 * type.size), 8ULL * type.size,
                                          llvm::dwarf::DW_ATE_signed);
      }
      return cached;
    }
    case TypeKind::Tuple: {
      DIType*& cached = cache_[Spell(type)];
      if (cached != nullptr) return cached;
      const TupleLayout layout = LayOut(type.elements);
      std::vector<llvm::Metadata*> members;
      for (size_t i = 0; i < type.elements.size(); ++i) {
        members.push_back(Member(("f" + std::to_string(i)).c_str(), Of(*type.elements[i]),
                                 8ULL * layout.offsets[i], 8ULL * SizeOf(*type.elements[i])));
      }
      DIType* made =
          builder_.createStructType(file_, "tuple", file_, 0, 8ULL * layout.size, 64, llvm::DINode::FlagZero,
                                    nullptr, builder_.getOrCreateArray(members));
      return cache_[Spell(type)] = made;
    }
    case TypeKind::Late:
      if (!InMemory(type)) return Unsigned(8);
      return SizeOf(type) % 8 == 0 ? Words(SizeOf(type) / 8) : Bytes(SizeOf(type));
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return Words(SizeOf(type) / 8);
    case TypeKind::String:
    case TypeKind::Buffer:
    case TypeKind::Struct:
    case TypeKind::Array:
      return Bytes(SizeOf(type));
    default:
      return Unsigned(SizeOf(type));
  }
}

DIType* DebugTypes::ArrayOf(DIType* element, uint32_t count, uint32_t size) {
  return builder_.createArrayType(8ULL * size * count, 8, element,
                                  builder_.getOrCreateArray({builder_.getOrCreateSubrange(0, count)}));
}

DIType* DebugTypes::WideInteger() {
  return builder_.createBasicType("u128", 128, llvm::dwarf::DW_ATE_unsigned);
}

DIType* DebugTypes::EnumWith(const Type& type, const std::string& name, int64_t value) {
  const bool narrow =
      value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<uint32_t>::max();
  const uint32_t bytes = narrow ? 4 : 8;
  const auto elements =
      builder_.getOrCreateArray({builder_.createEnumerator(name, static_cast<uint64_t>(value), value >= 0)});
  return builder_.createEnumerationType(file_, TagOf(type), file_, 0, 8ULL * bytes, 8 * bytes, elements,
                                        Of(*IntegerType(bytes, value < 0)));
}

DIType* DebugTypes::FieldType(const Type& type) {
  switch (type.kind) {
    case TypeKind::Pointer:
      return builder_.createPointerType(nullptr, 64);
    case TypeKind::Struct:
      return Struct(type, {});
    case TypeKind::Array:
      return ArrayOf(FieldType(*type.element), type.count, SizeOf(*type.element));
    case TypeKind::Enum: {
      const auto none = builder_.getOrCreateArray({builder_.createEnumerator("none", 0, true)});
      return builder_.createEnumerationType(file_, TagOf(type), file_, 0, 8ULL * type.size, 8 * type.size,
                                            none, Of(*IntegerType(type.size, type.is_signed)));
    }
    default:
      return Of(type);
  }
}

// An anonymous struct that a typedef names is found by that name.
DIType* DebugTypes::Struct(const Type& type, llvm::ArrayRef<llvm::Metadata*> members) {
  const bool tagged = type.definition.name.find(' ') != std::string::npos;
  const std::string tag = tagged ? TagOf(type) : "";
  const auto list = builder_.getOrCreateArray(members);
  DIType* made =
      type.definition.name.starts_with("union ")
          ? builder_.createUnionType(file_, tag, file_, 0, 8ULL * type.size, 64, llvm::DINode::FlagZero, list)
          : builder_.createStructType(file_, tag, file_, 0, 8ULL * type.size, 64, llvm::DINode::FlagZero,
                                      nullptr, list);
  return tagged || type.definition.name.empty()
             ? made
             : builder_.createTypedef(made, type.definition.name, file_, 0, file_);
}

DIType* DebugTypes::StructWith(const Type& type, const StructField& field, DIType* inner) {
  if (field.bit_size == 0) {
    return Struct(type,
                  {Member(field.name.c_str(), inner, 8ULL * field.byte_offset, 8ULL * SizeOf(*field.type))});
  }
  return Struct(type,
                {builder_.createBitFieldMemberType(file_, field.name, file_, 0, field.bit_size,
                                                   8ULL * field.byte_offset + field.bit_offset,
                                                   8ULL * field.byte_offset, llvm::DINode::FlagZero, inner)});
}

void DebugTypes::DescribeGlobal(llvm::GlobalVariable& global, DIType* type) {
  auto* expression = builder_.createGlobalVariableExpression(unit_, global.getName(), "", file_, 0, type,
                                                             global.hasInternalLinkage());
  global.addDebugInfo(expression);
}

void DebugTypes::DescribeMap(llvm::GlobalVariable& global, const std::vector<MapAttribute>& attributes) {
  DIType*& integer = cache_["s4"];
  if (integer == nullptr) integer = builder_.createBasicType("s32", 32, llvm::dwarf::DW_ATE_signed);
  std::vector<llvm::Metadata*> members;
  for (size_t i = 0; i < attributes.size(); ++i) {
    DIType* target = attributes[i].type;
    if (target == nullptr) {
      // libbpf's way to write a number as a type: int (*name)[number].
      target = builder_.createArrayType(32ULL * attributes[i].number, 32, cache_["s4"],
                                        builder_.getOrCreateArray({builder_.getOrCreateSubrange(
                                            0, static_cast<int64_t>(attributes[i].number))}));
    }
    members.push_back(Member(attributes[i].name, builder_.createPointerType(target, 64), 64 * i, 64));
  }
  DescribeGlobal(
      global, builder_.createStructType(file_, "", file_, 0, 64 * attributes.size(), 64,
                                        llvm::DINode::FlagZero, nullptr, builder_.getOrCreateArray(members)));
}

llvm::DISubprogram* DebugTypes::Function(const std::string& name, SourceRange range) {
  if (function_type_ == nullptr) {
    DIType* result = builder_.createBasicType("int", 32, llvm::dwarf::DW_ATE_signed);
    DIType* context = builder_.createPointerType(nullptr, 64);
    function_type_ = builder_.createSubroutineType(builder_.getOrCreateTypeArray({result, context}));
  }
  llvm::DIFile* const file = FileOf(range);
  const uint32_t line = source_.Position(range.begin).line;
  llvm::DISubprogram* program =
      builder_.createFunction(file, name, "", file, line, function_type_, line, llvm::DINode::FlagPrototyped,
                              llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized);
  // BTF takes parameter names from the subprogram's variables.
  builder_.createParameterVariable(program, "ctx", 1, file, line, function_type_->getTypeArray()[1], true);
  return program;
}

llvm::DISubprogram* DebugTypes::Callback(const std::string& name, SourceRange range, size_t arguments) {
  std::vector<bool> pointers(arguments, false);
  pointers.push_back(true);
  return Subprogram(name, range, pointers, false);
}

llvm::DISubprogram* DebugTypes::Subprogram(const std::string& name, SourceRange range,
                                           const std::vector<bool>& pointers, bool global) {
  std::vector<llvm::Metadata*> types = {Unsigned(8)};
  for (const bool pointer : pointers)
    types.push_back(pointer ? builder_.createPointerType(nullptr, 64) : Unsigned(8));
  auto* type = builder_.createSubroutineType(builder_.getOrCreateTypeArray(types));
  llvm::DIFile* const file = FileOf(range);
  const uint32_t line = source_.Position(range.begin).line;
  auto flags = llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized;
  if (!global) flags |= llvm::DISubprogram::SPFlagLocalToUnit;
  llvm::DISubprogram* program =
      builder_.createFunction(file, name, "", file, line, type, line, llvm::DINode::FlagPrototyped, flags);
  for (unsigned i = 0; i < pointers.size(); ++i) {
    builder_.createParameterVariable(program, "a" + std::to_string(i), i + 1, file, line,
                                     type->getTypeArray()[i + 1], true);
  }
  return program;
}

llvm::DILocation* DebugTypes::Location(SourceRange range, llvm::DISubprogram* scope) {
  const LineColumn at = source_.Position(range.begin);
  llvm::DIFile* const file = FileOf(range);
  llvm::DIScope* where = scope;
  // A macro or function of another file than the probe's.
  if (scope->getFile() != file) where = builder_.createLexicalBlockFile(scope, file);
  return llvm::DILocation::get(module_.getContext(), at.line, at.column, where);
}

}  // namespace sonde::codegen
