// The process that closes probes after the end. Leaves: HandOver. Covered by
// tests/runtime/teardown_test.cpp.
#include "runtime/teardown.h"

#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <csignal>

namespace sonde::runtime {
namespace {

constexpr size_t kStackSize = 64 << 10;

// Lives in memory that the helper shares with its parent and keeps after the parent has gone.
struct Order {
  int parent_pidfd = -1;
  std::vector<int> keep;  // sorted
};

// In the helper: nothing but system calls, because the memory and the thread pointer are the parent's.
int Hold(void* argument) {
  const auto* order = static_cast<const Order*>(argument);
  syscall(SYS_setsid);
  unsigned next = 0;
  for (const int fd : order->keep) {
    const auto number = static_cast<unsigned>(fd);
    if (number > next) syscall(SYS_close_range, next, number - 1, 0);
    next = number + 1;
  }
  syscall(SYS_close_range, next, UINT_MAX, 0);
  pollfd wait{order->parent_pidfd, POLLIN, 0};
  syscall(SYS_ppoll, &wait, 1, nullptr, nullptr, 0);
  syscall(SYS_exit_group, 0);
  return 0;
}

}  // namespace

bool HandOver(std::vector<int> descriptors) {
  auto* order = new Order;  // never freed: the helper may still read it
  order->parent_pidfd = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  void* stack =
      mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (order->parent_pidfd < 0 || stack == MAP_FAILED) return false;
  order->keep = std::move(descriptors);
  order->keep.push_back(order->parent_pidfd);
  std::sort(order->keep.begin(), order->keep.end());
  // The helper inherits the signal mask: nothing may end it before its parent.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  const int pid = clone(Hold, static_cast<char*>(stack) + kStackSize, CLONE_VM, order);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  return pid > 0;
}

}  // namespace sonde::runtime
