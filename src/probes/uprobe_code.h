// Where a uprobe may be placed: the kernel writes a breakpoint over the first byte there, which is harmless
// at the beginning of an instruction only. Covered by tests/probes/uprobe_test.cpp.
#pragma once

#include <string>

#include "probes/handler.h"

namespace sonde {

// Checks that an instruction begins at the place of `spec`, decoding from the start of its function, and
// notes the code before it in `spec`. False after an error; with --unsafe doubts are warnings.
bool CheckUprobePlace(const ExpandRequest& request, AttachSpec& spec);

// False for code that is not entered by a call: there is no return address that a uretprobe could replace.
bool MayProbeReturn(std::string_view symbol);

}  // namespace sonde
