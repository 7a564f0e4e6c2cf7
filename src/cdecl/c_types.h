// CTypes: the types of a translation unit as sonde's own. Names are indexed once; a type is converted and
// its members are read when it is asked for. Covered by tests/cdecl/layout_test.cpp and types_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cdecl/clang_unit.h"
#include "types/definitions.h"

namespace sonde {

// The annotation that stands for preserve_access_index.
inline constexpr std::string_view kRelocatableMark = "sonde_preserve_access_index";

class CTypes {
 public:
  // Who types name as the place of their definition: `fixed`, or `relocatable` for structs that the text
  // marks with preserve_access_index. `outer` (may be null) has the types that this text only mentions, and
  // those that `kernel_file` repeats from there.
  CTypes(const ClangUnit& unit, Definitions& fixed, Definitions& relocatable, Definitions* outer,
         std::string kernel_file);

  TypePtr FindType(std::string_view name);
  std::optional<Enumerator> FindEnumerator(std::string_view name);
  [[nodiscard]] std::vector<std::string> EnumeratorNames(std::string_view beginning) const;
  // `type` has one of the two origins.
  std::optional<StructField> FindField(const Type& type, std::string_view name);
  const std::vector<StructField>& Fields(const Type& type);
  // The macro definitions of the text and its headers, in order.
  [[nodiscard]] const std::vector<CXCursor>& macros() const { return macros_; }
  // What the text refers to behind byte `offset` of the main file with #ifdef: definitions in force there.
  [[nodiscard]] std::vector<CXCursor> MacrosAskedFrom(uint32_t offset) const;

 private:
  struct Hash {
    const Libclang* clang;
    size_t operator()(CXCursor cursor) const { return clang->hashCursor(cursor); }
  };
  struct Equal {
    const Libclang* clang;
    bool operator()(CXCursor a, CXCursor b) const { return clang->equalCursors(a, b) != 0; }
  };
  struct Record {
    CXType type;
    std::optional<std::vector<StructField>> fields;
  };

  CXChildVisitResult Index(CXCursor cursor);
  void IndexEnumerators(CXCursor enumeration);
  [[nodiscard]] bool IsKernels(CXCursor declaration) const;
  // The spelling without qualifiers: "struct x", a typedef's name; empty for what has none.
  [[nodiscard]] std::string NameOf(CXType type) const;
  // `held`: the value itself lies in a struct of this text, so its layout is what this text says.
  TypePtr Convert(CXType type, bool held, int depth);
  TypePtr ConvertNumber(CXType type) const;
  TypePtr ConvertArray(CXType type, bool held, int depth);
  TypePtr ConvertRecord(CXType type, bool held);
  TypePtr ConvertEnum(CXType type);
  bool IsRelocatable(CXCursor declaration) const;
  uint32_t IdOf(CXCursor declaration, CXType type);
  std::optional<StructField> Describe(CXCursor field);
  std::optional<StructField> Search(const Type& type, std::string_view name, uint32_t outer_bytes, int depth);

  const ClangUnit& unit_;
  const Libclang& clang_;
  Definitions& fixed_;
  Definitions& relocatable_;
  Definitions* outer_;
  std::string kernel_file_;
  std::unordered_map<std::string, CXType> named_;
  std::unordered_map<std::string, CXCursor> enumerators_;  // name -> constant
  std::unordered_map<std::string, CXType> enumerations_;   // name of a constant -> its enumeration
  std::vector<CXCursor> macros_;
  std::vector<CXCursor> expansions_;
  std::unordered_map<CXCursor, uint32_t, Hash, Equal> ids_;
  std::vector<Record> records_;
};

}  // namespace sonde
