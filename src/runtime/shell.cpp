// Commands of the shell and files. Leaves: RunShell, ReadBeginning. Covered by tests/runtime/shell_test.cpp
// and tests/run/actions.test.
#include "runtime/shell.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/interrupt.h"
#include "base/unique_fd.h"

namespace sonde::runtime {
namespace {

constexpr int kTurnMs = 50;  // until signals are looked at again

// In the child, where only what is safe after fork() is called.
[[noreturn]] void BecomeShell(const char* command, ShellInput input, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGXFSZ})
    std::signal(signal, SIG_DFL);
  if (input == ShellInput::NoTerminal && isatty(STDIN_FILENO) == 1) {
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) _exit(127);
  }
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execl("/bin/sh", "sh", "-c", command, nullptr);
  _exit(127);
}

// What can be read now. False: there will be no more.
bool ReadSome(int fd, std::string& text) {
  char bytes[4096];
  while (true) {
    const ssize_t count = read(fd, bytes, sizeof(bytes));
    if (count > 0) {
      text.append(bytes, static_cast<size_t>(count));
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

// Reads until the command has ended; who holds the pipe after that is not waited for.
void Collect(int from, pid_t pid, std::string& text) {
  const UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  bool open = true;
  while (true) {
    pollfd waits[] = {{process.get(), POLLIN, 0}, {open ? from : -1, POLLIN, 0}};
    poll(waits, 2, kTurnMs);
    if (open) open = ReadSome(from, text);
    if ((waits[0].revents & POLLIN) != 0) break;
    if (process.get() < 0 && !open) break;
    if (StopPending()) kill(pid, SIGTERM);
  }
  if (open) ReadSome(from, text);
}

}  // namespace

Result<std::string> RunShell(const std::string& command, ShellInput input) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error::FromErrno("Failed to run a command", errno);
  const UniqueFd from(ends[0]);
  UniqueFd to(ends[1]);
  fcntl(from.get(), F_SETFL, O_NONBLOCK);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return Error::FromErrno("Failed to run a command", errno);
  if (pid == 0) BecomeShell(command.c_str(), input, to.get(), parent);
  to.Reset();
  std::string text;
  Collect(from.get(), pid, text);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status)) return Error("child process did not exit normally");
  if (WEXITSTATUS(status) != 0)
    return Error("command exited with code " + std::to_string(WEXITSTATUS(status)));
  return text;
}

Result<std::string> ReadBeginning(const std::string& path, uint64_t most) {
  const auto failed = [&] {
    return Error("failed to open file '" + path + "' (" + std::string(std::strerror(errno)) + ")");
  };
  // A FIFO without a writer must not hold everything up.
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return failed();
  std::string text;
  char bytes[4096];
  while (text.size() < most) {
    const ssize_t count = read(file.get(), bytes, std::min<uint64_t>(sizeof(bytes), most - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(bytes, static_cast<size_t>(count));
  }
  return text;
}

}  // namespace sonde::runtime
