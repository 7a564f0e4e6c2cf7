// Guard: the terminal as it was although this process ends by a signal, SIGKILL included. Covered by
// tests/run/live.test.
#pragma once

#include <termios.h>

#include <memory>

#include "base/unique_fd.h"
#include "live/terminal.h"

namespace sonde::live {

class Guard {
 public:
  // Starts a process that has nothing but the terminal and a pipe from this one, whose end it waits for. Null
  // if it cannot be started: then SIGKILL leaves the terminal as it is.
  static std::unique_ptr<Guard> Start(const Terminal& terminal);
  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  // The screen is drawn on from now on, with the modes that the terminal has now; it is not any more. Of the
  // thread that draws.
  void Arm() const;
  void Disarm() const;

 private:
  Guard(int process, UniqueFd pipe) : process_(process), pipe_(std::move(pipe)) {}
  int process_;
  UniqueFd pipe_;
};

// While it lives, signals that end this process bring the terminal back first, if the screen is drawn on:
// those that nobody else handles. One at a time.
class DeadlySignals {
 public:
  explicit DeadlySignals(const Terminal& terminal);
  ~DeadlySignals();
  DeadlySignals(const DeadlySignals&) = delete;
  DeadlySignals& operator=(const DeadlySignals&) = delete;
  static void SetDrawn(bool drawn);
};

}  // namespace sonde::live
