// zipped ARCHIVE COUNT: maps ARCHIVE and calls COUNT times the function of a library inside of it that has
// the bytes below, where they lie. With -DMEMBER the library: `magic` adds 0x5ca1ab1e, and passes app:added.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usdt_notes.h"

#ifdef __x86_64__
#define CODE "lea 0x5ca1ab1e(%rdi), %eax\n"
static const char begin[] = "\x87\x1e\xab\xa1\x5c";  // behind the first byte, which a breakpoint may replace
#define RESULT "-4@%eax"
#else
#error "the code is for x86-64"
#endif

#ifdef MEMBER
__attribute__((naked)) int magic(int x __attribute__((unused))) {
  __asm__ volatile(CODE NOTE_TEXT(app, added, 0, RESULT) "ret");
}
#else
int main(int argc, char** argv) {
  struct stat info;
  const int fd = argc > 2 ? open(argv[1], O_RDONLY) : -1;
  if (fd < 0 || fstat(fd, &info) != 0) return 1;
  char* mapped = mmap(NULL, (size_t)info.st_size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
  if (mapped == MAP_FAILED) return 1;
  char* code = memmem(mapped, (size_t)info.st_size, begin, sizeof begin - 1);
  if (code == NULL) return 1;
  int (*magic)(int) = (int (*)(int))(void*)(code - 1);
  unsigned sum = 0;
  for (int i = 0; i < atoi(argv[2]); ++i)
    sum += (unsigned)magic(i);
  printf("sum %u\n", sum);
  return 0;
}
#endif
