// Calls small functions a known number of times, for uprobe tests:
//   calls [-w] COUNT     -w: say "ready" and wait for a line on standard input first
// For i in 0..COUNT-1: add(i, 10), greet("hello") or greet("bye") by turns, outer() -> middle() -> inner(i).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// noinline alone does not keep a compiler from specialising a function; noipa does.
#define TRACED __attribute__((noipa))

static volatile long sink;

TRACED int add(int a, int b) {
  return a + b;
}

TRACED size_t greet(const char* name) {
  return strlen(name);
}

TRACED int negative(int value) {
  return -value - 1;
}

TRACED void inner(int value) {
  sink += value;
}

TRACED void middle(int value) {
  inner(value);
  sink++;
}

TRACED void outer(int value) {
  middle(value);
  sink++;
}

int main(int argc, char** argv) {
  int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  long count = argc > 1 + wait ? strtol(argv[1 + wait], NULL, 10) : 1;
  if (wait) {
    char line[16];
    // write, not puts: puts would tie the readiness to stdio's buffering.
    if (write(STDOUT_FILENO, "ready\n", 6) != 6 || !fgets(line, sizeof line, stdin)) return 1;
  }
  for (long i = 0; i < count; i++) {
    sink += add((int)i, 10);
    sink += (long)greet(i % 2 ? "bye" : "hello");
    sink += negative((int)i);
    outer((int)i);
  }
  return 0;
}
