// Child: the command of -c, forked early and held before exec until tracing is on. Target: the process
// of -p. Both are watched through a pidfd. Covered by tests/runtime/child_test.cpp.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::runtime {

// The words of a command as a shell would see them: separated by blanks, with '...', "..." and \ as in POSIX
// 2.2. No shell runs and nothing is expanded: `$`, `*`, `|`, `;`, `>` stand for themselves. An error for a
// quote that is not closed.
Result<std::vector<std::string>> SplitCommand(const std::string& command);

// The executable a command's first word means: a path, or the one match along PATH.
Result<std::string> FindExecutable(const std::string& name, const char* path_list);

class Child {
 public:
  // Forks and holds. The child dies with this process.
  // What of its standard streams is a terminal: with Own it uses that; with Taken it gets no input, and what
  // it prints is for TakeOutput.
  enum class Terminal : uint8_t { Own, Taken };
  static Result<std::unique_ptr<Child>> Start(const std::string& command, Terminal terminal = Terminal::Own);
  // Ends the child if it still runs: SIGTERM, and SIGKILL when it does not heed it.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits until it waits itself: what it does before that is not the program's, and probes are not to see it.
  void AwaitReady() const;
  // Lets it run its program.
  void Release();
  // Waits a moment until it has become its program, so that its memory is the program's.
  void AwaitExec() const;
  // Asks it to end, without waiting. A child that still waits to be released is killed.
  void Terminate();
  // Waits for its end, at most a moment when it was asked to end. "exited with code: 3", empty if it
  // was already reported.
  std::string Reap();

  // What it has printed since the last call; not all if it goes on printing meanwhile. Readable when there is
  // more; -1: there will be none.
  static constexpr size_t kOutputRoom = 1 << 20;
  [[nodiscard]] std::string TakeOutput();
  [[nodiscard]] int output_fd() const { return output_.get(); }

  [[nodiscard]] int pid() const { return pid_; }
  // Of its program.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }

 private:
  Child(pid_t pid, std::string path, UniqueFd pidfd, UniqueFd hold, UniqueFd ready)
      : pid_(pid),
        path_(std::move(path)),
        pidfd_(std::move(pidfd)),
        hold_(std::move(hold)),
        ready_(std::move(ready)) {}
  [[nodiscard]] bool WaitFor(int milliseconds) const;

  pid_t pid_;
  std::string path_;
  UniqueFd pidfd_;
  UniqueFd hold_;    // write end of the pipe the child waits on; exec closes the other end
  UniqueFd ready_;   // read end of the pipe where it says that it waits
  UniqueFd output_;  // read end of the pipe that it prints to; not valid: none
  bool released_ = false;
  bool reaped_ = false;
};

// A pidfd of the process of -p.
Result<UniqueFd> OpenTarget(int pid);

}  // namespace sonde::runtime
