// Leaves: Guard, DeadlySignals. Covered by tests/run/live.test.
#include "live/guard.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <utility>

namespace sonde::live {
namespace {

// What stands here is used by handlers of signals and behind fork(), where there is no memory to be had.
struct Remembered {
  int output = -1;
  termios modes{};
  std::array<char, 256> leave{};
  size_t size = 0;
};
Remembered remembered;
std::atomic<bool> drawn = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void Remember(const Terminal& terminal) {
  remembered.output = terminal.output;
  remembered.modes = terminal.modes;
  remembered.size = std::min(terminal.leave.size(), remembered.leave.size());
  std::memcpy(remembered.leave.data(), terminal.leave.data(), remembered.size);
}

void WriteLeave() {
  [[maybe_unused]] const ssize_t put = write(remembered.output, remembered.leave.data(), remembered.size);
}

bool Same(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_lflag == b.c_lflag &&
         a.c_cc[VMIN] == b.c_cc[VMIN] && a.c_cc[VTIME] == b.c_cc[VTIME];
}

constexpr int kDeadly[] = {SIGQUIT, SIGILL,  SIGTRAP,   SIGABRT, SIGBUS,  SIGFPE,
                           SIGUSR2, SIGSEGV, SIGPIPE,   SIGALRM, SIGXCPU, SIGXFSZ,
                           SIGPROF, SIGIO,   SIGVTALRM, SIGPWR,  SIGSYS,  SIGSTKFLT};

void OnDeadly(int signal) {
  if (drawn.exchange(false)) {
    WriteLeave();
    tcsetattr(remembered.output, TCSANOW, &remembered.modes);
  }
  std::signal(signal, SIG_DFL);
  raise(signal);  // takes effect when this handler returns
}

// Exchanges the actions of those signals whose action is `from`.
void Exchange(void (*from)(int), void (*to)(int)) {
  for (const int signal : kDeadly) {
    struct sigaction action{};
    if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler != from) continue;
    action = {};
    action.sa_handler = to;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace

// In the other process. A shell that was quicker has set modes of its own, which stay.
void Guard::Watch(int pipe) {
  Word last;
  while (true) {
    Word word;
    const ssize_t got = read(pipe, &word, sizeof word);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof word) break;
    if (word.says == Says::Armed) remembered.modes = word.modes;
    last = word;
  }
  if (last.says == Says::Disarmed) _exit(0);
  termios now{};
  WriteLeave();
  if (tcgetattr(remembered.output, &now) == 0 && (last.says == Says::Armed || Same(now, last.modes)))
    tcsetattr(remembered.output, TCSANOW, &remembered.modes);
  _exit(0);
}

void Guard::Become(int pipe) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  setsid();  // signals for the terminal's processes are not for this one, nor is it stopped when it writes
  prctl(PR_SET_NAME, "live-terminal");
  [[maybe_unused]] const int root = chdir("/");
  constexpr int kPipe = 3;
  // It stands on the lowest descriptors, with nothing beside.
  if (dup2(remembered.output, STDOUT_FILENO) < 0) _exit(1);
  remembered.output = STDOUT_FILENO;
  if (pipe != kPipe && dup2(pipe, kPipe) < 0) _exit(1);
  close(STDIN_FILENO);
  close(STDERR_FILENO);
  close_range(kPipe + 1, UINT_MAX, 0);
  Watch(kPipe);
}

std::unique_ptr<Guard> Guard::Start(const Terminal& terminal) {
  Remember(terminal);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return nullptr;
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const pid_t process = fork();
  if (process < 0) return nullptr;
  if (process == 0) Become(read_end.get());
  return std::unique_ptr<Guard>(new Guard(process, std::move(write_end)));
}

Guard::~Guard() {
  pipe_.Reset();
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Guard::Say(const Word& word) const {
  [[maybe_unused]] const ssize_t put = write(pipe_.get(), &word, sizeof word);
}

void Guard::Arm(const termios& before) const {
  Say({Says::Armed, before});
}

void Guard::KnowModes() const {
  Word word{Says::Drawing, {}};
  if (tcgetattr(remembered.output, &word.modes) == 0) Say(word);
}

void Guard::Disarm() const {
  Say({});
}

DeadlySignals::DeadlySignals(const Terminal& terminal) {
  Remember(terminal);
  Exchange(SIG_DFL, OnDeadly);
}

DeadlySignals::~DeadlySignals() {
  drawn = false;
  Exchange(OnDeadly, SIG_DFL);
}

void DeadlySignals::SetDrawn(bool now) {
  drawn = now;
}

void DeadlySignals::SetModes(const termios& modes) {
  remembered.modes = modes;
}

void DeadlySignals::RestoreModes() {
  if (drawn) tcsetattr(remembered.output, TCSANOW, &remembered.modes);
}

}  // namespace sonde::live
