// Closer: ending at once although the kernel takes 60 to 150 ms to close each probe, one after the other. A
// process beside this one shares its descriptors and outlives it, however it ends: by itself, by SIGPIPE, by
// SIGKILL. It then switches the probes off and closes them (docs/design/runtime.md). Covered by
// tests/runtime/teardown_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "base/unique_fd.h"

namespace sonde::runtime {

struct CloserOrder;

class Closer {
 public:
  // Starts the process. It has nothing of the user's: own session, `/` as its folder, every signal blocked.
  // Null if it could not be started: then closing takes as long as it takes.
  static std::unique_ptr<Closer> Start();
  // Lets the process take over: afterwards it has copies of the descriptors that were added and nothing else,
  // and this process' executable is not in use by it. Closing them here costs nothing then.
  ~Closer();
  Closer(const Closer&) = delete;
  Closer& operator=(const Closer&) = delete;

  // A descriptor that is slow to close.
  void Add(int descriptor);
  // The word that tells programs to stop, which the process sets when this one dies. Null: it is gone.
  void SetStopWord(uint64_t* word);

 private:
  Closer(CloserOrder* order, UniqueFd parent, UniqueFd take_over)
      : order_(order), parent_(std::move(parent)), take_over_(std::move(take_over)) {}

  CloserOrder* order_;  // never freed: the process may still read it
  UniqueFd parent_;     // of the table that both share
  UniqueFd take_over_;
};

}  // namespace sonde::runtime
