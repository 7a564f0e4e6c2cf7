// Poller: the event loop. While events come it reads them every millisecond without waking producers'
// CPUs; when none come it asks to be woken and blocks. While the output's reader does not read, events stay
// in the ring, where producers count what finds no room. Covered by tests/runtime/session_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "defs/events.h"
#include "output/sink.h"
#include "runtime/fd.h"
#include "runtime/ring.h"

namespace sonde::runtime {

// SIGINT, SIGTERM, SIGUSR1, and SIGHUP unless it is ignored (nohup), as a descriptor; blocked while this
// lives.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  [[nodiscard]] int fd() const { return fd_.get(); }
  // True when the user asked to end since the last call.
  bool TakeStop();
  // The first request has been taken: from now on one more ends this process at once. What comes together
  // with the first is the same request (`timeout` sends its signal to the process and to its group).
  void NextOneEnds();

 private:
  UniqueFd fd_;
  bool hangup_ = false;
  std::vector<unsigned char> old_mask_;
  bool armed_ = false;
};

enum class StopReason : uint8_t { Signal, Exit, ProcessEnded, NothingLeft, OutputFailed };

class Poller {
 public:
  struct Hooks {
    std::function<bool(std::span<const std::byte>)> handle;  // one record; false: end
    // The records at hand have been handled. Returns after how many milliseconds at the latest it wants
    // to be called again.
    std::function<int()> round_done;
  };

  // `ring` may be null. `output` is where the hooks write. `process` is a pidfd whose end ends the loop, -1:
  // none.
  Poller(Ring* ring, ControlData& control, Signals& signals, output::Sink& output, int process, Hooks hooks)
      : ring_(ring),
        control_(control),
        signals_(signals),
        output_(output),
        process_(process),
        hooks_(std::move(hooks)) {}

  // Runs until something ends it. `until_empty`: as soon as no event is left.
  StopReason Run(bool until_empty);

  // Handles what is in the buffer now, whether the output can be written or not. False when a record asked to
  // end.
  bool DrainAll();

 private:
  enum class Wake : uint8_t { Timeout, Signal, Process, ReaderGone };
  Wake Wait(bool for_events, int milliseconds);
  bool DrainSome(size_t& taken);
  bool MaySleep();

  Ring* ring_;
  ControlData& control_;
  Signals& signals_;
  output::Sink& output_;
  int process_;
  Hooks hooks_;
};

}  // namespace sonde::runtime
