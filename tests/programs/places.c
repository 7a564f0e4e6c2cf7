// Functions whose instructions are known byte by byte, for probes at offsets and addresses. Prints 42 and 3;
// it computes something else when a probe was placed inside of an instruction. `-w` waits to be told.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// lea 1(%rdi),%eax (3 bytes); ret
__attribute__((naked, noinline)) int f(int x __attribute__((unused))) {
  __asm__ volatile("lea 1(%rdi), %eax\n ret");
}

// endbr64 (4 bytes); push %rbp (1); mov %rsp,%rbp (3); lea (%rdi,%rsi),%eax (3); pop %rbp; ret
__attribute__((naked, noinline)) int marked(int a __attribute__((unused)), int b __attribute__((unused))) {
  __asm__ volatile("endbr64\n push %rbp\n mov %rsp, %rbp\n lea (%rdi,%rsi), %eax\n pop %rbp\n ret");
}

// The same as f. Its line table says that lines 777 and 778 begin inside of the lea and behind it.
__attribute__((naked, noinline)) int torn(int x __attribute__((unused))) {
  __asm__ volatile(".byte 0x8d\n .loc 1 777\n .loc 1 778\n .byte 0x47, 0x01\n ret");
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "-w") == 0) {
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF) return 1;
  }
  const int a = torn(f(40));
  printf("%d %d\n", a, marked(1, 2));
  return 0;
}
