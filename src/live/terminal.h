// Terminal: the one where sonde runs, what it was like, and what makes it so again. Covered by
// tests/run/live.test.
#pragma once

#include <termios.h>

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::live {

struct Terminal {
  int output = -1;    // standard output
  UniqueFd keys;      // of the terminal; not valid: keys are read from standard input
  termios modes{};    // as they were
  std::string leave;  // what brings back the screen, the cursor and plain text
  [[nodiscard]] int input() const;
};

// Looks at standard output, at what TERM says of it, and at where keys come from; sets the locale of
// characters. An error says what can be done.
Result<Terminal> OpenTerminal();

}  // namespace sonde::live
