// Calls functions with pointers to pointers, arrays of pointers, and what has a layout of its own, once each.
#include <stdint.h>

#define TRACED __attribute__((noipa))

struct knot {
  int v;
  struct knot* next;
};

struct box {
  struct knot* two[2];
  struct knot* list;
  int count;
};

struct text {
  char five[5];
  char after;
  char bytes[4];
};

struct two_ints {
  int one, other;
};

struct link {
  struct knot* to;
  int weight;
};

struct bits {
  int low : 3;
  unsigned high : 5;
  long wide : 64;
};

static volatile long sink;

TRACED void through(struct knot** p) {
  sink += (*p)->v;
}

TRACED void boxed(struct box* b) {
  sink += b->two[0]->v;
}

TRACED void texts(struct text* t) {
  sink += t->five[0];
}

TRACED void ints(struct two_ints* t) {
  sink += t->one;
}

TRACED void linked(struct link link) {
  sink += link.to->v;
}

TRACED void bits(struct bits* b) {
  sink += b->low;
}

int main(void) {
  struct knot knots[4] = {{10, &knots[1]}, {11, &knots[2]}, {12, &knots[3]}, {13, 0}};
  struct knot* first = &knots[0];
  struct box box = {{&knots[1], &knots[2]}, knots, 4};
  struct text text = {{'h', 'e', 'l', 'l', 'o'}, 'X', {-1, 0, 3, 4}};
  struct two_ints two = {1, 2};
  struct link link = {&knots[3], -5};
  struct bits b = {-2, 21, -9};
  through(&first);
  boxed(&box);
  texts(&text);
  ints(&two);
  linked(link);
  bits(&b);
  return 0;
}
