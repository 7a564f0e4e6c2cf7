// CMacros: the macros of a translation unit in the spelling of scripts. Covered by
// tests/cdecl/macros_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cdecl/c_constants.h"
#include "cdecl/c_definitions.h"
#include "cdecl/c_types.h"
#include "cdecl/clang_unit.h"

namespace sonde {

class CMacros {
 public:
  // `asked` are the names that stand in #ifdef lines from byte `asked_from` of the main file on: those
  // that are not referred to there have no definition in force. Other names have their last definition.
  CMacros(const ClangUnit& unit, const CTypes& types, const std::vector<std::string>& asked,
          uint32_t asked_from, ReadAgain read, MovingLayouts moving);

  std::optional<CMacro> Find(std::string_view name);
  bool IsFunction(std::string_view name) const;

 private:
  using Tokens = std::vector<ClangUnit::Token>;

  // The replacement; of a function-like macro with its parameters in front.
  const Tokens& TokensOf(const std::string& name);
  // The tokens that a macro expands to, at most; stops counting at a limit.
  uint64_t SizeOf(const std::string& name);
  uint64_t Factor(const std::string& function);
  void Evaluate();

  const ClangUnit& unit_;
  std::vector<std::string> asked_;
  ReadAgain read_;
  MovingLayouts moving_;
  std::unordered_map<std::string, CXCursor> macros_;
  std::unordered_map<std::string, Tokens> tokens_;
  std::unordered_map<std::string, uint64_t> sizes_;
  std::optional<std::unordered_map<std::string, std::string>> values_;  // once they are asked for
};

// The tokens of a replacement in the spelling of scripts.
CMacro SpellMacro(const std::vector<ClangUnit::Token>& replacement);

}  // namespace sonde
