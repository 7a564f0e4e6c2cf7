// clock: prints how many thousand times a second this machine's time stamp counter counts. scripts/vm tells
// the guest's kernel, whose counter is the same one: a kernel that finds out by itself, on a machine that is
// busy, is wrong by up to ten times, and then all of its clocks are.
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

struct Moment {
  double nanoseconds;
  unsigned long long counter;
};

static double Nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

// Both clocks at once: of several tries the one that nothing came between.
static struct Moment Look(void) {
  struct Moment best = {0, 0};
  double shortest = 1e18;
  for (int i = 0; i < 50; ++i) {
    const double before = Nanoseconds();
    const unsigned long long counter = __rdtsc();
    const double after = Nanoseconds();
    if (after - before >= shortest) continue;
    shortest = after - before;
    best = (struct Moment){(before + after) / 2, counter};
  }
  return best;
}

int main(void) {
  const struct timespec a_while = {.tv_nsec = 100000000};
  const struct Moment begin = Look();
  nanosleep(&a_while, NULL);
  const struct Moment end = Look();
  printf("%.0f\n", (double)(end.counter - begin.counter) / (end.nanoseconds - begin.nanoseconds) * 1e6);
}
