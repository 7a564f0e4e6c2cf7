// Spends its time in known ways and writes how much it was, measured with the kernel's clocks.
//   waits MILLISECONDS FILE OUT  computes, competes for a CPU, reads FILE past the cache, waits for sockets,
//   locks, a time, events, a pipe;
//                                so many ms each; writes "STATE ms" lines to OUT, of all its threads
//   waits idle                   threads that wait for ever, named by what they wait for; the first one waits
//   for a line
// What a step waits is what the clock says less the CPU time and the time in the run queue
// (/proc/.../schedstat).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNNING, RUNQUEUE, DISK, NETWORK, LOCK, SLEEP, EVENTS, OTHER, STATES };
static const char* const names[STATES] = {"RUNNING", "RUNQUEUE", "DISK",   "NETWORK",
                                          "LOCK",    "SLEEP",    "EVENTS", "OTHER"};
static long long spent[STATES];  // nanoseconds
static long ms;

static long long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long queued(void) {
  long long cpu = 0, delay = 0;
  FILE* file = fopen("/proc/thread-self/schedstat", "r");
  if (!file || fscanf(file, "%lld %lld", &cpu, &delay) != 2) exit(3);
  fclose(file);
  return delay;
}

static __thread long long began[3];

static void begin(void) {
  began[2] = queued();
  began[1] = now(CLOCK_THREAD_CPUTIME_ID);
  began[0] = now(CLOCK_MONOTONIC);
}

// Adds what the thread did since begin(): what it waited counts for `waited`.
static void end(int waited) {
  long long wall = now(CLOCK_MONOTONIC) - began[0], cpu = now(CLOCK_THREAD_CPUTIME_ID) - began[1],
            delay = queued() - began[2];
  __atomic_fetch_add(&spent[RUNNING], cpu, __ATOMIC_RELAXED);
  __atomic_fetch_add(&spent[RUNQUEUE], delay, __ATOMIC_RELAXED);
  if (wall > cpu + delay) __atomic_fetch_add(&spent[waited], wall - cpu - delay, __ATOMIC_RELAXED);
}

static void pause_ms(long milliseconds) {
  struct timespec t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static void compute(long milliseconds) {
  for (long long until = now(CLOCK_THREAD_CPUTIME_ID) + milliseconds * 1000000LL;
       now(CLOCK_THREAD_CPUTIME_ID) < until;)
    continue;
}

static void compete(void) {
  cpu_set_t before, one;
  sched_getaffinity(0, sizeof before, &before);
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
  pid_t hog = fork();
  if (hog == 0)
    for (;;)
      continue;
  compute(ms);
  kill(hog, 9);
  waitpid(hog, NULL, 0);
  sched_setaffinity(0, sizeof before, &before);
}

static void read_file(const char* path) {
  int file = open(path, O_RDONLY | O_DIRECT);
  char* bytes = aligned_alloc(4096, 1 << 20);
  if (file < 0 || !bytes) exit(4);
  long at = 0;
  for (long long until = now(CLOCK_MONOTONIC) + ms * 1000000LL; now(CLOCK_MONOTONIC) < until; at += 1 << 20)
    if (pread(file, bytes, 1 << 20, at) <= 0) at = -(1 << 20);
  close(file);
  free(bytes);
}

static void connected(int pair[2]) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int server = socket(AF_INET, SOCK_STREAM, 0);
  pair[0] = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(server, (void*)&address, length) || listen(server, 1) ||
      getsockname(server, (void*)&address, &length) || connect(pair[0], (void*)&address, length))
    exit(5);
  pair[1] = accept(server, NULL, NULL);
  close(server);
}

// A child that writes two bytes, each after half of the time.
static pid_t writer(int to) {
  pid_t child = fork();
  if (child) return child;
  for (int i = 0; i < 2; i++) {
    pause_ms(ms / 2);
    if (write(to, "x", 1) != 1) _exit(1);
  }
  _exit(0);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int held[2];

static void* hold(void* unused) {
  begin();
  pthread_setname_np(pthread_self(), "holder");
  pthread_mutex_lock(&mutex);
  if (write(held[1], "x", 1) != 1) exit(6);
  pause_ms(ms);
  pthread_mutex_unlock(&mutex);
  end(SLEEP);
  return unused;
}

static volatile int filling = 1;

// Holds the lock of the address space again and again, for reading, while it brings pages in.
static void* fill(void* unused) {
  begin();
  pthread_setname_np(pthread_self(), "filler");
  while (filling) {
    void* memory =
        mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    munmap(memory, 64 << 20);
  }
  end(LOCK);
  return unused;
}

static void map_and_unmap(void) {
  for (long long until = now(CLOCK_MONOTONIC) + ms * 1000000LL; now(CLOCK_MONOTONIC) < until;)
    munmap(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}

static void all_states(const char* path, FILE* out) {
  char byte[2];
  int pair[2], pipes[2];
  pthread_t holder, filler;
  if (pipe(held) || pipe(pipes)) exit(7);
  begin();
  compute(ms);
  end(OTHER);
  begin();
  compete();
  end(OTHER);
  begin();
  read_file(path);
  end(DISK);
  begin();
  connected(pair);
  pid_t child = writer(pair[1]);
  if (read(pair[0], byte, 1) != 1 || recv(pair[0], byte, 1, 0) != 1) exit(8);
  end(NETWORK);
  begin();
  waitpid(child, NULL, 0);
  end(OTHER);
  begin();
  pthread_create(&holder, NULL, hold, NULL);
  if (read(held[0], byte, 1) != 1) exit(9);
  pthread_mutex_lock(&mutex);
  pthread_join(holder, NULL);
  end(LOCK);
  begin();
  pthread_create(&filler, NULL, fill, NULL);
  map_and_unmap();
  filling = 0;
  pthread_join(filler, NULL);
  end(LOCK);
  begin();
  pause_ms(ms);
  end(SLEEP);
  begin();
  poll(NULL, 0, (int)ms);
  end(EVENTS);
  begin();
  child = writer(pipes[1]);
  if (read(pipes[0], byte, 1) != 1 || read(pipes[0], byte, 1) != 1) exit(10);
  waitpid(child, NULL, 0);
  end(OTHER);
  for (int i = 0; i < STATES; i++)
    fprintf(out, "%s %lld\n", names[i], spent[i] / 1000000);
  fclose(out);
}

static void* wait_for_ever(void* name) {
  pthread_setname_np(pthread_self(), name);
  int pair[2];
  char byte;
  if (!strcmp(name, "sleeps")) pause_ms(1000000);
  if (!strcmp(name, "polls")) poll(NULL, 0, -1);
  if (!strcmp(name, "locks")) pthread_mutex_lock(&mutex);
  if (!strcmp(name, "receives") && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair) && read(pair[0], &byte, 1) < 0)
    exit(11);
  return NULL;
}

int main(int argc, char** argv) {
  if (argc == 4) {
    FILE* out = fopen(argv[3], "w");
    ms = strtol(argv[1], NULL, 10);
    if (!out) return 2;
    all_states(argv[2], out);
    return 0;
  }
  static char* const kinds[] = {"sleeps", "polls", "locks", "receives"};
  pthread_t thread;
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < 4; i++)
    pthread_create(&thread, NULL, wait_for_ever, kinds[i]);
  pause_ms(200);
  puts("ready");
  fflush(stdout);
  getchar();
  pause_ms(1000);
  return 0;
}
