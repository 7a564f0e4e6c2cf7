// Calls functions that take long in known numbers, for tools that measure them:
//   slow [-w] COUNT MILLISECONDS     -w: say "ready" and wait for a line on standard input first
// For i in 0..COUNT-1: outer(i) calls step(i, length of time, "slow" or "fast"), which sleeps so long if i is
// a multiple of five, and not at all otherwise, and returns 100 + i. down(3) calls itself three times; the
// innermost sleeps once.
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRACED __attribute__((noipa))

static volatile long sink;

static void rest(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0) {
  }
}

TRACED int step(int number, long milliseconds, const char* kind) {
  if (milliseconds > 0) rest(milliseconds);
  sink += kind[0];
  return 100 + number;
}

TRACED void outer(int number, long milliseconds) {
  sink += step(number, milliseconds, milliseconds > 0 ? "slow" : "fast");
}

TRACED void down(int levels, long milliseconds) {
  if (levels > 0) {
    down(levels - 1, milliseconds);
  } else {
    rest(milliseconds);
  }
  sink++;
}

int main(int argc, char** argv) {
  int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  int count = argc > 1 + wait ? atoi(argv[1 + wait]) : 1;
  long milliseconds = argc > 2 + wait ? atol(argv[2 + wait]) : 100;
  char line[16];
  if (wait && (write(STDOUT_FILENO, "ready\n", 6) != 6 || read(STDIN_FILENO, line, sizeof line) <= 0))
    return 1;
  for (int i = 0; i < count; i++)
    outer(i, i % 5 == 0 ? milliseconds : 0);
  down(3, milliseconds);
  return 0;
}
