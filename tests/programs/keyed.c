// keyed THREADS ROUNDS KEYS: each thread asks ROUNDS times for the priority of nobody of each number below
// KEYS, and for each length L below KEYS (at most 256) L % 3 + 1 times whether a file exists whose name is L
// times the letter 'a' + L % 26. Nothing else makes these calls. `marked` is called before each number.
// Traced by tests/run/fronts.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_TEXTS 256

static long rounds, keys;

__attribute__((noinline)) void marked(long key) {
  __asm__ volatile("" : : "r"(key) : "memory");
}

static void* work(void* unused) {
  char name[MOST_TEXTS + 1];
  for (long round = 0; round < rounds; ++round) {
    for (long key = 0; key < keys; ++key) {
      marked(key);
      syscall(SYS_getpriority, 77, key);
    }
    for (long length = 0; length < keys && length < MOST_TEXTS; ++length) {
      memset(name, 'a' + (int)(length % 26), (size_t)length);
      name[length] = 0;
      for (long i = 0; i <= length % 3; ++i)
        syscall(SYS_faccessat, -1, name, 0);
    }
  }
  return unused;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const long count = atol(argv[1]);
  pthread_t threads[64];
  rounds = atol(argv[2]);
  keys = atol(argv[3]);
  if (count < 1 || count > 64) return 2;
  for (long i = 0; i < count; ++i)
    if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 1;
  for (long i = 0; i < count; ++i)
    pthread_join(threads[i], NULL);
  return 0;
}
