// CheckText: what a C text would make the front end swallow, looked at before it starts: files that are none
// (devices, pipes) or far too large, and macros that double until they fill memory. The front end itself has
// no limits and cannot be interrupted. Covered by tests/cdecl/files_test.cpp.
#pragma once

#include "cdecl/c_definitions.h"

namespace sonde {

// False after an error, which is reported as CError at the piece it is about. Files that are included by what
// is included are followed as far as they are found in the folders of the request.
bool CheckText(const CRequest& request, Diagnostics& diags);

}  // namespace sonde
