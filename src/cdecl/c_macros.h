// CMacros: the macros of a translation unit in the spelling of scripts. Covered by
// tests/cdecl/macros_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cdecl/c_definitions.h"
#include "cdecl/c_types.h"
#include "cdecl/clang_unit.h"

namespace sonde {

class CMacros {
 public:
  // `asked` are the names that stand in #ifdef lines from byte `asked_from` of the main file on: those
  // that are not referred to there have no definition in force. Other names have their last definition.
  CMacros(const ClangUnit& unit, const CTypes& types, const std::vector<std::string>& asked,
          uint32_t asked_from);

  std::optional<CMacro> Find(std::string_view name) const;
  bool IsFunction(std::string_view name) const;

 private:
  const ClangUnit& unit_;
  std::unordered_map<std::string, CXCursor> macros_;
};

// The tokens of a replacement in the spelling of scripts.
CMacro SpellMacro(const std::vector<ClangUnit::Token>& replacement);

}  // namespace sonde
