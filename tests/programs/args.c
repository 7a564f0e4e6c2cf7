// Calls functions with parameters of every kind once, for args.NAME of uprobes; the values are those in main.
#include <stdint.h>
#include <stdio.h>

#define TRACED __attribute__((noipa))

struct leaf {
  int value;
  const char* label;
};

struct node {
  struct node* next;
  struct leaf inside;
  char name[12];
  uint16_t counts[3];
  int matrix[2][3];
};

enum color { RED, GREEN = 5, BLUE = -2 };

struct flags {
  unsigned low : 3;
  unsigned middle : 7;
  unsigned long high : 40;
  int sign : 4;
};

struct pair {
  int first;
  short second;
};

struct two {
  long one;
  unsigned char other;
};

struct large {
  long numbers[4];
  const char* text;
};

struct mixed {
  double real;
  long whole;
};

union either {
  uint32_t word;
  uint8_t bytes[4];
};

struct outer {
  int tag;
  union {
    int number;
    struct {
      short x, y;
    };
  };
};

static volatile long sink;

TRACED void widths(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f) {
  sink += a + b + c + d + e + f;
}

TRACED void words(int64_t a, uint64_t b, _Bool yes, char letter) {
  sink += a + (long)b + yes + letter;
}

TRACED void many(int a, int b, int c, int d, int e, int f, int g, long h, signed char i, struct leaf* j) {
  sink += a + b + c + d + e + f + g + h + i + j->value;
}

TRACED void follow(struct node* list, const char* text) {
  sink += list->next->inside.value + text[0];
}

TRACED void paint(enum color color, struct flags* flags) {
  sink += (int)color + flags->low;
}

TRACED void small(struct pair pair, struct two two, int after) {
  sink += pair.first + two.one + after;
}

TRACED void big(int before, struct large large, int after) {
  sink += before + large.numbers[0] + after;
}

TRACED struct large made(int number) {
  struct large result = {{number}, "made"};
  return result;
}

TRACED void reals(double real, int whole, struct mixed mixed, int last) {
  sink += (long)real + whole + (long)mixed.real + last;
}

TRACED void unions(union either either, struct outer* outer) {
  sink += either.word + outer->number;
}

TRACED void nothing(void) {
  sink++;
}

// Numbers whose highest bit in one or two bytes is set.
enum reach { NEAR = 200, FAR = 40000, BEHIND = -1 };

struct bounds {
  char text[200];
  int numbers[256];
  short many[40000];
  enum reach reach[2];
};

TRACED void bounded(struct bounds* bounds, enum reach reach) {
  sink += bounds->text[0] + reach;
}

int main(void) {
  struct node tail = {0, {-7, "tail label"}, "tail", {7, 8, 9}, {{1, 2, 3}, {4, 5, 6}}};
  struct node head = {&tail, {42, "head label"}, "head", {1, 2, 65535}, {{-1, -2, -3}, {-4, -5, -6}}};
  struct flags flags = {5, 100, 0xabcdef0123, -3};
  struct pair pair = {-11, 12};
  struct two two = {-13, 200};
  struct large large = {{10, 20, 30, 40}, "large text"};
  struct mixed mixed = {1.5, 77};
  union either either = {0x04030201};
  struct outer outer = {3, {.x = 21, .y = -22}};
  // What nobody has read yet is not in memory, where a probe could read it.
  for (const char* text = "head label"; *text; text++)
    sink += *text;
  sink += head.inside.label[0] + tail.inside.label[0] + large.text[0] + "some text"[sink & 1];
  widths(-1, 255, -2, 65535, -3, 4294967295U);
  words(-4, 18446744073709551615UL, 1, 'x');
  many(1, -2, 3, -4, 5, -6, -7, 8000000000, -9, &head.inside);
  follow(&head, "some text");
  paint(GREEN, &flags);
  small(pair, two, 14);
  big(1, large, 2);
  sink += made(99).numbers[0];
  reals(2.5, 31, mixed, 32);
  unions(either, &outer);
  static struct bounds bounds = {"bounded", .reach = {FAR, BEHIND}};
  bounds.numbers[255] = -255, bounds.many[39999] = 39;
  sink += bounds.text[0] + bounds.reach[0];
  bounded(&bounds, NEAR);
  nothing();
  return 0;
}
