// contended THREADS MILLISECONDS: so many threads take turns with a lock, which each holds for two
// milliseconds, asleep. All but one wait.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long until;

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void* take_turns(void* unused) {
  struct timespec hold = {0, 2000000}, rest = {0, 100000};
  pthread_setname_np(pthread_self(), "contended");
  while (now() < until) {
    pthread_mutex_lock(&mutex);
    nanosleep(&hold, NULL);
    pthread_mutex_unlock(&mutex);
    nanosleep(&rest, NULL);
  }
  return unused;
}

int main(int argc, char** argv) {
  long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 4;
  pthread_t* started = calloc((size_t)threads, sizeof *started);
  until = now() + (argc > 2 ? strtol(argv[2], NULL, 10) : 1000);
  if (!started) return 1;
  for (long i = 0; i < threads; i++)
    if (pthread_create(&started[i], NULL, take_turns, NULL)) return 1;
  for (long i = 0; i < threads; i++)
    pthread_join(started[i], NULL);
  free(started);
  return 0;
}
