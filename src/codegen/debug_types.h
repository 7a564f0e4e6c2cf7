// DebugTypes: the LLVM debug metadata from which the BPF backend makes BTF (maps, functions, CO-RE
// relocations) and line info. Types are made once and only when needed: LLVM's BTF string table is
// quadratic. Covered by tests/codegen/core_test.cpp.
#pragma once

#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/DebugInfoMetadata.h>

#include <map>
#include <string>
#include <vector>

#include "base/source.h"
#include "types/definitions.h"
#include "types/imported.h"
#include "types/type.h"

namespace sonde::codegen {

// One `name: value` attribute of a BTF-defined map: a number, or the type of key and value.
struct MapAttribute {
  const char* name;
  uint64_t number = 0;
  llvm::DIType* type = nullptr;  // used instead of the number when set
};

class DebugTypes {
 public:
  DebugTypes(llvm::Module& module, const Source& source);

  // Must be called once, after everything has been described.
  void Finalize() { builder_.finalize(); }

  llvm::DIType* Of(const Type& type);
  llvm::DIType* Unsigned(uint32_t bytes);
  llvm::DIType* Words(uint32_t count);  // u64[count]
  llvm::DIType* Bytes(uint32_t count);  // char[count]

  // For CO-RE, which matches types by name and kind. The type of a field, structs without members:
  llvm::DIType* FieldType(const Type& type);
  llvm::DIType* WideInteger();  // of 128 bits
  // A struct that has only `field`, of type `inner`, as member 0, at its offset where it was compiled.
  llvm::DIType* StructWith(const Type& type, const StructField& field, llvm::DIType* inner);
  // `size`: bytes of an element.
  llvm::DIType* ArrayOf(llvm::DIType* element, uint32_t count, uint32_t size);
  // An enumeration with one enumerator; of 8 bytes when the value needs them.
  llvm::DIType* EnumWith(const Type& type, const std::string& name, int64_t value);

  void DescribeGlobal(llvm::GlobalVariable& global, llvm::DIType* type);
  void DescribeMap(llvm::GlobalVariable& global, const std::vector<MapAttribute>& attributes);
  // The subprogram of a BPF program at `range`.
  llvm::DISubprogram* Function(const std::string& name, SourceRange range);
  // That of a static function with `arguments` u64 parameters and a pointer, called by the kernel.
  llvm::DISubprogram* Callback(const std::string& name, SourceRange range, size_t arguments);
  // That of a function whose parameters are u64, or pointers where `pointers` says so, and whose result is
  // u64. The verifier looks at a global one by itself.
  llvm::DISubprogram* Subprogram(const std::string& name, SourceRange range,
                                 const std::vector<bool>& pointers, bool global);
  // The declaration of a function that another object defines; BTF is made to match that object's.
  llvm::DISubprogram* External(const ImportedFunction& function);
  llvm::DILocation* Location(SourceRange range, llvm::DISubprogram* scope);

 private:
  llvm::DIType* OfC(const CType& type);
  llvm::DISubroutineType* Prototype(const CType& function);
  llvm::DIFile* FileOf(SourceRange range);
  llvm::DIType* Struct(const Type& type, llvm::ArrayRef<llvm::Metadata*> members);
  llvm::DIType* Member(const char* name, llvm::DIType* type, uint64_t offset_bits, uint64_t size_bits);

  llvm::Module& module_;
  const Source& source_;
  llvm::DIBuilder builder_;
  llvm::DIFile* file_;                // the script
  std::vector<llvm::DIFile*> files_;  // of Source::files, made when needed
  llvm::DICompileUnit* unit_;
  llvm::DISubroutineType* function_type_ = nullptr;
  std::map<std::string, llvm::DIType*> cache_;
};

}  // namespace sonde::codegen
