// Leaves: OpenStandardStreams, FinishStandardOutput. Covered by tests/run/ending.test.
#include "base/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace sonde {

void OpenStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    // The lowest number that is free is this one.
    open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

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
