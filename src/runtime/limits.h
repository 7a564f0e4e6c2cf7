// Limits: where a run ends by itself (--for, --max-events, --max-memory), as if a program had called exit().
// Covered by tests/runtime/limits_test.cpp and tests/run/limits.test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "defs/events.h"

namespace sonde::runtime {

// 0: no limit.
struct LimitOptions {
  uint64_t nanoseconds = 0;  // of tracing
  uint64_t events = 0;       // results that probes print
  uint64_t bytes = 0;        // of this process and the maps that it has open
};

class Limits {
 public:
  explicit Limits(const LimitOptions& options) : options_(options) {}

  [[nodiscard]] bool any() const {
    return options_.nanoseconds != 0 || options_.events != 0 || options_.bytes != 0;
  }
  // Tracing begins; `now` in nanoseconds, as in all that follows.
  void Begin(uint64_t now) { began_ = now; }
  // It is over.
  void End(uint64_t now) { ended_ = now; }
  // How long it took.
  [[nodiscard]] uint64_t traced() const { return ended_ - began_; }
  // An event was handled. True: it was the last one.
  bool Count(EventKind kind);
  // Looks at the clock and, ten times a second, at the memory.
  bool Reached(uint64_t now);
  // Milliseconds until the time is over, at most `most`.
  [[nodiscard]] int Wait(uint64_t now, int most) const;

  [[nodiscard]] bool reached() const { return !what_.empty(); }
  // The time was over.
  [[nodiscard]] bool timed_out() const { return what_ == kTime; }
  // The option that ended the run: "--for".
  [[nodiscard]] const std::string& what() const { return what_; }

  // Bytes that this process has in memory, and its BPF maps.
  uint64_t MemoryNow();

 private:
  static constexpr std::string_view kTime = "--for";

  LimitOptions options_;
  uint64_t began_ = 0, ended_ = 0;
  uint64_t events_ = 0;
  uint64_t next_look_ = 0;
  std::vector<int> maps_;  // descriptors
  bool maps_known_ = false;
  std::string what_;
};

}  // namespace sonde::runtime
