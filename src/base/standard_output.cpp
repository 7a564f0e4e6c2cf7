// Leaves: FinishStandardOutput. Covered by tests/run/ending.test.
#include "base/standard_output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sonde {

int FinishStandardOutput(int exit_code) {
  const bool failed_before = std::ferror(stdout) != 0;
  errno = 0;
  const bool failed_now = std::fflush(stdout) != 0;
  if (!failed_before && !failed_now) return exit_code;
  const char* reason = errno != 0 ? std::strerror(errno) : "Input/output error";
  std::fprintf(stderr, "ERROR: Failed to write the output: %s.\n", reason);
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace sonde
