// CheckText: what a C text would make the front end swallow, looked at before it starts: files that are none
// (devices, pipes) or far too large, and macros that double until they fill memory. The front end itself has
// no limits and cannot be interrupted. Covered by tests/cdecl/files_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cdecl/c_definitions.h"

namespace sonde {

// The names in "quotes" and <brackets> of a text's preprocessor lines: all that it may include, and more.
std::vector<std::string> NamesIn(std::string_view text);

// False after an error, which is reported as CError at the piece it is about. Files that are included by what
// is included are followed as far as they are found in the folders of the request.
bool CheckText(const CRequest& request, Diagnostics& diags);

}  // namespace sonde
