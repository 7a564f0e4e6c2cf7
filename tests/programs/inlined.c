// A function that is inlined into another one, for stacks with source lines: leaf() is called by middle(),
// that by helper(), which is inlined into outer(). The lines are numbered anew, so that tests can name them.
#define TRACED __attribute__((noipa))

static volatile long sink;

TRACED void leaf(int value) {
  sink += value;
}

TRACED void middle(int value) {
  leaf(value);
  sink++;
}

static inline __attribute__((always_inline)) void helper(int value) {
#line 100 "inlined.c"
  middle(value);
  sink++;
}

TRACED void outer(int value) {
#line 200 "inlined.c"
  helper(value);
  sink++;
}

int main(void) {
#line 300 "inlined.c"
  outer(7);
  return 0;
}
