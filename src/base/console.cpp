// Writing to standard streams. Leaves: what console.h declares. Covered by tests/base/console_test.cpp.
#include "base/console.h"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/color.h"
#include "base/printable.h"

namespace sonde {
namespace {

int first_error = 0;  // errno of the first write to standard output that failed

bool IsTerminal(std::FILE* stream) {
  static const bool out = isatty(STDOUT_FILENO) == 1;
  static const bool err = isatty(STDERR_FILENO) == 1;
  return stream == stdout ? out : stream == stderr ? err : isatty(fileno(stream)) == 1;
}

}  // namespace

void TellRendered(std::FILE* stream, std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  if (!written && stream == stdout && first_error == 0) first_error = errno;
}

void Tell(std::FILE* stream, std::string_view text) {
  if (!IsTerminal(stream)) return TellRendered(stream, text);
  std::string escaped;
  AppendPrintable(escaped, text, Newlines::Keep);
  TellRendered(stream, escaped);
}

void TellError(std::string_view text) {
  if (std::fflush(stdout) != 0 && first_error == 0) first_error = errno;
  if (!UseColor()) return Tell(stderr, text);
  std::string escaped;
  AppendPrintable(escaped, text, Newlines::Keep);
  TellRendered(stderr, InColor(escaped));
}

bool FlushConsole() {
  if (std::fflush(stdout) != 0 && first_error == 0) first_error = errno;
  if (first_error == 0) return std::ferror(stdout) == 0;
  errno = first_error;
  return false;
}

}  // namespace sonde
