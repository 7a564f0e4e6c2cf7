// Spends known shares of about MILLISECONDS of its CPU time in known functions: 50 % in half(), 30 % in
// leaf_of_third() under third(), 20 % in fifth(). Prints what it spent, by its own clock: "share half
// 0.5001".
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile unsigned long turns;

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// In each the loop is long beside the look at the clock.
#define SPIN()                     \
  for (int i = 0; i < 200000; ++i) \
  turns++

__attribute__((noipa)) void half(void) {
  SPIN();
}
__attribute__((noipa)) void leaf_of_third(void) {
  SPIN();
}
__attribute__((noipa)) void third(void) {
  leaf_of_third();
  turns++;
}
__attribute__((noipa)) void fifth(void) {
  SPIN();
}

static double spend(void (*function)(void), double seconds) {
  const double begin = cpu_seconds();
  double now = begin;
  while (now < begin + seconds) {
    function();
    now = cpu_seconds();
  }
  return now - begin;
}

int main(int argc, char** argv) {
  const double limit = (argc > 1 ? strtod(argv[1], NULL) : 1000) / 1000;
  double in_half = 0, in_third = 0, in_fifth = 0;
  // Rounds of lengths that no timer keeps step with.
  for (int round = 0; in_half + in_third + in_fifth < limit; ++round) {
    const double length = 0.02 + 0.001 * (round * 7 % 13);
    in_half += spend(half, 0.5 * length);
    in_third += spend(third, 0.3 * length);
    in_fifth += spend(fifth, 0.2 * length);
  }
  const double all = in_half + in_third + in_fifth;
  printf("share half %.4f\nshare leaf_of_third %.4f\nshare fifth %.4f\n", in_half / all, in_third / all,
         in_fifth / all);
  return 0;
}
