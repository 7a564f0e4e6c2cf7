// Passes structs to a function, for the C definitions of scripts:
//   structs COUNT     calls take(&item) COUNT times with item.at.x = 0, 1, ...; item.next is the first item
#include "structs.h"

#include <stdlib.h>
#include <string.h>

#define TRACED __attribute__((noipa))

static volatile long sink;

TRACED void take(const struct item* item) {
  sink += item->at.x;
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 1;
  struct item first = {.label = "first", .shape = ROUND, .weight = FIRST_WEIGHT};
  struct item item = {.label = "label", .shape = SQUARE, .at = {0, -7}, .next = &first};
  item.weight = 0x700000009;
  item.kind = 5;
  item.count = 1234;
  for (int i = 0; i < 6; ++i)
    item.grid[i / 3][i % 3] = 10 * i;
  for (int i = 0; i < count; ++i) {
    item.at.x = (short)i;
    take(&item);
  }
  return 0;
}
