// The terminal library (ncurses), whose names are macros: nobody else includes it. Covered by
// tests/run/live.test.
#pragma once

#include <memory>
#include <vector>

#include "live/lines.h"

namespace sonde::live::curses {

// A screen that is drawn on. Everything happens in one thread.
class Screen {
 public:
  // Null: the library cannot.
  static std::unique_ptr<Screen> Open(int output, int input, bool color);
  // As it was before Open, if it was not left before.
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void Show(const std::vector<Line>& lines);
  // The next one that was typed (state.h); -1: none.
  int TakeKey();
  [[nodiscard]] Size size() const;
  // The terminal has another size now.
  void Resize();
  // Gives the terminal back for a while; takes it again, and then all has to be shown again.
  void Leave();
  void Return();
  // Somebody else has the terminal already, with modes of its own: it stays as it is.
  void Abandon();

 private:
  struct Parts;
  explicit Screen(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sonde::live::curses
