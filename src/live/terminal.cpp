// Leaves: Terminal, OpenTerminal. Covered by tests/run/live.test.
#include "live/terminal.h"

#include <fcntl.h>
#include <langinfo.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "live/terminfo.h"

namespace sonde::live {
namespace {

// Whoever has set no locale, as many a root, has a terminal of today all the same.
void SetCharacters() {
  std::setlocale(LC_CTYPE, "");
  if (std::string_view(nl_langinfo(CODESET)) == "ANSI_X3.4-1968") std::setlocale(LC_CTYPE, "C.UTF-8");
}

Error NotOn(const std::string& what) {
  return Error("--live cannot draw on this terminal: " + what);
}

Error CannotPlace(const std::string& term) {
  return NotOn("TERM=" + term + " cannot place the cursor").Hint("if it can: TERM=xterm");
}

Status LookUp(const char* name) {
  const std::string term = name == nullptr ? "" : name;
  if (term.empty()) return NotOn("TERM is not set").Hint("say what it is: TERM=xterm-256color");
  using terminfo::Found;
  switch (terminfo::Load(name, STDOUT_FILENO)) {
    case Found::Yes:
      break;
    case Found::NoDescriptions:
      return NotOn("there are no descriptions of terminals here")
          .Hint("install ncurses-base, or name the folder that has them: TERMINFO=DIR");
    case Found::NotThisOne:
      return NotOn("nothing here describes TERM=" + term)
          .Hint("one that most terminals are like: TERM=xterm");
    case Found::NotFit:
      return CannotPlace(term);
  }
  if (!terminfo::Has("cup") || !terminfo::Has("clear")) return CannotPlace(term);
  return Status::Ok();
}

}  // namespace

int Terminal::input() const {
  return keys.valid() ? keys.get() : STDIN_FILENO;
}

Result<Terminal> OpenTerminal() {
  if (isatty(STDOUT_FILENO) != 1) {
    return Error("--live needs a terminal, and standard output is none")
        .Hint("without it maps are printed at the end; a file can be written beside it: --live -o FILE");
  }
  Terminal terminal;
  terminal.output = STDOUT_FILENO;
  if (isatty(STDIN_FILENO) != 1) {
    terminal.keys.Reset(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal.keys.valid())
      return Error::FromErrno("--live needs keys, standard input is no terminal, and /dev/tty", errno);
  }
  SetCharacters();
  if (Status status = LookUp(std::getenv("TERM")); !status) return status.TakeError();
  if (tcgetattr(terminal.output, &terminal.modes) != 0) return Error::FromErrno("--live", errno);
  for (const char* name : {"rmkx", "sgr0", "cnorm", "rmcup"})
    terminal.leave += terminfo::Sequence(name);
  return terminal;
}

}  // namespace sonde::live
