// Calls leaf() through five functions, as often as it is told: tests give them names that no compiler would
// (objcopy --redefine-sym).
#include <stdlib.h>

static volatile unsigned long sum;

// A call and something behind it, so that it has a frame of its own.
#define CALLS(function, next)                  \
  __attribute__((noipa)) void function(void) { \
    next();                                    \
    sum++;                                     \
  }

__attribute__((noipa)) void leaf(void) {
  sum++;
}
__attribute__((noipa)) void above_leaf(void) {
  leaf();
  sum++;
}
CALLS(hostile_5, above_leaf)
CALLS(hostile_4, hostile_5)
CALLS(hostile_3, hostile_4)
CALLS(hostile_2, hostile_3)
CALLS(hostile_1, hostile_2)

int main(int argc, char** argv) {
  for (int i = argc > 1 ? atoi(argv[1]) : 1; i > 0; --i)
    hostile_1();
  return 0;
}
