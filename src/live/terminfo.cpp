// Leaves: what terminfo.h declares. Covered by tests/run/live.test. Nothing of this project is included
// behind the library's header: `lines` and `columns` are macros there.
#include "live/terminfo.h"

#include <curses.h>
#include <term.h>

namespace sonde::live::terminfo {
namespace {

std::string* collected = nullptr;

int Collect(int byte) {
  *collected += static_cast<char>(byte);
  return byte;
}

const char* Find(const char* name) {
  const char* text = tigetstr(name);
  return text == reinterpret_cast<const char*>(-1) ? nullptr : text;
}

}  // namespace

Found Load(const char* name, int fd) {
  int found = 0;
  if (setupterm(name, fd, &found) == 0) return Found::Yes;
  return found < 0 ? Found::NoDescriptions : found == 0 ? Found::NotThisOne : Found::NotFit;
}

bool Has(const char* name) {
  return Find(name) != nullptr;
}

std::string Sequence(const char* name) {
  std::string text;
  const char* found = Find(name);
  if (found == nullptr) return text;
  collected = &text;
  tputs(found, 1, Collect);
  return text;
}

}  // namespace sonde::live::terminfo
