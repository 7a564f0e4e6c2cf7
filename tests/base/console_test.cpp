// Tests of src/base/console.h on a pseudo terminal and on a file.
#include "base/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <string>

namespace sonde {
namespace {

// What a terminal receives of Tell(text).
std::string OnTerminal(std::string_view text) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) return "no terminal";
  const int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  termios raw{};
  tcgetattr(other, &raw);
  cfmakeraw(&raw);
  tcsetattr(other, TCSANOW, &raw);
  std::FILE* stream = fdopen(other, "w");
  Tell(stream, text);
  std::fflush(stream);
  std::string received;
  pollfd waits{terminal, POLLIN, 0};
  while (poll(&waits, 1, 200) == 1 && (waits.revents & POLLIN) != 0) {
    char buffer[256];
    const ssize_t got = read(terminal, buffer, sizeof(buffer));
    if (got <= 0) break;
    received.append(buffer, static_cast<size_t>(got));
  }
  std::fclose(stream);
  close(terminal);
  return received;
}

TEST(Console, EscapesOnATerminalOnly) {
  EXPECT_EQ(OnTerminal("name\033]0;title\a\nnext\x9b"
                       "2J\n"),
            "name\\x1b]0;title\\x07\nnext\\x9b2J\n");
  std::FILE* file = std::tmpfile();
  Tell(file, "name\033[31m\n");
  std::rewind(file);
  char text[32] = {};
  ASSERT_NE(std::fgets(text, sizeof(text), file), nullptr);
  std::fclose(file);
  EXPECT_STREQ(text, "name\033[31m\n");
}

}  // namespace
}  // namespace sonde
