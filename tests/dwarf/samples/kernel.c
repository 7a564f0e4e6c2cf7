// Something linked to where a kernel is, with functions that are inlined.
__asm__(".text\n.globl _stext\n_stext:\nnop\n");

volatile int counter;

static inline __attribute__((always_inline)) int innermost(int number) {
  counter += number;
  return counter * number;
}

static inline __attribute__((always_inline)) int middle(int number) {
  counter = 3;
  return innermost(number + 1) + counter;
}

__attribute__((noinline)) int outer(int number) {
  int sum = counter;
  sum += middle(number);
  sum += innermost(sum);
  return sum;
}

int start_kernel(int number) {
  return outer(number) + outer(counter);
}
