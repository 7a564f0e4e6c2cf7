// usdt [-w] COUNT: passes its static probes COUNT times each; -w waits for a line first. The expensive ones
// are passed only while somebody watches. Then it says how often, and what it gave.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usdt_notes.h"

SEMAPHORE(app_request_semaphore);

static long sum;
static unsigned watched;

// At two places, with the same arguments elsewhere: numbers that the compiler knows, and such in registers
// and memory.
static inline __attribute__((always_inline)) void request(int id, long size, const char* what) {
  sum += size;
  __asm__ volatile(NOTE_TEXT(app, request, app_request_semaphore, "-4@%0 -8@%1 8@%2")
                   :
                   : "nor"(id), "nor"(size), "nor"(what));
}

static inline __attribute__((always_inline)) void done(unsigned char left) {
  __asm__ volatile(NOTE_TEXT(app, done, 0, "1@%0") : : "nor"(left));
}

static void __attribute__((noinline)) serve(int id, volatile long* size) {
  if (app_request_semaphore != 0) {
    ++watched;
    request(id, *size, "register");
    request(-7, 1000, "constant");
  }
  done((unsigned char)(200 + id));
}

static void __attribute__((noinline)) other(void) {
  __asm__ volatile(NOTE_TEXT(other, request, 0, "") : :);
}

int main(int argc, char** argv) {
  const int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  const int count = argc > 1 + wait ? atoi(argv[1 + wait]) : 1;
  if (wait) {
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF) return 1;
  }
  for (volatile long i = 0; i < count; ++i)
    serve((int)i, &i);
  other();
  printf("watched %u, sum %ld\n", watched, sum);
  return 0;
}
