// Leaves: Desk. Covered by tests/run/live.test.
#include "live/desk.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/color.h"
#include "live/drawing.h"

namespace sonde::live {
namespace {

constexpr int kTickMs = 1000;             // the clock
constexpr int kTextMs = 100;              // text alone is shown no more often
constexpr size_t kMostWaiting = 1 << 18;  // bytes of text that nobody has drawn; of more the beginning goes

void Ring(const UniqueFd& bell) {
  const uint64_t one = 1;
  (void)!write(bell.get(), &one, sizeof one);  // a full counter is readable all the same
}

void Silence(int bell) {
  uint64_t count = 0;
  (void)!read(bell, &count, sizeof count);
}

sigset_t ScreenSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGWINCH, SIGTSTP, SIGCONT})
    sigaddset(&set, signal);
  return set;
}

// But for faults nothing is delivered here: requests to end are the session's.
void BlockSignals() {
  sigset_t set;
  sigfillset(&set);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
    sigdelset(&set, signal);
  pthread_sigmask(SIG_SETMASK, &set, nullptr);
}

}  // namespace

Desk::Desk(Terminal terminal, std::unique_ptr<Guard> guard)
    : terminal_(std::move(terminal)),
      guard_(std::move(guard)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      left_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Desk::Prepare(const output::LiveRun& run) {
  state_.run = run;
  state_.began = state_.looked = output::MonotonicMs();
}

void Desk::Add(std::string_view text) {
  {
    const std::lock_guard lock(words_.mutex);
    words_.text += text;
    if (words_.text.size() > kMostWaiting) {
      const size_t line = words_.text.find('\n', words_.text.size() - kMostWaiting / 2);
      words_.text.erase(0, line == std::string::npos ? words_.text.size() : line + 1);
    }
  }
  Ring(wake_);
}

std::vector<std::string> Desk::TakeClears() {
  const std::lock_guard lock(words_.mutex);
  return std::exchange(words_.clears, {});
}

void Desk::AskToLeave() {
  leave_ = true;
  Ring(wake_);
}

bool Desk::HasLeft(int milliseconds) const {
  pollfd wait{left_.get(), POLLIN, 0};
  return poll(&wait, 1, milliseconds) == 1;
}

// Those that bring the terminal back know before the first byte and until the last one.
void Desk::SetDrawn(bool drawn) const {
  DeadlySignals::SetDrawn(drawn);
  if (guard_ == nullptr) return;
  drawn ? guard_->Arm(terminal_.modes) : guard_->Disarm();
}

// The shell says who may read and set modes. On a terminal that no shell controls everybody may.
bool Desk::InForeground() const {
  const pid_t group = tcgetpgrp(terminal_.output);
  return group < 0 || group == getpgrp();
}

// Somebody else has the terminal: its modes are not this one's any more, only what stands there is taken
// away.
void Desk::GoAway() {
  if (!away_ && screen_ != nullptr) {
    screen_->Abandon();
    (void)!write(terminal_.output, terminal_.leave.data(), terminal_.leave.size());
  }
  away_ = true;
  SetDrawn(false);
}

void Desk::Suspend() {
  if (screen_ != nullptr) screen_->Leave();
  away_ = true;
  SetDrawn(false);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  pthread_kill(pthread_self(), SIGTSTP);  // this process stops here, if there is a shell that continues it
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

// The first time the screen is opened, which a process in the background must not: it would set modes under
// the shell's hands.
void Desk::Return() {
  if (!InForeground()) return GoAway();
  if (screen_ == nullptr) {
    tcgetattr(terminal_.output, &terminal_.modes);  // a shell has its own while it is the one that reads
    DeadlySignals::SetModes(terminal_.modes);
  }
  SetDrawn(true);
  if (screen_ != nullptr) {
    screen_->Return();
  } else if (screen_ = curses::Screen::Open(terminal_.output, terminal_.input(), UseColor());
             screen_ == nullptr) {
    SetDrawn(false);
    failed_ = true;
    end_asked_ = true;
    return;
  }
  away_ = false;
  if (guard_ != nullptr) guard_->KnowModes();
}

void Desk::TakeSignals(int signals) {
  signalfd_siginfo info{};
  bool stop = false, back = false, resized = false;
  while (read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    stop = stop || info.ssi_signo == SIGTSTP;
    back = back || info.ssi_signo == SIGCONT;
    resized = resized || info.ssi_signo == SIGWINCH;
  }
  if (stop) Suspend();
  if (stop || back) return Return();
  if (resized && !away_) screen_->Resize();
}

void Desk::TakeKeys() {
  for (int key = screen_->TakeKey(); key >= 0; key = screen_->TakeKey()) {
    if (key == 0) continue;
    const Asked asked = Handle(state_, key);
    frozen_ = state_.frozen;
    if (asked.end) end_asked_ = true;
    if (asked.clear.empty()) continue;
    const std::lock_guard lock(words_.mutex);
    if (std::find(words_.clears.begin(), words_.clears.end(), asked.clear) == words_.clears.end())
      words_.clears.push_back(asked.clear);
  }
}

void Desk::TakeText() {
  std::string text;
  {
    const std::lock_guard lock(words_.mutex);
    text.swap(words_.text);
  }
  state_.pane.Append(text);
}

void Desk::Look() {
  const uint64_t now = output::MonotonicMs();
  state_.looked = now;
  state_.lost = lost_;
  Take(state_, board_.Newest());
  if (away_) {
    if (InForeground()) Return();
  } else if (!InForeground()) {
    GoAway();
  }
  if (!away_) screen_->Show(Draw(state_, screen_->size()));
}

void Desk::Loop() {
  const sigset_t set = ScreenSignals();
  const UniqueFd signals(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  enum : size_t { kKeys, kSignals, kBoard, kWake };
  pollfd waits[] = {{terminal_.input(), POLLIN, 0},
                    {signals.get(), POLLIN, 0},
                    {board_.changed_fd(), POLLIN, 0},
                    {wake_.get(), POLLIN, 0}};
  uint64_t shown_text = 0;
  while (!leave_ && !failed_) {
    const uint64_t now = output::MonotonicMs();
    if (now >= shown_text + kTextMs) {
      TakeText();
      shown_text = now;
    }
    Look();
    if (failed_) return;
    waits[kKeys].events = away_ ? 0 : POLLIN;  // the end of the terminal is seen all the same
    poll(waits, std::size(waits), kTickMs);
    if (waits[kBoard].revents != 0) Silence(board_.changed_fd());
    if (waits[kSignals].revents != 0) TakeSignals(signals.get());
    if ((waits[kKeys].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
      end_asked_ = true;  // the terminal is gone
      return;
    }
    if (waits[kKeys].revents != 0 && !away_ && InForeground()) TakeKeys();
    if (waits[kWake].revents == 0) continue;
    Silence(wake_.get());
    const uint64_t since = output::MonotonicMs() - shown_text;
    if (!leave_ && since < kTextMs) poll(waits, kWake, static_cast<int>(kTextMs - since));
  }
}

void Desk::Run() {
  BlockSignals();
  Loop();
  if (!away_ && !InForeground()) GoAway();
  screen_.reset();
  SetDrawn(false);
  Ring(left_);
}

}  // namespace sonde::live
