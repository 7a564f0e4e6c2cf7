// What cat() and system() do outside of sonde. Covered by tests/runtime/shell_test.cpp and
// tests/run/actions.test.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sonde::runtime {

// What `sh -c COMMAND` writes to standard output and error, once it has ended. An error when it ends with
// another code than 0. Whoever it leaves behind in the background is not waited for. It is ended when sonde
// ends or is asked to. It reads what sonde would read, but with NoTerminal nothing of a terminal.
enum class ShellInput : uint8_t { Own, NoTerminal };
Result<std::string> RunShell(const std::string& command, ShellInput input = ShellInput::Own);

// The first `most` bytes of a file; nothing of a directory. An error when it cannot be opened.
Result<std::string> ReadBeginning(const std::string& path, uint64_t most);

}  // namespace sonde::runtime
