// Reading the text of a script, wherever it comes from. Leaves: ReadScript, ReadScriptFrom, CleanScript.
// Covered by tests/base/script_file_test.cpp and tests/run/failures.test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace sonde {

inline constexpr size_t kMaxScriptSize = size_t{16} << 20;  // bytes

// What may be read: a script that the user names may come out of a pipe (`sonde <(make-script)`), one that a
// script names has to be a file.
enum class ScriptFrom : uint8_t { Anywhere, RegularFile };

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Files of other systems begin with a mark and end their lines with CR LF; neither means anything in a
// script. The text without them.
std::string CleanScript(std::string text);

// The bytes of the file `path`. Errors are a reason without the path ("it is a directory"): unreadable, no
// file of the kind asked for, more than kMaxScriptSize bytes.
Result<std::string> ReadScriptAsWritten(const std::string& path, ScriptFrom from);

// The text of the file `path`, cleaned. Errors as above.
Result<std::string> ReadScript(const std::string& path, ScriptFrom from);

// The same from a descriptor, to its end.
Result<std::string> ReadScriptFrom(int fd);

}  // namespace sonde
