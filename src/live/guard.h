// Guard: the terminal as it was although this process ends by a signal, SIGKILL included. Covered by
// tests/run/live.test.
#pragma once

#include <termios.h>

#include <cstdint>
#include <memory>
#include <utility>

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

  // The screen is drawn on from now on, on a terminal that has these modes without it; those that it has now
  // are the ones with it; it is not drawn on any more. Of the thread that draws.
  void Arm(const termios& before) const;
  void KnowModes() const;
  void Disarm() const;

 private:
  enum class Says : uint8_t { Disarmed, Armed, Drawing };
  struct Word {
    Says says = Says::Disarmed;
    termios modes{};  // of Armed: from before; of Drawing: while it draws
  };
  Guard(int process, UniqueFd pipe) : process_(process), pipe_(std::move(pipe)) {}
  void Say(const Word& word) const;
  [[noreturn]] static void Become(int pipe);
  [[noreturn]] static void Watch(int pipe);

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
  // The modes without the screen. While it is not drawn on.
  static void SetModes(const termios& modes);
  // Sets the modes from before if the screen is drawn on, for whoever cannot be asked to.
  static void RestoreModes();
};

}  // namespace sonde::live
