// Calls leaf() by many ways and says where each call came from, by the C library's own unwinder: what
// tests/run/chain-forms compares user stacks with. Built there, in many forms.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define APART __attribute__((noinline, noclone))
#ifdef __clang__
#undef APART
#define APART __attribute__((noinline))
#endif
#define KEPT asm volatile("" ::: "memory")

enum { MOST = 100 };
static volatile long sum;

APART void Tell(void);
void Tell(void) {
  void* frames[MOST];
  const int count = backtrace(frames, MOST);
  char line[MOST * 20];
  size_t size = 0;
  // The first is here, the second in leaf().
  for (int i = 2; i < count; ++i)
    size += (size_t)snprintf(line + size, sizeof(line) - size, " %lx", (unsigned long)frames[i]);
  printf("stack%s\n", line);
  fflush(stdout);
}

APART void leaf(void);
void leaf(void) {
  ++sum;
  Tell();
  KEPT;
}

APART static long Plain(long x) {
  leaf();
  KEPT;
  return x + sum;
}

APART static long Alloca(long x) {
  char* bytes = __builtin_alloca((size_t)(x * 24 + 8));
  asm volatile("" ::"r"(bytes) : "memory");
  const long result = Plain(x) + bytes[0] * 0;
  KEPT;
  return result;
}

APART static long Large(long x) {
  char bytes[70000];
  asm volatile("" ::"r"(bytes) : "memory");
  const long result = Alloca(x);
  asm volatile("" ::"r"(bytes) : "memory");
  return result + 1;
}

// A frame that is aligned to more than the convention does: its place is in memory.
APART static long Aligned(long x) {
  char bytes[256] __attribute__((aligned(128)));
  asm volatile("" ::"r"(bytes) : "memory");
  char* more = __builtin_alloca((size_t)(x * 16 + 8));
  asm volatile("" ::"r"(more) : "memory");
  const long result = Large(x);
  asm volatile("" ::"r"(bytes) : "memory");
  return result + 1;
}

APART static long Deep(long depth) {
  const long result = depth == 0 ? Plain(1) : Deep(depth - 1);
  KEPT;
  return result + depth;
}

// All registers that a function has to keep.
APART static long Busy(long a, long b, long c, long d, long e, long f) {
  const long before = a * b + c * d + e * f;
  const long result = Plain(a) + before;
  KEPT;
  return result + a + b + c + d + e + f;
}

static int Compare(const void* a, const void* b) {
  static int times;
  if (times++ == 3) Plain(2);
  KEPT;
  return *(const int*)a - *(const int*)b;
}

// Through the C library.
APART static void Sorted(void) {
  int values[] = {5, 3, 8, 1, 9, 2};
  qsort(values, 6, sizeof(int), Compare);
  KEPT;
}

static void OnSignal(int number) {
  Plain(number);
  KEPT;
}

APART static void Signaled(int flags) {
  static char other[65536];
  const stack_t stack = {.ss_sp = other, .ss_size = sizeof(other)};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_flags = flags};
  action.sa_handler = OnSignal;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  KEPT;
}

// A signal in the midst of a function's own code: not at a call.
APART static void Faulted(void) {
  struct sigaction action = {.sa_flags = 0};
  action.sa_handler = OnSignal;
  sigaction(SIGTRAP, &action, NULL);
#ifdef __x86_64__
  asm volatile("int3");
#else
  raise(SIGTRAP);
#endif
  KEPT;
}

static void* OnThread(void* unused) {
  Aligned(3);
  KEPT;
  return unused;
}

APART static void Threaded(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, OnThread, NULL);
  pthread_join(thread, NULL);
}

static ucontext_t back, there;
static void OnContext(void) {
  Plain(4);
  KEPT;
}

APART static void Switched(void) {
  static char stack[65536];
  getcontext(&there);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = sizeof(stack);
  there.uc_link = &back;
  makecontext(&there, OnContext, 0);
  swapcontext(&back, &there);
  KEPT;
}

// Through a library that is loaded late.
APART static void Loaded(const char* path) {
  void* library = path == NULL ? NULL : dlopen(path, RTLD_NOW);
  if (library == NULL) return;
  void (*call)(void (*)(void));
  *(void**)&call = dlsym(library, "CallBack");
  usleep(300000);  // time to hear of it
  call(leaf);
  KEPT;
}

static void AtTheEnd(void) {
  Plain(5);
  KEPT;
}

int main(int argc, char** argv) {
  Plain(1);
  Alloca(7);
  Large(2);
  Aligned(5);
  Deep(40);
  Busy(1, 2, 3, 4, 5, argc);
  Sorted();
  Signaled(0);
  Signaled(SA_ONSTACK);
  Faulted();
  Threaded();
  Switched();
  Loaded(argc > 1 ? argv[1] : NULL);
  atexit(AtTheEnd);
  return sum == 0;
}
