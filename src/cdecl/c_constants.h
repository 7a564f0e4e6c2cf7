// CConstants: what C makes of macros that are constant expressions: suffixes, promotions, casts, sizeof,
// conditionals and calls of function-like macros mean what they mean in C. The front end computes them, in a
// second reading of the text that only scripts with such macros pay for. Covered by
// tests/cdecl/constants_test.cpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cdecl/clang_unit.h"

namespace sonde {

// Reads the text once more, with `more` behind it. Null when the front end broke down.
using ReadAgain = std::function<std::unique_ptr<ClangUnit>(const std::string& more)>;

// The annotation of definitions whose layout is looked up at load, and the name of the file with those of the
// kernel: what depends on them is no constant.
struct MovingLayouts {
  std::string_view mark;
  std::string kernel_file;
};

// The values of macros, in the spelling of scripts. Those that are no constants, or neither numbers nor
// texts, are left out. Each name comes with whether the outermost operation of its replacement is a cast,
// whose type is meant: such a value keeps it, as in (uint64)1.
std::unordered_map<std::string, std::string> EvaluateMacros(
    const ReadAgain& read, const std::vector<std::pair<std::string, bool>>& names,
    const MovingLayouts& moving);

}  // namespace sonde
