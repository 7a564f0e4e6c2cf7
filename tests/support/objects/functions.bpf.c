// What golden tests import; functions.bpf.o is made of it by `clang -target bpf -mcpu=v3 -O2 -g -c`.
struct pair {
  int a, b;
};
struct large {
  long a, b;
};
enum color { RED, GREEN };

int add(int left, unsigned char right) {
  return left + right;
}
unsigned long wide(unsigned long value, _Bool negate) {
  return negate ? -value : value;
}
int length(const char* text) {
  return text[0];
}
long look(void* map, long key) {
  return map != 0 ? key : 0;
}
void note(struct pair* pair, enum color color) {
  pair->a = color;
}
int* element(int* values, long index) {
  return values + index;
}
int by_value(struct pair pair) {
  return pair.a;
}
static __attribute__((noinline)) int hidden(int value) {
  return value * value + 7;
}
int uses_hidden(int value) {
  return hidden(value);
}
