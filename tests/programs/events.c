// events WAY ...: does known numbers of what tools show and count.
//   exec COUNT      COUNT children exec /bin/true with "number" and their number, COUNT fail to exec
//   /none/such
//                   with one argument that fits no line; at last a thread that is not the first execs
//                   /bin/true.
//   ends            eight children end: three with 0, two with 7, one each by SIGKILL, SIGTERM and SIGSEGV;
//   then
//                   one whose first thread ends with 0 before another ends the process with 9, and one whose
//                   four threads end at the same time.
//   signals         makes nine calls, of all six that send signals; four of them fail.
//   naps COUNT      COUNT sleeps of 2 ms, one until a time, one that a signal ends, one of an impossible
//   time. users           as 65534, sets its user by four calls, of which two are refused. wait COUNT MS   a
//   child, "waiter", waits COUNT times in `wait_here` for this one, "waker", which writes to a
//                   pipe after it slept MS milliseconds.
//   sleep COUNT     COUNT sleeps of 1 ms.
//   forks COUNT THREADS   so many children, one after the other, then threads, which begin in `begin_here`.
//   calls COUNT     COUNT getpgid, COUNT close(-1), COUNT signals that it handles.
//   rights          asks for CAP_SYS_CHROOT as root, then as 65534.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KEPT __attribute__((noipa))

static char* number_text(int number) {
  static char text[16];
  snprintf(text, sizeof text, "%d", number);
  return text;
}

static void* exec_true(void* unused) {
  (void)unused;
  execl("/bin/true", "true", "from", "a", "thread", (char*)NULL);
  exit(1);
}

static void do_exec(int count) {
  char* empty[] = {NULL};
  char longest[301];
  memset(longest, 'x', 300);
  longest[300] = 0;
  for (int i = 0; i < count; ++i) {
    if (fork() == 0) {
      execl("/bin/true", "true", "number", number_text(i), "", "end", (char*)NULL);
      _exit(1);
    }
    wait(NULL);
    if (fork() == 0) {
      execle("/none/such", "such", longest, (char*)NULL, empty);
      _exit(0);
    }
    wait(NULL);
  }
  pthread_t thread;
  pthread_create(&thread, NULL, exec_true, NULL);
  pthread_join(thread, NULL);
}

static void* end_process(void* unused) {
  (void)unused;
  usleep(50000);
  exit(9);
}

static pthread_barrier_t together;

static void* end_thread(void* unused) {
  (void)unused;
  pthread_barrier_wait(&together);
  return NULL;
}

static void do_ends(void) {
  static const int ends[] = {0, 0, 0, 7, 7, -SIGKILL, -SIGTERM, -SIGSEGV};
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  pthread_t thread;
  for (int i = 0; i < 10; ++i) {
    if (fork() > 0) {
      wait(NULL);
    } else if (i == 8) {
      pthread_create(&thread, NULL, end_process, NULL);
      pthread_exit(NULL);
    } else if (i == 9) {
      pthread_barrier_init(&together, NULL, 4);
      for (int j = 0; j < 3; ++j)
        pthread_create(&thread, NULL, end_thread, NULL);
      pthread_barrier_wait(&together);
      pthread_exit(NULL);
    } else if (ends[i] < 0) {
      raise(-ends[i]);
    } else {
      _exit(ends[i]);
    }
  }
}

static void nothing(int number) {
  (void)number;
}

static void do_signals(void) {
  const int self = getpid();
  signal(SIGUSR1, nothing);
  siginfo_t info;
  memset(&info, 0, sizeof info);
  info.si_code = SI_QUEUE;
  info.si_signo = SIGUSR1;
  const int child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const int descriptor = (int)syscall(SYS_pidfd_open, child, 0);
  kill(self, 0);
  kill(self, SIGUSR1);
  syscall(SYS_tkill, self, SIGUSR1);
  syscall(SYS_tgkill, self, self, SIGUSR1);
  syscall(SYS_rt_sigqueueinfo, 4000000, SIGUSR1, &info);
  syscall(SYS_rt_tgsigqueueinfo, 4000000, 4000000, SIGUSR1, &info);
  kill(4000000, SIGTERM);
  kill(self, 100);
  syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
  wait(NULL);
  printf("self %d child %d descriptor %d\n", self, child, descriptor);
}

static void do_naps(int count) {
  struct timespec time = {0, 2000000};
  for (int i = 0; i < count; ++i)
    syscall(SYS_nanosleep, &time, NULL);
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_sec += 1;
  syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
  const struct timespec impossible = {0, 1000000000};
  syscall(SYS_nanosleep, &impossible, NULL);
  signal(SIGALRM, nothing);
  alarm(1);
  time.tv_sec = 100;
  time.tv_nsec = 0;
  syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, NULL);
}

static void do_users(void) {
  syscall(SYS_setresuid, 65534, 65534, 65533);
  syscall(SYS_setreuid, -1, 65533);
  syscall(SYS_setuid, 0);
  syscall(SYS_setresuid, 1, 2, 3);
  syscall(SYS_setfsuid, 65534);
}

// The C library has no frame pointers: whoever calls it is not in the stack, its caller is.
static KEPT void wait_below(int from) {
  char byte;
  if (read(from, &byte, 1) != 1) exit(1);
}

static KEPT void wait_here(int from) {
  wait_below(from);
  __asm__ volatile("");
}

static void wake(int to) {
  if (write(to, "", 1) != 1) exit(1);
}

// The waker sleeps only once the waiter says that it is about to wait: one that gets no CPU for a while waits
// as long all the same.
static void do_wait(int count, int ms) {
  int ends[2], back[2];
  char byte;
  if (pipe(ends) || pipe(back)) exit(1);
  if (fork() == 0) {
    prctl(PR_SET_NAME, "waiter");
    for (int i = 0; i < count; ++i) {
      wake(back[1]);
      wait_here(ends[0]);
    }
    _exit(0);
  }
  prctl(PR_SET_NAME, "waker");
  for (int i = 0; i < count; ++i) {
    if (read(back[0], &byte, 1) != 1) exit(1);
    usleep((useconds_t)ms * 1000);
    wake(ends[1]);
  }
  wait(NULL);
}

static KEPT void* begin_here(void* unused) {
  return unused;
}

static void do_forks(int count, int threads) {
  for (int i = 0; i < count; ++i) {
    if (fork() == 0) _exit(0);
    wait(NULL);
  }
  for (int i = 0; i < threads; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, begin_here, NULL)) exit(1);
    pthread_join(thread, NULL);
  }
}

static void do_calls(int count) {
  signal(SIGUSR1, nothing);
  for (int i = 0; i < count; ++i) {
    syscall(SYS_getpgid, 0);
    syscall(SYS_close, -1);
    syscall(SYS_tkill, getpid(), SIGUSR1);
  }
}

static void do_rights(void) {
  if (chroot("/")) exit(1);
  syscall(SYS_setresuid, 65534, 65534, 65534);
  if (chroot("/") == 0 || errno != EPERM) exit(1);
}

int main(int argc, char** argv) {
  const char* way = argc > 1 ? argv[1] : "";
  const int first = argc > 2 ? atoi(argv[2]) : 0, second = argc > 3 ? atoi(argv[3]) : 0;
  if (!strcmp(way, "exec"))
    do_exec(first);
  else if (!strcmp(way, "ends"))
    do_ends();
  else if (!strcmp(way, "signals"))
    do_signals();
  else if (!strcmp(way, "naps"))
    do_naps(first);
  else if (!strcmp(way, "users"))
    do_users();
  else if (!strcmp(way, "wait"))
    do_wait(first, second);
  else if (!strcmp(way, "sleep"))
    for (int i = 0; i < first; ++i)
      usleep(1000);
  else if (!strcmp(way, "forks"))
    do_forks(first, second);
  else if (!strcmp(way, "calls"))
    do_calls(first);
  else if (!strcmp(way, "rights"))
    do_rights();
  else
    return 2;
  return 0;
}
