// family tree SHORT: a process and what descends from it, each of which acts ten times; SHORT children that
//   act once and end, one after the other. Says how often everybody acted.
// family target SHORT: the same, where the first processes are there before it says that it is ready and
//   begin when it is told; the last one acts when the first has gone.
// family burn CHILDREN MS: so many children, one after the other, that take MS milliseconds of CPU each.
// family threads COUNT: once it is told, so many threads, each started by the one before, act ten times and
//   take 50 ms of CPU.
// family beat COUNT: acts COUNT times once it is told. family noise SECONDS: acts all the time.
// To act: a call of `visit`, which passes a static probe, a getppid, a getpgid, a write to 0x12340000, a page
// fault.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "usdt_notes.h"

enum { TIMES = 10, ACTORS = 9, PAGE = 4096 };

static volatile int* const watched = (int*)0x12340000;

static void __attribute__((noinline)) visit(int number) {
  __asm__ volatile(NOTE_TEXT(family, visited, 0, "-4@%0") : : "nor"(number));
}

static void act(int times) {
  char* pages = mmap(NULL, (size_t)times * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) exit(1);
  madvise(pages, (size_t)times * PAGE, MADV_NOHUGEPAGE);
  for (int i = 0; i < times; ++i) {
    visit(i);
    syscall(SYS_getppid);
    syscall(SYS_getpgid, 0);
    *watched = i;
    pages[(size_t)i * PAGE] = 1;
  }
  munmap(pages, (size_t)times * PAGE);
}

static int go[2], orphan[2];

// Until nobody holds the other end any more.
static void await(int fd) {
  char byte;
  while (read(fd, &byte, 1) > 0) {
  }
}

static void* act_when_told(void* unused) {
  await(go[0]);
  act(TIMES);
  return unused;
}

static void* act_at_once(void* unused) {
  act(TIMES);
  return unused;
}

static pthread_t start(void* (*run)(void*)) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) != 0) exit(1);
  return thread;
}

static void wait_for_all(void) {
  while (wait(NULL) > 0) {
  }
}

// Who is there before anybody is told: a child with a child of its own, and later a thread.
static void begin_family(void) {
  if (fork() != 0) return;
  close(go[1]);
  if (fork() == 0) {
    act_when_told(NULL);
    _exit(0);
  }
  act_when_told(NULL);
  pthread_join(start(act_at_once), NULL);
  wait_for_all();
  _exit(0);
}

// A child with a thread and a child of its own.
static void begin_later(void) {
  if (fork() != 0) return;
  pthread_t thread = start(act_at_once);
  act(TIMES);
  pthread_join(thread, NULL);
  if (fork() == 0) {
    act(TIMES);
    _exit(0);
  }
  wait_for_all();
  _exit(0);
}

// A process whose parent has gone. `late`: acts when nobody else is there any more.
static void begin_orphan(int late) {
  int parent[2];
  if (pipe(parent) != 0) exit(1);
  if (fork() != 0) {
    close(parent[0]);
    close(parent[1]);
    return;
  }
  if (fork() != 0) _exit(0);
  close(orphan[0]);
  close(parent[1]);
  await(parent[0]);
  if (late) usleep(500000);
  act(TIMES);
  _exit(0);
}

static void begin_short(int count) {
  for (int i = 0; i < count; ++i) {
    pid_t child = fork();
    if (child == 0) {
      act(1);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

static void tell_and_wait(void) {
  char line[16];
  puts("ready");
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin)) exit(1);
}

static int run_family(int target, int count) {
  if (pipe(go) != 0 || pipe(orphan) != 0) return 1;
  pthread_t thread = start(act_when_told);
  begin_family();
  if (target) tell_and_wait();
  close(go[1]);
  act(TIMES);
  begin_later();
  begin_orphan(target);
  close(orphan[1]);
  begin_short(count);
  pthread_join(thread, NULL);
  wait_for_all();
  if (!target) await(orphan[0]);
  printf("acted %d\n", ACTORS * TIMES + count);
  return 0;
}

static void burn(long milliseconds) {
  struct timespec now;
  do {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  } while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < milliseconds);
}

static int burn_in_children(int children, long milliseconds) {
  for (int i = 0; i < children; ++i) {
    pid_t child = fork();
    if (child == 0) {
      burn(milliseconds);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  return 0;
}

static void* act_in_threads(void* left) {
  act(TIMES);
  burn(50);
  if (left == NULL) return NULL;
  pthread_t next;
  if (pthread_create(&next, NULL, act_in_threads, (char*)left - 1) != 0) exit(1);
  pthread_join(next, NULL);
  return NULL;
}

static int run_threads(int count) {
  pthread_t first;
  tell_and_wait();
  if (pthread_create(&first, NULL, act_in_threads, (char*)NULL + count - 1) != 0) return 1;
  return pthread_join(first, NULL);
}

static int make_noise(int seconds) {
  for (time_t end = time(NULL) + seconds; time(NULL) < end;) {
    act(1);
    usleep(100);
  }
  return 0;
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  int number = atoi(argv[2]);
  void* page =
      mmap((void*)watched, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (page == MAP_FAILED) return 1;
  if (strcmp(argv[1], "tree") == 0 || strcmp(argv[1], "target") == 0)
    return run_family(strcmp(argv[1], "target") == 0, number);
  if (strcmp(argv[1], "burn") == 0 && argc > 3) return burn_in_children(number, atol(argv[3]));
  if (strcmp(argv[1], "threads") == 0) return run_threads(number);
  if (strcmp(argv[1], "noise") == 0) return make_noise(number);
  if (strcmp(argv[1], "beat") != 0) return 2;
  tell_and_wait();
  act(number);
  return 0;
}
