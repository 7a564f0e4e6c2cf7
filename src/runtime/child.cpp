// Forking and watching processes. Leaves: Child, OpenTarget, FindExecutable. Covered by
// tests/runtime/child_test.cpp.
#include "runtime/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <utility>

#include "base/nearest.h"

namespace sonde::runtime {
namespace {

constexpr int kGraceMs = 200;   // for a child to heed SIGTERM
constexpr int kReadyMs = 2000;  // for a child to come as far as waiting, on a busy machine
constexpr int kExecFailed = 127;

bool IsExecutable(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

Error Unusable(const std::string& name, const std::string& why) {
  return Error("Failed to fork child: Path '" + name + "' " + why);
}

// What the terminal was for. `output`: where to print instead.
void LeaveTerminal(int output) {
  if (isatty(STDIN_FILENO) == 1) {
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
    if (nothing > STDERR_FILENO) close(nothing);
  }
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    if (isatty(stream) == 1) dup2(output, stream);
  }
}

// A pipe with room for what is printed between two looks.
Status OpenOutput(UniqueFd& from, UniqueFd& to) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error::FromErrno("Failed to fork child", errno);
  from.Reset(ends[0]);
  to.Reset(ends[1]);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(Child::kOutputRoom));
  return Status::Ok();
}

// In the child: says on `ready` that it waits for the word to go, then becomes the command. Between the two
// nothing is called that probes on this process could see (no malloc).
[[noreturn]] void BecomeCommand(const std::string& path, std::vector<std::string>& words, int ready, int hold,
                                pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGXFSZ, SIG_DFL);                     // sonde ignores it; the command need not
  if (getppid() != parent) _exit(kExecFailed);  // it died before the line above
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char go = 0;
  if (write(ready, &go, 1) != 1) _exit(kExecFailed);
  ssize_t got = 0;
  do {
    got = read(hold, &go, 1);
  } while (got < 0 && errno == EINTR);
  if (got != 1) _exit(kExecFailed);
  execv(path.c_str(), arguments.data());
  const std::string message = "ERROR: Failed to execute '" + path + "': " + std::strerror(errno) + "\n";
  [[maybe_unused]] const ssize_t put = write(STDERR_FILENO, message.data(), message.size());
  _exit(kExecFailed);
}

// A backslash before any character stands for that character; inside of "..." before a few only.
bool Escapes(char c, char quote) {
  return quote == 0 || c == '"' || c == '\\' || c == '$' || c == '`' || c == '\n';
}

}  // namespace

Result<std::vector<std::string>> SplitCommand(const std::string& command) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  const auto append = [&](char c) {
    if (!in_word) words.emplace_back();
    in_word = true;
    words.back() += c;
  };
  for (size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool last = i + 1 == command.size();
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && !last && Escapes(command[i + 1], quote)) {
      if (command[++i] != '\n') append(command[i]);  // else the line goes on
    } else if (quote != 0) {
      append(c);
    } else if (c == '\'' || c == '"') {
      quote = c;
      if (!in_word) words.emplace_back();  // '' is a word
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      in_word = false;
    } else {
      append(c);
    }
  }
  if (quote != 0) {
    return Error("Failed to fork child: the command has a " + std::string(1, quote) + " that is not closed")
        .Hint("a quote that is meant for the program itself is written \\" + std::string(1, quote));
  }
  if (words.empty()) words.emplace_back();  // the empty name does not exist
  return words;
}

Result<std::string> FindExecutable(const std::string& name, const char* path_list) {
  if (name.find('/') != std::string::npos) {
    if (IsExecutable(name)) return name;
    const bool missing = access(name.c_str(), F_OK) != 0;
    Error error = Unusable(name, "does not exist or is not executable (" +
                                     std::string(std::strerror(missing ? errno : EACCES)) + ")");
    struct stat info{};
    if (stat(name.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
      return std::move(error).Hint("it is a folder");
    if (!missing) return std::move(error).Hint("chmod +x " + name + " lets it run");
    const std::string near = NearestFile(name);
    if (!near.empty()) return std::move(error).Hint("did you mean " + near + "?");
    const std::string base = name.substr(name.rfind('/') + 1);
    if (const auto elsewhere = FindExecutable(base, path_list); elsewhere && !base.empty())
      return std::move(error).Hint("there is one by that name: " + *elsewhere);
    return error;
  }
  const std::string list = path_list == nullptr ? "" : path_list;
  std::string first;
  std::set<std::pair<dev_t, ino_t>> files;  // the same file by several ways counts once
  for (size_t begin = 0; begin <= list.size() && !name.empty();) {
    const size_t end = std::min(list.find(':', begin), list.size());
    const std::string path = list.substr(begin, end - begin) + "/" + name;
    begin = end + 1;
    struct stat info{};
    if (!IsExecutable(path) || stat(path.c_str(), &info) != 0) continue;
    if (files.insert({info.st_dev, info.st_ino}).second && first.empty()) first = path;
  }
  if (files.size() > 1) {
    return Unusable(name,
                    "must refer to a unique binary but matched " + std::to_string(files.size()) + " binaries")
        .Hint("say which one by its path: -c '" + first + " ...'");
  }
  if (name.empty()) {
    return Unusable(name, "does not exist or is not executable (No such file or directory)")
        .Hint("-c takes a command: -c 'ls /'");
  }
  if (files.empty()) {
    return Unusable(name, "does not exist or is not executable (No such file or directory)")
        .Hint("no folder of PATH has it; a program of this folder is ./" + name);
  }
  return first;
}

Result<std::unique_ptr<Child>> Child::Start(const std::string& command, Terminal terminal) {
  auto split = SplitCommand(command);
  if (!split) return split.TakeError();
  std::vector<std::string>& words = *split;
  auto path = FindExecutable(words[0], std::getenv("PATH"));
  if (!path) return path.TakeError();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error::FromErrno("Failed to fork child", errno);
  UniqueFd wait_end(ends[0]);
  UniqueFd hold_end(ends[1]);
  if (pipe2(ends, O_CLOEXEC) != 0) return Error::FromErrno("Failed to fork child", errno);
  UniqueFd ready_end(ends[0]);
  UniqueFd tell_end(ends[1]);
  UniqueFd output_end, print_end;
  if (terminal == Terminal::Taken) {
    if (Status status = OpenOutput(output_end, print_end); !status) return status.TakeError();
  }
  const pid_t parent = getpid();
  fflush(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return Error::FromErrno("Failed to fork child", errno);
  if (pid == 0) {
    hold_end.Reset();
    ready_end.Reset();
    if (print_end.valid()) LeaveTerminal(print_end.get());
    BecomeCommand(*path, words, tell_end.get(), wait_end.get(), parent);
  }
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.valid()) {
    const int code = errno;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return Error::FromErrno("Failed to fork child: pidfd", code);
  }
  auto child = std::unique_ptr<Child>(
      new Child(pid, std::move(*path), std::move(pidfd), std::move(hold_end), std::move(ready_end)));
  child->output_ = std::move(output_end);
  return child;
}

// No more than the pipe holds, for a program may print as fast as it is read.
std::string Child::TakeOutput() {
  std::string text;
  char bytes[16384];
  while (output_.valid() && text.size() < kOutputRoom) {
    const ssize_t got = read(output_.get(), bytes, std::min(sizeof bytes, kOutputRoom - text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) output_.Reset();  // nobody writes any more
    if (got <= 0) break;
    text.append(bytes, static_cast<size_t>(got));
  }
  return text;
}

Child::~Child() {
  Terminate();
  Reap();
}

void Child::AwaitReady() const {
  pollfd wait{ready_.get(), POLLIN, 0};
  poll(&wait, 1, kReadyMs);
}

void Child::Release() {
  if (std::exchange(released_, true)) return;
  const char go = 1;
  [[maybe_unused]] const ssize_t put = write(hold_.get(), &go, 1);
}

void Child::AwaitExec() const {
  pollfd wait{hold_.get(), 0, 0};  // POLLERR: nobody reads any more
  poll(&wait, 1, kGraceMs);
}

void Child::Terminate() {
  if (reaped_) return;
  kill(pid_, released_ ? SIGTERM : SIGKILL);
}

bool Child::WaitFor(int milliseconds) const {
  pollfd wait{pidfd_.get(), POLLIN, 0};
  return poll(&wait, 1, milliseconds) == 1;
}

std::string Child::Reap() {
  if (std::exchange(reaped_, true)) return {};
  if (!WaitFor(kGraceMs)) kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return "Child terminated by signal: " + std::to_string(WTERMSIG(status));
  return "Child exited with code: " + std::to_string(WEXITSTATUS(status));
}

Result<UniqueFd> OpenTarget(int pid) {
  const long fd = syscall(SYS_pidfd_open, pid, 0);
  if (fd >= 0) return UniqueFd(static_cast<int>(fd));
  return Error("Failed to attach to pid: Unable to open pidfd (" + std::string(std::strerror(errno)) + ")");
}

}  // namespace sonde::runtime
