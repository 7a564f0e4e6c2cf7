// The structs that structs.c passes, for the C text of scripts too.
#ifndef STRUCTS_H
#define STRUCTS_H

#define LABEL_SIZE 12
#define FIRST_WEIGHT (100 + 1)

enum shape { ROUND = 1, SQUARE = 4 };

struct point {
  short x;
  int y;
};

struct item {
  char label[LABEL_SIZE];
  enum shape shape;
  struct point at;
  struct item* next;
  union {
    unsigned long weight;
    struct {
      unsigned low;
      unsigned high;
    };
  };
  unsigned kind : 3;
  unsigned count : 11;
  int grid[2][3];
} __attribute__((packed));

#endif
