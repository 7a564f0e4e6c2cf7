// Starts THREADS threads named "worker"; each calls work(its number) COUNT times.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

static long count;
static volatile long sink;

// The first instruction must not be the locked add: the kernel cannot place a user probe on that.
__attribute__((noipa)) void work(long number) {
  if (number >= 0) __atomic_fetch_add(&sink, number, __ATOMIC_RELAXED);
}

static void* run(void* number) {
  pthread_setname_np(pthread_self(), "worker");
  for (long i = 0; i < count; i++)
    work((long)number);
  return NULL;
}

int main(int argc, char** argv) {
  long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 4;
  count = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
  pthread_t* started = calloc((size_t)threads, sizeof *started);
  if (!started) return 1;
  for (long i = 0; i < threads; i++)
    if (pthread_create(&started[i], NULL, run, (void*)i)) return 1;
  for (long i = 0; i < threads; i++)
    pthread_join(started[i], NULL);
  free(started);
  return 0;
}
