// Passes floating-point numbers to a function, and prints what C makes of them:
//   floats            calls show(&item) for each number, then other() and sum() once
//   floats FORMAT     prints each number with FORMAT, one a line, and calls nothing: eight conversions of the
//                     double, eight of the float
//   floats -x         prints the bits of each number: of the double, of the float
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACED __attribute__((noipa))

struct item {
  char tag;
  float f;
  double d;
  float fs[2];
  struct {
    double inner;
  } in;
  long double ld;
  int last;
};

// What is no float and no double, and what is one by another name.
struct other {
  _Float16 half;
  long double wide;
  __float128 quad;
  float _Complex complex;
  const volatile double named;
  double matrix[2][2];
  union {
    float as_float;
    unsigned as_bits;
  };
  double* where;
  float rest[];
};

static volatile double sink;

TRACED void show(const struct item* item) {
  sink += item->f;
}

TRACED void other(const struct other* other) {
  sink += other->named;
}

// The parameters travel in registers of their own, the last one on the stack.
TRACED double sum(double a, double b, double c, double d, double e, double f, double g, double h, double i) {
  return a + b + c + d + e + f + g + h + i;
}

static void call_others(void) {
  static double there = 6.5;
  static const struct other kOther = {.half = 1.5,
                                      .wide = 2.5,
                                      .quad = 3.5,
                                      .complex = 4.5,
                                      .named = 5.5,
                                      .matrix = {{1.25, 2}, {-3, 4e9}},
                                      .as_float = 1,
                                      .where = &there,
                                      .rest = {7.5F, 8.5F}};
  other(&kOther);
  sink += sum(1, 2, 3, 4, 5, 6, 7, 8, 9.25);
}

static void each(double d, const char* format) {
  const struct item item = {'x', (float)d, d, {(float)d, 0.5F}, {-d}, d, 7};
  if (format == NULL) {
    show(&item);
  } else if (strcmp(format, "-x") == 0) {
    uint64_t wide;
    uint32_t narrow;
    memcpy(&wide, &item.d, sizeof(wide));
    memcpy(&narrow, &item.f, sizeof(narrow));
    printf("%016lx %08x\n", (unsigned long)wide, narrow);
  } else {
    const double d8 = item.d;
    const float f8 = item.f;
    printf(format, d8, d8, d8, d8, d8, d8, d8, d8, f8, f8, f8, f8, f8, f8, f8, f8);
    printf("\n");
  }
}

int main(int argc, char** argv) {
  const char* format = argc > 1 ? argv[1] : NULL;
  static const double kEdges[] = {0.0,
                                  -0.0,
                                  1.0,
                                  -1.0,
                                  0.1,
                                  1.0 / 3,
                                  2.5,
                                  3.5,
                                  1e15,
                                  1e16,
                                  1e17,
                                  123456,
                                  1234567,
                                  0.0001,
                                  0.00001,
                                  9.9999995,
                                  0.95,
                                  999999.5,
                                  4.9e-324,
                                  2.2250738585072014e-308,
                                  1.7976931348623157e308,
                                  3.4028235e38,
                                  1e-45,
                                  1.17549435e-38,
                                  16777217,
                                  9007199254740993,
                                  3.14159265358979};
  for (size_t i = 0; i < sizeof(kEdges) / sizeof(kEdges[0]); ++i)
    each(kEdges[i], format);
  each(INFINITY, format);
  each(-INFINITY, format);
  each(NAN, format);
  each(-NAN, format);
  each(1e-40, format);  // a subnormal float
  double power = 1e-310;
  for (int i = 0; i < 90; ++i) {
    each(power * 1.2345678901234567, format);
    power *= 9.7e6;
  }
  uint64_t bits = 88172645463325252ULL;
  for (int i = 0; i < 200; ++i) {  // xorshift: any bits
    bits ^= bits << 13;
    bits ^= bits >> 7;
    bits ^= bits << 17;
    double d;
    memcpy(&d, &bits, sizeof(d));
    if (isfinite(d)) each(i % 2 == 0 ? d : (double)(int64_t)(bits >> 20) / 1000, format);
  }
  if (format == NULL) call_others();
  return 0;
}
