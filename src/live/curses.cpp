// Leaves: Screen. Covered by tests/run/live.test.
#include "live/curses.h"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "live/state.h"
#include "output/heat_terminal.h"

namespace sonde::live::curses {
namespace {

constexpr short kBarPair = 1, kAlarmPair = 2, kFirstHeatPair = 3;

// What the library does with signals is for programs of one thread that do nothing of their own.
class SignalsKept {
 public:
  SignalsKept() {
    for (size_t i = 0; i < std::size(kSignals); ++i)
      sigaction(kSignals[i], nullptr, &before_[i]);
  }
  ~SignalsKept() {
    for (size_t i = 0; i < std::size(kSignals); ++i)
      sigaction(kSignals[i], &before_[i], nullptr);
  }
  SignalsKept(const SignalsKept&) = delete;
  SignalsKept& operator=(const SignalsKept&) = delete;

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  struct sigaction before_[std::size(kSignals)] = {};
};

int OwnKey(int key) {
  static constexpr std::pair<int, int> kKeys[] = {
      {KEY_UP, kKeyUp},           {KEY_DOWN, kKeyDown},      {KEY_LEFT, kKeyLeft}, {KEY_RIGHT, kKeyRight},
      {KEY_PPAGE, kKeyPageUp},    {KEY_NPAGE, kKeyPageDown}, {KEY_HOME, kKeyHome}, {KEY_END, kKeyEnd},
      {KEY_ENTER, kKeyEnter},     {'\n', kKeyEnter},         {'\r', kKeyEnter},    {KEY_BTAB, kKeyBackTab},
      {KEY_BACKSPACE, kKeyErase}, {0x7f, kKeyErase},         {'\b', kKeyErase}};
  for (const auto& [theirs, own] : kKeys) {
    if (key == theirs) return own;
  }
  return key < 0x100 ? key : 0;  // other keys write nothing
}

// A stream of its own on the same terminal, which no program that is started gets; null: no descriptor is
// left.
FILE* OpenAgain(int fd, const char* mode) {
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  FILE* stream = own < 0 ? nullptr : fdopen(own, mode);
  if (stream == nullptr && own >= 0) close(own);
  return stream;
}

struct CloseStream {
  void operator()(FILE* stream) const { fclose(stream); }
};

}  // namespace

struct Screen::Parts {
  // Nothing is in them: the library writes and reads by itself.
  std::unique_ptr<FILE, CloseStream> output;
  std::unique_ptr<FILE, CloseStream> input;
  SCREEN* screen = nullptr;
  bool left = false;  // the terminal is as it was
  bool color = false;
  bool heat = false;  // 256 colours

  [[nodiscard]] attr_t AttributesOf(const Span& span) const;
};

attr_t Screen::Parts::AttributesOf(const Span& span) const {
  const auto pair = [](short number) { return static_cast<attr_t>(COLOR_PAIR(number)); };
  switch (span.style) {
    case Style::Title:
    case Style::CurrentTab:
    case Style::Selected:
      return A_REVERSE;
    case Style::Head:
      return A_BOLD;
    case Style::Faint:
      return A_DIM;
    case Style::Bar:
      return color ? pair(kBarPair) : A_NORMAL;
    case Style::Alarm:
      return A_BOLD | (color ? pair(kAlarmPair) : A_REVERSE);
    case Style::Heat:
      return heat ? pair(static_cast<short>(kFirstHeatPair + span.heat - 1)) : A_NORMAL;
    case Style::Plain:
    case Style::Tab:
      return A_NORMAL;
  }
  return A_NORMAL;
}

Screen::Screen(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

std::unique_ptr<Screen> Screen::Open(int output, int input, bool color) {
  auto parts = std::make_unique<Parts>();
  parts->output.reset(OpenAgain(output, "w"));
  parts->input.reset(OpenAgain(input, "r"));
  {
    const SignalsKept kept;
    if (parts->output != nullptr && parts->input != nullptr)
      parts->screen = newterm(nullptr, parts->output.get(), parts->input.get());
  }
  if (parts->screen == nullptr) return nullptr;
  set_escdelay(50);
  cbreak();
  noecho();
  // Ctrl-S would stop the screen, and the end with it.
  termios modes{};
  if (tcgetattr(output, &modes) == 0) {
    modes.c_iflag &= ~static_cast<tcflag_t>(IXON);
    tcsetattr(output, TCSANOW, &modes);
  }
  def_prog_mode();
  nodelay(stdscr, TRUE);
  keypad(stdscr, TRUE);
  curs_set(0);
  parts->color = color && has_colors() && start_color() == OK && use_default_colors() == OK;
  parts->heat =
      parts->color && COLORS >= 256 && COLOR_PAIRS > kFirstHeatPair + static_cast<int>(output::kHeatLevels);
  if (parts->color) {
    init_pair(kBarPair, COLOR_CYAN, -1);
    init_pair(kAlarmPair, COLOR_WHITE, COLOR_RED);
  }
  for (size_t level = 1; parts->heat && level <= output::kHeatLevels; ++level) {
    const short tone = output::HeatColor(level);  // of the shade as well, which is for those without colours
    init_pair(static_cast<short>(kFirstHeatPair + static_cast<short>(level) - 1), tone, tone);
  }
  auto screen = std::unique_ptr<Screen>(new Screen(std::move(parts)));
  screen->Resize();
  return screen;
}

Screen::~Screen() {
  Leave();
  delscreen(parts_->screen);
}

void Screen::Show(const std::vector<Line>& lines) {
  erase();
  for (size_t row = 0; row < lines.size(); ++row) {
    move(static_cast<int>(row), 0);
    for (const Span& span : lines[row]) {
      attrset(static_cast<int>(parts_->AttributesOf(span)));
      addstr(span.text.c_str());
    }
  }
  attrset(static_cast<int>(A_NORMAL));
  refresh();
}

int Screen::TakeKey() {
  const int key = getch();
  return key == ERR ? -1 : OwnKey(key);
}

Size Screen::size() const {
  return {static_cast<size_t>(std::max(LINES, 0)), static_cast<size_t>(std::max(COLS, 0))};
}

void Screen::Resize() {
  winsize window{};
  if (ioctl(fileno(parts_->output.get()), TIOCGWINSZ, &window) != 0 || window.ws_row == 0 ||
      window.ws_col == 0)
    return;
  resizeterm(window.ws_row, window.ws_col);
  clearok(curscr, TRUE);
}

// Once: what is set afterwards is somebody else's.
void Screen::Leave() {
  if (!std::exchange(parts_->left, true)) endwin();
}

void Screen::Abandon() {
  parts_->left = true;
}

void Screen::Return() {
  endwin();  // whoever had the terminal meanwhile has changed what it shows
  parts_->left = false;
  reset_prog_mode();
  Resize();
  refresh();
  curs_set(0);
}

}  // namespace sonde::live::curses
