// Poller: the event loop. While events come it reads them every millisecond without waking producers'
// CPUs; when none come it asks to be woken and blocks. While the output's reader does not read, events stay
// in the machine, where producers count what finds no room. Covered by tests/runtime/fake_session_test.cpp
// and session_test.cpp.
#pragma once

#include <poll.h>

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "output/stream.h"
#include "runtime/machine.h"
#include "runtime/signals.h"

namespace sonde::runtime {

enum class StopReason : uint8_t { Signal, Exit, ExitAsked, ProcessEnded, NothingLeft, OutputFailed };

class Poller {
 public:
  struct Hooks {
    EventSource::RecordHandler handle;  // one record; false: end
    // The records at hand have been handled. Returns after how many milliseconds at the latest it wants
    // to be called again.
    std::function<int()> round_done;
    std::function<uint64_t()> now;  // ns; Machine::Now
    // Runs programs that run only when they are asked to (Machine::ReadObjects), a few; false: there is
    // nothing left to run.
    std::function<bool()> produce;
    std::function<bool()> exit_asked;       // by a program whose record may still be on its way, or lost
    int more = -1;                          // readable when round_done has something to do at once; -1: never
    std::function<int()> more_output = {};  // the same, which may change
  };

  // `events` may be null. `outputs` are where the hooks write; without the first there is nothing left to do.
  // `process` becomes readable when the loop has to end, -1: never.
  Poller(EventSource* events, Signals& signals, std::vector<output::Stream*> outputs, int process,
         Hooks hooks)
      : events_(events),
        signals_(signals),
        outputs_(std::move(outputs)),
        process_(process),
        hooks_(std::move(hooks)) {}

  // Runs until something ends it. `until_empty`: as soon as nothing is left to run and no event.
  StopReason Run(bool until_empty);

  // Handles what has come so far, whether the output can be written or not. False when a record asked to
  // end.
  bool DrainAll();

 private:
  [[nodiscard]] bool Full() const;
  enum class Wake : uint8_t { Timeout, Signal, Process, ReaderGone };
  Wake Wait(bool for_events, int milliseconds);
  struct Turn {
    bool any = false;     // a record was taken
    bool empty = true;    // none was left in the end
    bool goes_on = true;  // false: a record asked to end
  };
  Turn TakeTurn();

  EventSource* events_;
  Signals& signals_;
  std::vector<output::Stream*> outputs_;
  int process_;
  Hooks hooks_;
  std::vector<pollfd> waits_;  // reused
};

}  // namespace sonde::runtime
