// Desk: what the session's thread and the one that draws have between them, and what the latter does. Covered
// by tests/run/live.test.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "live/curses.h"
#include "live/guard.h"
#include "live/state.h"
#include "live/terminal.h"
#include "output/board.h"

namespace sonde::live {

// Words from one thread to the other, under a lock that is held for moments.
struct Words {
  std::mutex mutex;
  std::string text;                 // what was printed since the last look
  std::vector<std::string> clears;  // maps that are to be emptied
};

class Desk {
 public:
  Desk(Terminal terminal, std::unique_ptr<Guard> guard);

  // Of the session's thread.
  void Prepare(const output::LiveRun& run);
  void Add(std::string_view text);
  [[nodiscard]] std::vector<std::string> TakeClears();
  void SetLost(uint64_t events) { lost_ = events; }
  [[nodiscard]] bool wanted() const { return !frozen_ && !end_asked_; }
  [[nodiscard]] bool end_asked() const { return end_asked_; }
  // The terminal could not be drawn on.
  [[nodiscard]] bool failed() const { return failed_; }
  output::Board& board() { return board_; }
  [[nodiscard]] const Terminal& terminal() const { return terminal_; }
  // Asks the other thread to leave; whether it has within so many milliseconds.
  void AskToLeave();
  [[nodiscard]] bool HasLeft(int milliseconds) const;

  // The other thread, until it is asked to leave.
  void Run();

 private:
  void Loop();
  void Look();
  void TakeSignals(int signals);
  void TakeKeys();
  void TakeText();
  void Suspend();
  void Return();
  void GoAway();
  [[nodiscard]] bool InForeground() const;
  void SetDrawn(bool drawn) const;

  Terminal terminal_;
  std::unique_ptr<Guard> guard_;
  output::Board board_;
  Words words_;
  State state_;                             // of the thread that draws, once it runs
  std::unique_ptr<curses::Screen> screen_;  // of the same; null: it has not had the terminal yet
  std::atomic<bool> frozen_ = false, end_asked_ = false, leave_ = false, failed_ = false;
  std::atomic<uint64_t> lost_ = 0;
  UniqueFd wake_, left_;  // eventfds
  bool away_ = true;      // somebody else has the terminal
};

}  // namespace sonde::live
