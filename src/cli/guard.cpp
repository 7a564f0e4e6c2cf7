// What no other place has caught. Leaves: Guarded. Covered by tests/run/failures.test.
#include "cli/guard.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "base/console.h"

namespace sonde {
namespace {

int Run(int (*main)(int, char**), int argc, char** argv) {
  try {
    return main(argc, argv);
  } catch (const std::bad_alloc&) {
    // Nothing here may need memory.
    TellRendered(stderr, "ERROR: out of memory\n");
  } catch (const std::exception& problem) {
    TellError("ERROR: unexpected failure: " + std::string(problem.what()) + "\n");
  }
  return 1;
}

}  // namespace

int Guarded(int (*main)(int, char**), int argc, char** argv) {
  const int code = Run(main, argc, argv);
  if (FlushConsole()) return code;
  TellError("ERROR: Failed to write the output: " + std::string(std::strerror(errno)) + ".\n");
  return code == 0 ? 1 : code;
}

}  // namespace sonde

// What the library's own does with an exception that no main is around (of a destructor, say). That one takes
// the type's name apart, by a second demangler of 50 KB.
namespace __gnu_cxx {

void __verbose_terminate_handler();  // NOLINT: the library's name
void __verbose_terminate_handler() {
  constexpr char kText[] = "ERROR: unexpected failure: an exception that nobody handles\n";
  (void)!write(STDERR_FILENO, kText, sizeof(kText) - 1);
  std::abort();
}

}  // namespace __gnu_cxx
