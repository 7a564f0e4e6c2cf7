// ppids THREADS COUNT: each thread calls getppid COUNT times: events of several CPUs at once, in known
// numbers.
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static long count;

static void* run(void* unused) {
  (void)unused;
  for (long i = 0; i < count; i++)
    syscall(SYS_getppid);
  return NULL;
}

int main(int argc, char** argv) {
  long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 4;
  count = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
  pthread_t* started = calloc((size_t)threads, sizeof *started);
  if (!started) return 1;
  for (long i = 0; i < threads; i++)
    if (pthread_create(&started[i], NULL, run, NULL)) return 1;
  for (long i = 0; i < threads; i++)
    pthread_join(started[i], NULL);
  free(started);
  return 0;
}
