// Signals: requests to end, as a descriptor. Covered by tests/runtime/fake_session_test.cpp and
// tests/run/ending.test.
#pragma once

#include <vector>

#include "base/unique_fd.h"

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
  // How often SIGUSR1 came since the last call, as far as TakeStop has seen it; those that come together are
  // one.
  unsigned TakeUserSignals();
  // The first request has been taken: from now on one more ends this process at once. What comes together
  // with the first is the same request (`timeout` sends its signal to the process and to its group).
  void NextOneEnds();

 private:
  UniqueFd fd_;
  bool hangup_ = false;
  std::vector<unsigned char> old_mask_;
  bool armed_ = false;
  unsigned user_signals_ = 0;
};

}  // namespace sonde::runtime
