// Watching processes. Leaves: ProcessWatch. Covered by tests/runtime/process_watch_test.cpp and
// fake_session_test.cpp.
#include "runtime/process_watch.h"

#include <algorithm>
#include <set>

namespace sonde::runtime {

void ProcessWatch::FollowMappings(UserSymbols& symbols) {
  symbols_ = &symbols;
  watched_ = pids_;
  mappings_ = MappingWatch::OpenAll();
  symbols.SetReports([this] { ReadReports(); });
  // Those of -p may end before the first round does.
  for (const int process : watched_)
    symbols.Remember(process);
}

void ProcessWatch::ReadReports() {
  if (mappings_ == nullptr) return;
  std::vector<int> changed;
  mappings_->Read(*symbols_, changed);
  if (!tell_changed_) return;
  for (const int process : std::set(changed.begin(), changed.end()))
    tell_changed_(process);
}

void ProcessWatch::BeforeEvent() {
  if (std::exchange(stale_, false)) ReadReports();
}

// Looks at the mappings of the -c or -p process again, at first soon and then more and more rarely.
int ProcessWatch::EndRound(uint64_t now) {
  constexpr int kMostMs = 1000;
  stale_ = true;
  targets_.Look();
  ReadReports();
  if (watched_.empty()) return kMostMs;
  if (now >= next_look_) {
    for (const int process : watched_)
      symbols_->Remember(process);
    next_look_ = now + static_cast<uint64_t>(look_after_ms_) * 1000000;
    look_after_ms_ = std::min(2 * look_after_ms_, kMostMs);
  }
  return static_cast<int>((next_look_ - now) / 1000000) + 1;
}

void ProcessWatch::AwaitReady() const {
  if (child_ != nullptr) child_->AwaitReady();
}

void ProcessWatch::Release() {
  if (child_ == nullptr) return;
  const bool named = symbols_ != nullptr;
  if (named && mappings_ == nullptr) mappings_ = MappingWatch::Open(child_->pid());
  child_->Release();
  if (!named) return;
  child_->AwaitExec();
  watched_ = {child_->pid()};
}

void ProcessWatch::Terminate() {
  if (child_ != nullptr) child_->Terminate();
}

std::string ProcessWatch::Reap() {
  return child_ == nullptr ? "" : child_->Reap();
}

std::optional<uint64_t> ProcessWatch::lost_reports() const {
  if (mappings_ == nullptr) return std::nullopt;
  return mappings_->lost();
}

}  // namespace sonde::runtime
