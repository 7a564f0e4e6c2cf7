// crowded MEBIBYTES SECONDS: writes to that much memory, page by page, again and again. Between any 64 pages
// it sleeps twice as long as they took, so that it leaves the CPU idle for most of the time however slow the
// machine is.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { kPage = 4096, kPages = 64 };

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  size_t size = (size_t)atol(argv[1]) << 20;
  long long end = now() + atol(argv[2]) * 1000000000LL, begin = now();
  char* memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  for (size_t page = 0; now() < end; page = (page + 1) % (size / kPage)) {
    memory[page * kPage]++;
    if (page % kPages != kPages - 1) continue;
    long long pause = 2 * (now() - begin);
    struct timespec time = {pause / 1000000000, pause % 1000000000};
    nanosleep(&time, NULL);
    begin = now();
  }
  return 0;
}
