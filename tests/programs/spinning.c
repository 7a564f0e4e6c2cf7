// Says that it is ready, waits for a line, and then spends its time in spin_at_the_end(), three calls deep,
// without frame pointers if it is compiled so: for samples of timers.
#include <stdio.h>

static volatile unsigned long sum;

__attribute__((noinline)) void spin_at_the_end(unsigned long times);
void spin_at_the_end(unsigned long times) {
  for (unsigned long i = 0; i < times; ++i)
    sum += i;
}

__attribute__((noinline)) unsigned long spin_in_the_middle(unsigned long times);
unsigned long spin_in_the_middle(unsigned long times) {
  char bytes[200];
  asm volatile("" ::"r"(bytes) : "memory");
  spin_at_the_end(times);
  return sum + (unsigned long)bytes[0] * 0;
}

int main(void) {
  puts("ready");
  fflush(stdout);
  getchar();
  for (;;)
    sum += spin_in_the_middle(1000);
}
