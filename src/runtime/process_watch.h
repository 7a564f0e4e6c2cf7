// ProcessWatch: the processes that a run is about (-p, -c), whose end ends it, and what processes map, so
// that addresses of theirs can be named after they have gone (docs/design/runtime.md, names of user code).
// Covered by tests/runtime/process_watch_test.cpp and fake_session_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "runtime/child.h"
#include "runtime/mapping_watch.h"
#include "runtime/target_processes.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class ProcessWatch {
 public:
  // `child` is that of -c, held; null: none. It outlives this. `follow`: so is what processes of -p start.
  ProcessWatch(std::vector<int> pids, Child* child, bool follow)
      : pids_(std::move(pids)), child_(child), follow_(follow) {}
  ProcessWatch(const ProcessWatch&) = delete;
  ProcessWatch& operator=(const ProcessWatch&) = delete;

  // An error when a process of -p does not exist, or when they are too many.
  Status Open() { return targets_.Open(pids_, follow_); }
  // Addresses of user code will be named by `symbols`, which outlives this: from now on what all processes
  // map is heard from the kernel, since nobody knows whose addresses will come.
  void FollowMappings(UserSymbols& symbols);
  // `tell` gets processes whose code is another than before; while reports are handed on.
  void SetChanged(std::function<void(int process)> tell) { tell_changed_ = std::move(tell); }

  // Becomes readable when nobody is left to trace; -1: tracing is about no process.
  [[nodiscard]] int end_fd() const { return child_ != nullptr ? child_->pidfd() : targets_.fd(); }
  [[nodiscard]] bool any() const { return child_ != nullptr || !pids_.empty(); }

  // Whether the end of the run waits for others than the processes of -p: until EndAll.
  [[nodiscard]] bool waits_for_followed() const { return follow_ && child_ == nullptr; }
  void EndAll() { targets_.EndAll(); }

  // Lets the child run its program.
  // Waits until the child of -c does nothing but wait.
  void AwaitReady() const;
  void Release();
  // Before an event is decoded: what was mapped before it must be known.
  void BeforeEvent();
  // Hands on what was reported so far.
  void ReadReports();
  // The events at hand have been handled; `now` in nanoseconds. Returns the milliseconds until the next call
  // is due.
  int EndRound(uint64_t now);
  // Tracing ends: asks the child to.
  void Terminate();
  // "exited with code: 3" of the child; empty if there is none.
  std::string Reap();
  // Reports of mappings that were lost; nothing if none were followed.
  [[nodiscard]] std::optional<uint64_t> lost_reports() const;

 private:
  std::vector<int> pids_;
  Child* child_;
  const bool follow_;
  TargetProcesses targets_;
  UserSymbols* symbols_ = nullptr;  // null: no address will be named
  std::unique_ptr<MappingWatch> mappings_;
  std::function<void(int)> tell_changed_;
  bool stale_ = true;         // reports may have come since the last event
  std::vector<int> watched_;  // processes whose mappings will be needed
  uint64_t next_look_ = 0;    // nanoseconds, as `now`
  int look_after_ms_ = 1;
};

}  // namespace sonde::runtime
