// Leaves: View. Covered by tests/run/live.test.
#include "live/view.h"

#include <pthread.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "live/desk.h"

namespace sonde::live {
namespace {

constexpr int kPatienceMs = 500;  // with a terminal that takes nothing

std::optional<DeadlySignals> deadly;

}  // namespace

View::View(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}

View::~View() {
  View::End();
}

Result<std::unique_ptr<View>> View::Open() {
  auto terminal = OpenTerminal();
  if (!terminal) return terminal.TakeError();
  auto guard = Guard::Start(*terminal);
  auto desk = std::make_shared<Desk>(std::move(*terminal), std::move(guard));
  return std::unique_ptr<View>(new View(std::move(desk)));
}

void View::Begin(const output::LiveRun& run) {
  sigset_t set, old;
  sigemptyset(&set);
  for (const int signal : {SIGWINCH, SIGTSTP, SIGCONT})
    sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, &old);
  old_mask_.resize(sizeof old);
  std::memcpy(old_mask_.data(), &old, sizeof old);
  deadly.emplace(desk_->terminal());
  desk_->Prepare(run);
  thread_ = std::thread([desk = desk_] { desk->Run(); });
}

void View::End() {
  if (!thread_.joinable()) return;
  desk_->AskToLeave();
  bool left = desk_->HasLeft(kPatienceMs);
  if (!left) {  // what the terminal does not take is thrown away
    tcflush(desk_->terminal().output, TCOFLUSH);
    left = desk_->HasLeft(kPatienceMs);
  }
  if (left) {
    thread_.join();
  } else {
    DeadlySignals::RestoreModes();
    thread_.detach();
  }
  deadly.reset();
  sigset_t old;
  std::memcpy(&old, old_mask_.data(), sizeof old);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

void View::Text(std::string_view text) {
  desk_->Add(text);
}

void View::Lost(uint64_t events) {
  desk_->SetLost(events);
}

bool View::EndAsked() {
  return desk_->end_asked();
}

std::vector<std::string> View::TakeClears() {
  return desk_->TakeClears();
}

bool View::Wanted() {
  return thread_.joinable() && desk_->wanted();
}

bool View::Failed() {
  return desk_->failed();
}

void View::MapCleared(const std::string& name) {
  desk_->board().MapCleared(name);
}

void View::BeginSnapshot(bool last) {
  desk_->board().BeginSnapshot(last);
}

void View::SnapshotMap(const output::MapData& map) {
  desk_->board().SnapshotMap(map);
}

void View::EndSnapshot() {
  desk_->board().EndSnapshot();
}

}  // namespace sonde::live
