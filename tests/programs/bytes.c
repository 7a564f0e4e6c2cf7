// Passes a struct with arrays of every kind of byte to a function:
//   bytes     calls take(&item) once
#include <stdint.h>

#define TRACED __attribute__((noipa))

struct bytes {
  unsigned char u[4];
  signed char s[2];
  char t[5];
  uint8_t u8[2];
  int8_t i8[1];
};

static volatile long sink;

TRACED void take(const struct bytes* b) {
  sink += b->u[0];
}

int main(void) {
  const struct bytes item = {{1, 2, 3, 4}, {-1, -2}, "text", {0xde, 0xad}, {-3}};
  take(&item);
  return 0;
}
