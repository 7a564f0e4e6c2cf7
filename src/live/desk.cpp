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

// The guard knows before the first byte and until the last one.
void Desk::SetDrawn(bool drawn) const {
  DeadlySignals::SetDrawn(drawn);
  if (guard_ == nullptr) return;
  drawn ? guard_->Arm() : guard_->Disarm();
}

bool Desk::InForeground() const {
  return tcgetpgrp(terminal_.output) == getpgrp();
}

void Desk::Suspend(curses::Screen& screen) {
  screen.Leave();
  SetDrawn(false);
  away_ = true;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  pthread_kill(pthread_self(), SIGTSTP);  // this process stops here, if there is a shell that continues it
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

void Desk::Return(curses::Screen& screen) {
  if (!InForeground()) {
    away_ = true;
    return;
  }
  away_ = false;
  screen.Leave();  // whoever had the terminal meanwhile has changed what it shows
  screen.Return();
  SetDrawn(true);
}

void Desk::TakeSignals(curses::Screen& screen, int signals) {
  signalfd_siginfo info{};
  bool stop = false, back = false, resized = false;
  while (read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    stop = stop || info.ssi_signo == SIGTSTP;
    back = back || info.ssi_signo == SIGCONT;
    resized = resized || info.ssi_signo == SIGWINCH;
  }
  if (stop) Suspend(screen);
  if (stop || back) return Return(screen);
  if (resized && !away_) screen.Resize();
}

void Desk::TakeKeys(curses::Screen& screen) {
  for (int key = screen.TakeKey(); key >= 0; key = screen.TakeKey()) {
    if (key == 0) continue;
    const Asked asked = Handle(state_, key);
    frozen_ = state_.frozen;
    if (asked.end) end_asked_ = true;
    if (asked.clear.empty()) continue;
    Cleared(state_, asked.clear);
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

void Desk::Loop(curses::Screen& screen) {
  const sigset_t set = ScreenSignals();
  const UniqueFd signals(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  enum : size_t { kKeys, kSignals, kBoard, kWake };
  pollfd waits[] = {{terminal_.input(), POLLIN, 0},
                    {signals.get(), POLLIN, 0},
                    {board_.changed_fd(), POLLIN, 0},
                    {wake_.get(), POLLIN, 0}};
  uint64_t shown_text = 0;
  while (!leave_) {
    const uint64_t now = output::MonotonicMs();
    if (now >= shown_text + kTextMs) {
      TakeText();
      shown_text = now;
    }
    state_.looked = now;
    state_.lost = lost_;
    Take(state_, board_.Newest());
    if (away_ && InForeground()) Return(screen);
    if (!away_) screen.Show(Draw(state_, screen.size()));
    waits[kKeys].fd = away_ ? -1 : terminal_.input();
    poll(waits, std::size(waits), kTickMs);
    if (waits[kBoard].revents != 0) Silence(board_.changed_fd());
    if (waits[kSignals].revents != 0) TakeSignals(screen, signals.get());
    if ((waits[kKeys].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
      end_asked_ = true;  // the terminal is gone
      return;
    }
    if (waits[kKeys].revents != 0) TakeKeys(screen);
    if (waits[kWake].revents == 0) continue;
    Silence(wake_.get());
    const uint64_t since = output::MonotonicMs() - shown_text;
    if (!leave_ && since < kTextMs) poll(waits, kWake, static_cast<int>(kTextMs - since));
  }
}

void Desk::Run() {
  BlockSignals();
  DeadlySignals::SetDrawn(true);
  auto screen = curses::Screen::Open(terminal_.output, terminal_.input(), UseColor());
  if (screen == nullptr) {
    end_asked_ = true;
  } else {
    SetDrawn(true);
    Loop(*screen);
    screen.reset();
  }
  SetDrawn(false);
  Ring(left_);
}

}  // namespace sonde::live
