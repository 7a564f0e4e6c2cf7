// Fix-its: the edits that diagnostics carry, gathered and applied to the text of a script.
// Covered by tests/base/fix_its_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

struct GatheredFixes {
  std::vector<FixIt> edits;            // of the script itself, in order; none overlaps another
  bool all_errors = true;              // every error has a fix among them
  std::vector<std::string> elsewhere;  // other files in which something is to be repaired, each once, sorted
};

// The fixes of all diagnostics, those in the script. A diagnostic's fixes are taken together or, where one
// would overlap those of an earlier one or lies in another file, not at all.
GatheredFixes GatherFixes(const Diagnostics& diagnostics, const Source& source);

// `edits`: as GatherFixes gives them, offsets into `text`.
std::string ApplyFixes(std::string_view text, const std::vector<FixIt>& edits);

// The same edits with offsets into the bytes of the file, which may begin with a byte order mark and end its
// lines with CR LF: the script was read without either (base/script_file.h).
std::vector<FixIt> InFile(std::vector<FixIt> edits, std::string_view bytes);

}  // namespace sonde
