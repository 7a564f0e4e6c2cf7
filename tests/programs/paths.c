// paths WAYS TIMES: calls leaf() by so many different ways, each so many times. The way to number N goes
// through zero() or one() for each of its bits, the lowest first, and last through before_leaf().
#include <stdlib.h>

#define TRACED __attribute__((noipa))

enum { kBits = 14 };

static volatile long sink;

TRACED void leaf(void) {
  sink++;
}

// When leaf() begins, its caller is not in the chain of frames yet: this one is not missed.
TRACED void before_leaf(void) {
  leaf();
  sink++;
}

TRACED void zero(unsigned way, int bits);
TRACED void one(unsigned way, int bits);

static inline __attribute__((always_inline)) void step(unsigned way, int bits) {
  if (bits == 0) {
    before_leaf();
  } else if (way & 1) {
    one(way >> 1, bits - 1);
  } else {
    zero(way >> 1, bits - 1);
  }
}

TRACED void zero(unsigned way, int bits) {
  step(way, bits);
  sink++;
}

TRACED void one(unsigned way, int bits) {
  step(way, bits);
  sink++;
}

int main(int argc, char** argv) {
  if (argc != 3) return 1;
  const unsigned ways = (unsigned)strtoul(argv[1], NULL, 10);
  const long times = strtol(argv[2], NULL, 10);
  if (ways > 1U << kBits) return 1;
  for (long i = 0; i < times; i++) {
    for (unsigned way = 0; way < ways; way++)
      step(way, kBits);
  }
  return 0;
}
