// Interruptible: a stretch of the session in which Ctrl-C and SIGTERM cut system calls short. The kernel
// checks a large program for seconds and looks at signals meanwhile, but not at blocked ones, which is what
// the rest of the session reads from a descriptor. Covered by tests/runtime/interrupt_test.cpp and
// tests/run/verifier.test.
#pragma once

#include <csignal>
#include <utility>
#include <vector>

namespace sonde::runtime {

// While it lives, those of SIGINT, SIGTERM, SIGHUP and SIGQUIT that are blocked are let in. After the first
// one, SIGALRM follows every millisecond: libbpf tries a load that was cut short again, five times. One at a
// time, in a process with one thread.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  // Whether one has come.
  [[nodiscard]] static bool Interrupted();

 private:
  std::vector<std::pair<int, struct sigaction>> before_;
  sigset_t mask_{};
};

}  // namespace sonde::runtime
