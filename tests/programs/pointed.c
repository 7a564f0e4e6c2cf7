// Writes words by pointers that its functions are given, in known numbers:
//   pointed [-w] pokes WORDS TIMES     poke() with each word, so often in turn: one write, by its first
//   instruction pointed [-w] puts WORDS TIMES      put() so often with each word: one write, by its second
//   instruction pointed [-w] spans WORDS TIMES     for each word: TIMES writes between begin() and finish()
//   with it, one more pointed [-w] threads THREADS TIMES one put(); then TIMES writes in each of THREADS
//   threads that have been there
//                                      before and in each of as many new ones
//   pointed [-w] churn THREADS TIMES   threads begin and end all the time; after one put() TIMES writes by
//   those pointed [-w] slow TIMES            begin(), half a second, TIMES writes pointed [-w] odd begin()
//   with no pointer, then with an odd address
// All words are different, 8 bytes each. With -w it says "ready" and waits for a line first.
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRACED __attribute__((noipa))
#define MOST_WORDS 64
#define MOST_THREADS 64

static volatile uint64_t words[MOST_WORDS];
static long times;
static atomic_int entered;  // put() has returned
static atomic_long tickets;
static pthread_barrier_t barrier;

void poke(volatile uint64_t* word);
void put(volatile uint64_t* word);
#if defined(__x86_64__)
asm(".text\n.globl poke\n.type poke, @function\npoke: movq $1, (%rdi)\nret\n.size poke, . - poke\n"
    ".globl put\n.type put, @function\nput: nop\nmovq $1, (%rdi)\nret\n.size put, . - put\n");
#else
asm(".text\n.globl poke\n.type poke, %function\npoke: str xzr, [x0]\nret\n.size poke, . - poke\n"
    ".globl put\n.type put, %function\nput: nop\nstr xzr, [x0]\nret\n.size put, . - put\n");
#endif

TRACED void begin(volatile uint64_t* word) {
  asm volatile("" ::"r"(word) : "memory");
}

TRACED void finish(volatile uint64_t* word) {
  asm volatile("" ::"r"(word) : "memory");
}

static void write_often(volatile uint64_t* word) {
  for (long i = 0; i < times; i++)
    *word = (uint64_t)i;
}

static void* early(void* argument) {
  pthread_barrier_wait(&barrier);  // there
  pthread_barrier_wait(&barrier);  // put() has returned
  write_often(argument);
  return NULL;
}

static void* late(void* argument) {
  write_often(argument);
  return NULL;
}

static void threads(long count) {
  pthread_t ids[2 * MOST_THREADS];
  pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
  for (long i = 0; i < count; i++)
    pthread_create(&ids[i], NULL, early, (void*)words);
  pthread_barrier_wait(&barrier);
  put(words);
  pthread_barrier_wait(&barrier);
  for (long i = count; i < 2 * count; i++)
    pthread_create(&ids[i], NULL, late, (void*)words);
  for (long i = 0; i < 2 * count; i++)
    pthread_join(ids[i], NULL);
}

static void* short_one(void* argument) {
  for (int i = 0; i < 4 && atomic_load(&entered); i++) {
    if (atomic_fetch_add(&tickets, 1) < times) *(volatile uint64_t*)argument = 1;
  }
  return NULL;
}

static void* starter(void* argument) {
  while (atomic_load(&tickets) < times) {
    pthread_t id;
    if (pthread_create(&id, NULL, short_one, argument) == 0) pthread_join(id, NULL);
  }
  return NULL;
}

static void churn(long count) {
  pthread_t ids[MOST_THREADS];
  for (long i = 0; i < count; i++)
    pthread_create(&ids[i], NULL, starter, (void*)words);
  usleep(100000);
  put(words);
  atomic_store(&entered, 1);
  for (long i = 0; i < count; i++)
    pthread_join(ids[i], NULL);
}

static void spans(long count) {
  for (long i = 0; i < count; i++) {
    begin(&words[i]);
    write_often(&words[i]);
    finish(&words[i]);
    words[i] = 1;
  }
}

static void wait_for_line(void) {
  char line[8];
  printf("ready\n");
  fflush(stdout);
  if (fgets(line, sizeof(line), stdin) == NULL) exit(1);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "-w") == 0) {
    wait_for_line();
    argv++, argc--;
  }
  const char* what = argc > 1 ? argv[1] : "";
  const long count = argc > 2 ? strtol(argv[2], NULL, 0) : 1;
  times = argc > 3 ? strtol(argv[3], NULL, 0) : count;
  if (count > MOST_WORDS) return 1;
  if (strcmp(what, "pokes") == 0) {
    for (long i = 0; i < times * count; i++)
      poke(&words[i % count]);
  } else if (strcmp(what, "puts") == 0) {
    for (long i = 0; i < times * count; i++)
      put(&words[i / times]);
  } else if (strcmp(what, "spans") == 0) {
    spans(count);
  } else if (strcmp(what, "threads") == 0) {
    threads(count);
  } else if (strcmp(what, "churn") == 0) {
    churn(count);
  } else if (strcmp(what, "slow") == 0) {
    begin(words);
    usleep(500000);
    write_often(words);
  } else if (strcmp(what, "odd") == 0) {
    begin(NULL);
    begin((volatile uint64_t*)((uintptr_t)words + 1));
  } else {
    return 1;
  }
  return 0;
}
