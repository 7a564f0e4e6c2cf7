// A small program with static probes, which tools/usdtdemo.bt shows the use of:
//   orders COUNT
// Order i (from 0 on) is for "tea", "coffee" or "bread" by turns, of i % 4 + 1 pieces. Every tenth one fails
// with status 2, the others end with status 0. Bread sleeps for 2 ms.
//   shop:order_start(id, item, pieces)     shop:order_done(id, status)
#include <stdlib.h>
#include <time.h>

#include "usdt_notes.h"

static inline __attribute__((always_inline)) void order_start(int id, const char* item, int pieces) {
  __asm__ volatile(NOTE_TEXT(shop, order_start, 0, "-4@%0 8@%1 -4@%2")
                   :
                   : "nor"(id), "nor"(item), "nor"(pieces));
}

static inline __attribute__((always_inline)) void order_done(int id, int status) {
  __asm__ volatile(NOTE_TEXT(shop, order_done, 0, "-4@%0 -4@%1") : : "nor"(id), "nor"(status));
}

static void __attribute__((noinline)) serve(int id) {
  static const char* const items[] = {"tea", "coffee", "bread"};
  const struct timespec baking = {0, 2000000};
  order_start(id, items[id % 3], id % 4 + 1);
  if (id % 3 == 2) nanosleep(&baking, NULL);
  order_done(id, id % 10 == 9 ? 2 : 0);
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 30;
  for (volatile int i = 0; i < count; i++)
    serve(i);
  return 0;
}
