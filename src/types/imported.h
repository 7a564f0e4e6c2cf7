// What a script imports of C: objects for BPF, and the functions that they offer with their types of C. Read
// by src/cimports, called by src/sema, linked by src/codegen. Covered by tests/cimports/*.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sonde {

// A type of C as the object's BTF has it, without typedefs and qualifiers. Structs are only named.
struct CType {
  enum class Kind : uint8_t {
    Void,
    Integer,
    Bool,
    Char,
    Enum,
    Float,
    Pointer,
    Array,
    Struct,
    Union,
    Function
  };
  Kind kind = Kind::Void;
  std::string name;   // of integers, enums, structs, unions; may be empty
  uint32_t size = 0;  // bytes: of integers, enums, floats
  bool is_signed = false;
  uint32_t count = 0;                                    // of an Array
  std::shared_ptr<const CType> element;                  // of Pointer and Array; what a Function returns
  std::vector<std::shared_ptr<const CType>> parameters;  // of a Function
};
using CTypePtr = std::shared_ptr<const CType>;

struct ImportedFunction {
  std::string name;
  CTypePtr type;                        // a Function
  std::vector<std::string> parameters;  // names, may be empty
};

struct BpfObject {
  std::string path;
  std::string elf;  // bytes
  std::vector<ImportedFunction> functions;
  // The verifier checks its global functions by themselves; of other objects, each with its callers.
  bool verified_alone = false;
};

// The objects of a script.
struct CImports {
  std::vector<BpfObject> objects;
  std::vector<ImportedFunction> functions;  // of all objects
};

}  // namespace sonde
