// Uses the CPU for about MILLISECONDS of its own time, in spin_here(): a load for profile tests.
#include <stdlib.h>
#include <time.h>

static volatile unsigned long turns;

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

__attribute__((noipa)) void turn(void) {
  turns++;
}

// Calls a function, so that it has a stack frame of its own and its caller shows in stacks.
__attribute__((noipa)) void spin_here(void) {
  for (int i = 0; i < 100000; i++) {
    for (int j = 0; j < 10; j++)
      turns++;
    turn();
  }
}

int main(int argc, char** argv) {
  double limit = (argc > 1 ? strtod(argv[1], NULL) : 100) / 1000;
  while (cpu_seconds() < limit)
    spin_here();
  return 0;
}
