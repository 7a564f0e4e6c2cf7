// Debug metadata for BTF, CO-RE and line info. Leaves: DebugTypes. Covered by tests/codegen/btf_test.cpp.
#include "codegen/debug_types.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <atomic>

#include "codegen/layout.h"

namespace sonde::codegen {

using llvm::DIType;

namespace {

// LLVM's BPFAbstractMemberAccess pass keeps the globals of its relocations in a static map by struct
// name and outlives the module they are in: a second module of one process would use the first one's.
// CO-RE ignores what follows ___ in a struct's name ("flavors"), so every later module takes another.
std::string NextFlavor() {
  static std::atomic<unsigned> modules = 0;
  const unsigned number = modules++;
  return number == 0 ? "" : "___" + std::to_string(number);
}

// The text of the script for BTF's line info. LLVM looks every line's text up in the list of all texts, for
// every few instructions, so the time grows with the square of the lines; long scripts get line numbers only.
llvm::StringRef EmbeddedText(const Source& source, size_t file) {
  constexpr ptrdiff_t kMaxLines = 2000;
  const std::string_view text = source.Slice(source.files()[file].range);
  // Without any text LLVM would read the file itself.
  return std::count(text.begin(), text.end(), '\n') > kMaxLines ? llvm::StringRef("\n")
                                                                : llvm::StringRef(text.data(), text.size());
}

llvm::DICompileUnit* MakeUnit(llvm::DIBuilder& builder, llvm::DIFile* file) {
#if LLVM_VERSION_MAJOR >= 22
  const llvm::DISourceLanguageName language(llvm::dwarf::DW_LANG_C11);
#else
  const auto language = llvm::dwarf::DW_LANG_C11;
#endif
  return builder.createCompileUnit(language, file, "sonde", /*isOptimized=*/true, "", 0);
}

}  // namespace

DebugTypes::DebugTypes(llvm::Module& module, const Source& source)
    : module_(module),
      source_(source),
      builder_(module),
      flavor_(NextFlavor()),
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
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
    case TypeKind::UserSymbol:
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

llvm::DICompositeType* DebugTypes::StructWithField(const Type& type, const StructField& field) {
  llvm::DICompositeType*& cached = struct_fields_[type.name + "." + field.name];
  if (cached != nullptr) return cached;
  DIType* member_type = nullptr;
  if (field.type->kind == TypeKind::Pointer) {
    member_type = builder_.createPointerType(nullptr, 64);
  } else if (field.type->kind == TypeKind::Struct) {
    const bool is_union = field.type->name.starts_with("union ");
    const std::string tag = field.type->name.substr(field.type->name.find(' ') + 1);
    member_type = is_union ? builder_.createUnionType(file_, tag, file_, 0, 8ULL * field.type->size, 8,
                                                      llvm::DINode::FlagZero, {})
                           : builder_.createStructType(file_, tag, file_, 0, 8ULL * field.type->size, 8,
                                                       llvm::DINode::FlagZero, nullptr, {});
  } else if (field.type->kind == TypeKind::Array && field.type->element->kind == TypeKind::Integer) {
    member_type = builder_.createArrayType(
        8ULL * SizeOf(*field.type), 8ULL * SizeOf(*field.type->element), Of(*field.type->element),
        builder_.getOrCreateArray({builder_.getOrCreateSubrange(0, field.type->count)}));
  } else {
    member_type = Of(*field.type);
  }
  const uint64_t bits = 8ULL * SizeOf(*field.type);
  DIType* member = nullptr;
  if (field.bit_size != 0) {
    member = builder_.createBitFieldMemberType(file_, field.name, file_, 0, field.bit_size,
                                               8ULL * field.byte_offset + field.bit_offset,
                                               8ULL * field.byte_offset, llvm::DINode::FlagZero, member_type);
  } else {
    member = Member(field.name.c_str(), member_type, 8ULL * field.byte_offset, bits);
  }
  const size_t space = type.name.find(' ');
  const std::string tag = (space == std::string::npos ? type.name : type.name.substr(space + 1)) + flavor_;
  const auto members = builder_.getOrCreateArray({member});
  cached = type.name.starts_with("union ")
               ? builder_.createUnionType(file_, tag, file_, 0, 8ULL * type.size, 64, llvm::DINode::FlagZero,
                                          members)
               : builder_.createStructType(file_, tag, file_, 0, 8ULL * type.size, 64, llvm::DINode::FlagZero,
                                           nullptr, members);
  return cached;
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
  std::vector<llvm::Metadata*> types(arguments + 1, Unsigned(8));
  types.push_back(builder_.createPointerType(nullptr, 64));
  auto* type = builder_.createSubroutineType(builder_.getOrCreateTypeArray(types));
  llvm::DIFile* const file = FileOf(range);
  const uint32_t line = source_.Position(range.begin).line;
  llvm::DISubprogram* program =
      builder_.createFunction(file, name, "", file, line, type, line, llvm::DINode::FlagPrototyped,
                              llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized |
                                  llvm::DISubprogram::SPFlagLocalToUnit);
  for (unsigned i = 0; i <= arguments; ++i) {
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
