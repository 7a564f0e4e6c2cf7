// The process that closes probes after the end. Leaves: Closer. Covered by tests/runtime/teardown_test.cpp.
#include "runtime/teardown.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <climits>
#include <csignal>
#include <ctime>
#include <span>

#include "runtime/closer_stub.h"

namespace sonde::runtime {

// Lives in memory that both processes share, and that this one may leave in any state when it dies: a bit per
// descriptor is never half written.
struct CloserOrder {
  static constexpr unsigned kMost = 1 << 20;  // descriptors; what is beyond is closed in the ordinary way
  static constexpr unsigned kWordBits = 64;
  std::atomic<uint64_t*> stop_word;
  int parent = -1;              // pidfd
  int take_over = -1;           // eventfd: written when the other process is to get ready for the end
  std::atomic<int> other = 0;   // its id; the kernel clears it when it has left this memory
  std::atomic<unsigned> words;  // of `keep` that hold something
  std::array<std::atomic<uint64_t>, kMost / kWordBits> keep;
};

namespace {

constexpr size_t kStackSize = 64 << 10;
constexpr int kTakeOverMs = 500;  // for the other process to get ready
constexpr char kName[] = "close-probes";

// Where descriptors lie once the table is the other process' own.
enum : int { kParentAt = 0, kFirstOther = 1 };

// The memory is the other process' as well, its errno included: system calls are made without libc.
long Call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
#if defined(__x86_64__)
  long result = number;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall"
                   : "+a"(result)
                   : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#else
#error "system calls of this architecture"
#endif
}

long Address(const void* pointer) {
  return static_cast<long>(reinterpret_cast<uintptr_t>(pointer));
}

template <typename Visit>
void ForKept(const CloserOrder& order, Visit visit) {
  for (unsigned word = 0; word < order.words.load(); ++word) {
    for (uint64_t bits = order.keep[word].load(); bits != 0; bits &= bits - 1) {
      visit(word * CloserOrder::kWordBits + static_cast<unsigned>(std::countr_zero(bits)));
    }
  }
}

void CloseOthers(const CloserOrder& order) {
  unsigned next = kFirstOther;
  ForKept(order, [&next](unsigned kept) {
    if (kept > next) Call(SYS_close_range, next, kept - 1, 0);
    next = kept + 1;
  });
  Call(SYS_close_range, next, UINT_MAX, 0);
}

// Becomes a program that uses no file of anyone's. Returns if that cannot be.
void BecomeStub(const CloserOrder& order) {
  const long stub = Call(SYS_memfd_create, Address(kName), MFD_CLOEXEC);
  if (stub < 0) return;
  const std::span<const unsigned char> program = CloserStub();
  Call(SYS_write, stub, Address(program.data()), static_cast<long>(program.size()));
  ForKept(order, [](unsigned kept) { Call(SYS_fcntl, kept, F_SETFD, 0); });  // through the exec
  const char* const arguments[] = {kName, nullptr};
  const char* const environment[] = {nullptr};
  Call(SYS_execveat, stub, Address(""), Address(arguments), Address(environment), AT_EMPTY_PATH);
  Call(SYS_close, stub);
}

// In the other process, which runs in this one's memory beside it and may touch nothing of it.
int Stay(void* argument) {
  const auto& order = *static_cast<const CloserOrder*>(argument);
  Call(SYS_setsid);
  Call(SYS_chdir, Address("/"));
  Call(SYS_prctl, PR_SET_NAME, Address(kName));
  pollfd waits[2] = {{order.parent, POLLIN, 0}, {order.take_over, POLLIN, 0}};
  while (Call(SYS_ppoll, Address(waits), 2, 0, 0, 0) <= 0) {
  }
  // If the end came by surprise, the programs do not know it yet.
  uint64_t* stop = order.stop_word.load();
  if (waits[0].revents != 0 && stop != nullptr) __atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
  // Until here the table of descriptors was shared.
  if (Call(SYS_unshare, CLONE_FILES) != 0) Call(SYS_exit_group, 1);
  Call(SYS_dup3, order.parent, kParentAt, 0);
  CloseOthers(order);
  ForKept(order, [](unsigned kept) { Call(SYS_ioctl, kept, PERF_EVENT_IOC_DISABLE, 0); });
  BecomeStub(order);
  // Without the stub: the same as it does, in this memory.
  waits[0] = {kParentAt, POLLIN, 0};
  Call(SYS_ppoll, Address(waits), 1, 0, 0, 0);
  Call(SYS_exit_group, 0);
  return 0;
}

void* Memory(size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

std::unique_ptr<Closer> Closer::Start() {
  UniqueFd parent(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
  UniqueFd take_over(eventfd(0, EFD_CLOEXEC));
  void* stack = Memory(kStackSize);
  void* memory = Memory(sizeof(CloserOrder));
  if (!parent.valid() || !take_over.valid() || stack == nullptr || memory == nullptr) return nullptr;
  auto* order = static_cast<CloserOrder*>(memory);  // all zeroes; of its array only what is used is touched
  order->parent = parent.get();
  order->take_over = take_over.get();
  // The other process inherits the signal mask: nothing may end it before this one.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  constexpr int kFlags = CLONE_VM | CLONE_FILES | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  const int pid = clone(Stay, static_cast<char*>(stack) + kStackSize, kFlags, order, &order->other, nullptr,
                        &order->other);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return nullptr;
  return std::unique_ptr<Closer>(new Closer(order, std::move(parent), std::move(take_over)));
}

Closer::~Closer() {
  SetStopWord(nullptr);
  const uint64_t one = 1;
  if (write(take_over_.get(), &one, sizeof(one)) != sizeof(one)) return;
  timespec patience{0, kTakeOverMs * 1000000L};
  while (const int other = order_->other.load()) {
    const long woken = syscall(SYS_futex, &order_->other, FUTEX_WAIT, other, &patience, nullptr, 0);
    if (woken != 0 && errno == ETIMEDOUT) return;
  }
}

void Closer::Add(int descriptor) {
  const auto number = static_cast<unsigned>(descriptor);
  if (number >= CloserOrder::kMost) return;
  const unsigned word = number / CloserOrder::kWordBits;
  order_->keep[word] |= uint64_t{1} << (number % CloserOrder::kWordBits);
  if (order_->words < word + 1) order_->words = word + 1;
}

void Closer::SetStopWord(uint64_t* word) {
  order_->stop_word = word;
}

}  // namespace sonde::runtime
