// Writes and reads one word at a fixed address, for watchpoints:
//   watched WRITES READS    that often in main, and as often in a thread of its own
// The word is at WATCHED_AT, mapped there before it says "ready" and waits for a line on standard input.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define WATCHED_AT 0x12340000UL

static long writes, reads;

__attribute__((noipa)) static void store(volatile uint32_t* word, uint32_t value) {
  *word = value;
}

__attribute__((noipa)) static uint32_t load(const volatile uint32_t* word) {
  return *word;
}

static void* work(void* argument) {
  volatile uint32_t* word = argument;
  for (long i = 0; i < writes; i++)
    store(word, (uint32_t)i);
  for (long i = 0; i < reads; i++)
    load(word);
  return NULL;
}

int main(int argc, char** argv) {
  char line[8];
  pthread_t thread;
  void* page = mmap((void*)WATCHED_AT, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (page != (void*)WATCHED_AT) return 1;
  writes = argc > 1 ? strtol(argv[1], NULL, 0) : 1;
  reads = argc > 2 ? strtol(argv[2], NULL, 0) : 1;
  *(volatile uint32_t*)page = 0;
  printf("ready %#lx\n", (unsigned long)page);
  fflush(stdout);
  if (fgets(line, sizeof(line), stdin) == NULL) return 1;
  work(page);
  if (pthread_create(&thread, NULL, work, page) != 0) return 1;
  pthread_join(thread, NULL);
  *(volatile uint8_t*)((char*)page + 64) = 1;  // not watched
  return 0;
}
