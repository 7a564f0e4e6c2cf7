// Debug metadata of imported functions. libbpf's linker compares the BTF of a call with that of the function,
// names of integers included. Leaves: DebugTypes' External. Covered by tests/run/cimports.test.
#include <llvm/BinaryFormat/Dwarf.h>

#include "codegen/debug_types.h"

namespace sonde::codegen {

llvm::DIType* DebugTypes::OfC(const CType& type) {
  namespace dwarf = llvm::dwarf;
  const auto basic = [&](unsigned encoding) {
    return builder_.createBasicType(type.name, 8ULL * type.size, encoding);
  };
  switch (type.kind) {
    case CType::Kind::Void:
      return nullptr;
    case CType::Kind::Integer:
    case CType::Kind::Char:
      return basic(type.is_signed ? dwarf::DW_ATE_signed : dwarf::DW_ATE_unsigned);
    case CType::Kind::Bool:
      return basic(dwarf::DW_ATE_boolean);
    case CType::Kind::Float:
      return basic(dwarf::DW_ATE_float);
    case CType::Kind::Enum:
      return builder_.createEnumerationType(file_, type.name, file_, 0, 8ULL * type.size, 0,
                                            builder_.getOrCreateArray({}), nullptr);
    case CType::Kind::Pointer:
      return builder_.createPointerType(OfC(*type.element), 64);
    case CType::Kind::Array:
      return builder_.createArrayType(
          0, 0, OfC(*type.element), builder_.getOrCreateArray({builder_.getOrCreateSubrange(0, type.count)}));
    case CType::Kind::Struct:
    case CType::Kind::Union: {
      const auto tag =
          type.kind == CType::Kind::Union ? dwarf::DW_TAG_union_type : dwarf::DW_TAG_structure_type;
      return builder_.createForwardDecl(tag, type.name, file_, file_, 0);
    }
    case CType::Kind::Function:
      return Prototype(type);
  }
  return nullptr;
}

llvm::DISubroutineType* DebugTypes::Prototype(const CType& function) {
  std::vector<llvm::Metadata*> types = {OfC(*function.element)};
  for (const auto& parameter : function.parameters)
    types.push_back(OfC(*parameter));
  return builder_.createSubroutineType(builder_.getOrCreateTypeArray(types));
}

llvm::DISubprogram* DebugTypes::External(const ImportedFunction& function) {
  return builder_.createFunction(file_, function.name, "", file_, 0, Prototype(*function.type), 0,
                                 llvm::DINode::FlagPrototyped, llvm::DISubprogram::SPFlagOptimized);
}

}  // namespace sonde::codegen
