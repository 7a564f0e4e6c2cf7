// Errors on standard error. Leaves: PrintError, ErrorText. Covered by tests/run/failures.test.
#include "runtime/report.h"

#include <unistd.h>

#include "base/color.h"
#include "output/stream.h"
#include "output/text.h"

namespace sonde::runtime {

std::string ErrorText(const Error& error) {
  std::string text = error.message.empty() ? "" : "ERROR: " + error.Text() + "\n";
  for (const std::string& hint : error.hints)
    text += "HINT: " + hint + "\n";
  return text;
}

void PrintError(const Error& error) {
  constexpr int kPatienceMs = 300;  // with a reader that takes nothing
  output::Stream to(STDERR_FILENO, output::Buffering::None);
  std::string text;
  output::AppendTraced(text, ErrorText(error), {.escape_controls = to.is_terminal()});
  to.buffer() += UseColor() ? InColor(text) : text;
  to.Commit();
  to.FlushWithin(kPatienceMs, -1);
}

}  // namespace sonde::runtime
