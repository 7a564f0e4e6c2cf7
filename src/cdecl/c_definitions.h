// CDefinitions: what the C text of a script defines: types, enumerators, macros. ParseC runs the C front end,
// which is loaded here and only here. Covered by tests/cdecl/* and the golden cases of c/*.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "types/definitions.h"

namespace sonde {

// C text at `begin` of a script (diagnostics point there). The text may be longer than in the script at its
// end.
struct CPiece {
  std::string text;
  uint32_t begin = 0;
};

struct CRequest {
  const Source* script = nullptr;
  std::vector<CPiece> pieces;
  std::vector<std::string> include_dirs;  // -I
  std::vector<std::string> quote_dirs;    // searched for #include "x.h" only
  std::vector<std::string> includes;      // --include, in order
  // Arguments for kernel headers; empty: there are none. A text that has errors with them is tried without.
  std::vector<std::string> kernel_arguments;
  // Identifiers that the script uses, for which macros are wanted.
  std::vector<std::string> words;
  // The kernel's types, for what the text mentions and does not define; null: unknown. `declare` gives C
  // declarations of those of `names` that it knows, with all that they need; empty: knows none.
  Definitions* kernel = nullptr;
  std::function<std::string(const std::vector<std::string>& names)> declare;
  bool warnings = false;  // report the front end's warnings too
};

// The replacement of an object-like macro, in this language's spelling: integers without suffixes, characters
// as numbers, adjacent strings joined, `unsigned long` as uint64.
struct CMacro {
  std::string text;        // empty: replaced by nothing
  bool expression = true;  // false: has something that no expression of this language has
};

class CDefinitions : public Definitions {
 public:
  // By name; nothing for unknown and function-like ones.
  virtual std::optional<CMacro> FindMacro(std::string_view name) = 0;
  // Whether there is a function-like macro of this name.
  virtual bool IsFunctionMacro(std::string_view name) = 0;
  // Headers of the kernel that the text includes and that are not there: their types come from BTF, their
  // constants from the C library and a table, other macros are not known.
  [[nodiscard]] virtual const std::vector<std::string>& missing_headers() const = 0;
};

// Null after errors. Errors in the text and its headers go to `diags` with the ids CError, CWarning,
// CLibraryMissing, KernelTypesConflict; those in headers carry the header's text.
std::unique_ptr<CDefinitions> ParseC(const CRequest& request, Diagnostics& diags);

}  // namespace sonde
