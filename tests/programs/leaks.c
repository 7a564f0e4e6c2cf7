// Allocates memory in known numbers and sizes and keeps known parts of it, for tools that look for leaks:
//   leaks [-w] ROUNDS [SECONDS]     -w: say "ready" and wait for a line on standard input first
// What a round keeps:
//   keep_malloc   3 x 100 bytes           keep_calloc    1 x 10 * 31 bytes
//   keep_realloc  1 x 5,000 bytes, grown from 50           keep_aligned  posix_memalign 4,096, aligned_alloc
//   8,192 keep_map      1 x 65,536 bytes        keep_null      1 x 700 bytes of realloc(NULL, 700)
// release() allocates and frees by each way, and keeps nothing. Then the program lives on for so many
// seconds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TRACED __attribute__((noipa))

static void* volatile kept;

TRACED void keep_malloc(void) {
  for (volatile int i = 0; i < 3; i++)
    kept = malloc(100);
}

TRACED void keep_calloc(void) {
  kept = calloc(10, 31);
}

TRACED void keep_realloc(void) {
  void* small = malloc(50);
  kept = realloc(small, 5000);
}

TRACED void keep_null(void) {
  kept = realloc(NULL, 700);
}

TRACED int keep_aligned(void) {
  void* memory;
  if (posix_memalign(&memory, 64, 4096) != 0) return 1;
  kept = memory;
  kept = aligned_alloc(64, 8192);
  return 0;
}

TRACED void keep_map(void) {
  kept = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

TRACED void release(void) {
  void* memory;
  kept = malloc(1000);
  free(kept);
  kept = calloc(5, 200);
  free(kept);
  kept = realloc(realloc(NULL, 10), 100000);
  free(kept);
  if (posix_memalign(&memory, 64, 300) == 0) {
    kept = memory;
    free(kept);
  }
  kept = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(kept, 8192);
  free(NULL);
}

int main(int argc, char** argv) {
  int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  long rounds = argc > 1 + wait ? strtol(argv[1 + wait], NULL, 10) : 1;
  char line[16];
  if (wait) {
    if (write(STDOUT_FILENO, "ready\n", 6) != 6 || read(STDIN_FILENO, line, sizeof line) <= 0) return 1;
  }
  for (long i = 0; i < rounds; i++) {
    keep_malloc();
    keep_calloc();
    keep_realloc();
    keep_null();
    if (keep_aligned() != 0) return 1;
    keep_map();
    release();
  }
  sleep(argc > 2 + wait ? (unsigned)atoi(argv[2 + wait]) : 0);
  return 0;
}
