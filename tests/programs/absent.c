// Passes memory that is not there: mapped, with contents, but brought in by nobody. Without arguments: a
// text, number, struct or buffer for each case, see main. -w: the same after a line on its standard input. -s
// THREADS COUNT: each thread passes COUNT texts of its own, whose page a slow handler of page faults brings
// in anew for each call.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "usdt_notes.h"

#define PAGE 4096UL
#define NOINLINE __attribute__((noinline))

struct pair {
  int first;
  long second;
};

NOINLINE void literal(const char* text) {
  __asm__ volatile("" : : "r"(text) : "memory");
}
NOINLINE void text(const char* text, const char* name) {
  __asm__ volatile("" : : "r"(text), "r"(name) : "memory");
}
NOINLINE void number(const long* value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}
NOINLINE void pair(const struct pair* value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}
NOINLINE void bytes(const char* start, int count) {
  __asm__ volatile("" : : "r"(start), "r"(count) : "memory");
}
// A static probe whose argument is where %rdi points.
NOINLINE void noted(const long* value) {
#if defined(__x86_64__)
  __asm__ volatile(NOTE_TEXT(absent, noted, 0, "8@(%%rdi)") : : "D"(value) : "memory");
#endif
}
NOINLINE const char* give(const char* text) {
  __asm__ volatile("" : : "r"(text) : "memory");
  return text;
}
NOINLINE void shown(const char* text, int thread, int call) {
  __asm__ volatile("" : : "r"(text), "r"(thread), "r"(call) : "memory");
}

// So far from everything else that the kernel, which maps pages around the one that it was asked for, leaves
// it.
static const char far_away[64 * PAGE] __attribute__((aligned(4096))) = {
    [32 * PAGE + 100] = 'n', 'e', 'v', 'e', 'r', ' ', 't', 'o', 'u', 'c', 'h', 'e', 'd'};

static void Die(const char* what) {
  perror(what);
  exit(1);
}

// `size` bytes, up to two pages, that begin `before` bytes before the end of a page. Each page is a mapping
// of its own, so that one brings in none but itself; behind the last one that is needed nothing is mapped.
static char* Absent(const void* contents, size_t size, size_t before) {
  char both[3 * PAGE] = {0};
  memcpy(both + PAGE - before, contents, size);
  memcpy(both + 2 * PAGE, both + PAGE, PAGE);  // the second page, where it is not next to the first
  const int file = memfd_create("absent", 0);
  if (file < 0 || write(file, both, sizeof both) != (ssize_t)sizeof both) Die("memfd");
  char* at = mmap(NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) Die("mmap");
  munmap(at, 4 * PAGE);
  const int flags = MAP_PRIVATE | MAP_FIXED;
  if (mmap(at, PAGE, PROT_READ, flags, file, 0) == MAP_FAILED) Die("mmap");
  if (size > before && mmap(at + PAGE, PAGE, PROT_READ, flags, file, 2 * PAGE) == MAP_FAILED) Die("mmap");
  close(file);
  return at + PAGE - before;
}

static void PassEachKind(void) {
  static char long_text[3001];
  memset(long_text, 'x', sizeof long_text - 1);
  long_text[2999] = 'y';
  const long value = 0x1122334455667788;
  const struct pair two = {-7, 70000000000};
  literal(far_away + 32 * PAGE + 100);
  text(Absent("short", 6, 200), "short");
  text(Absent("over the border", 16, 5), "border");
  text(Absent("at the end", 11, 11), "end");
  text(Absent(long_text, sizeof long_text, 500), "long");
  text(Absent("unterminated", 12, 12), "unterminated");  // goes on where nothing is mapped
  text(NULL, "null");
  number((const long*)(void*)Absent(&value, sizeof value, 4));
  pair((const struct pair*)(void*)Absent(&two, sizeof two, 8));
  bytes(Absent("\1\2\3\4\5\6\7\10", 8, 3), 8);
  noted((const long*)(void*)Absent(&value, sizeof value, 8));
  give(Absent("given back", 11, 4));
}

static struct {
  char* pages;     // one of each thread
  char* contents;  // of the next fault in each
  int descriptor;
  int count;
} slow;

static void* BringIn(void* unused) {
  (void)unused;
  struct uffd_msg message;
  while (read(slow.descriptor, &message, sizeof message) == (ssize_t)sizeof message) {
    const uint64_t page = message.arg.pagefault.address & ~(PAGE - 1);
    usleep(20);
    struct uffdio_copy copy = {page, (uint64_t)slow.contents + (page - (uint64_t)slow.pages), PAGE, 0, 0};
    if (ioctl(slow.descriptor, UFFDIO_COPY, &copy) != 0) Die("UFFDIO_COPY");
  }
  return NULL;
}

static void* PassSlowTexts(void* number) {
  const int thread = (int)(intptr_t)number;
  char* page = slow.pages + (size_t)thread * PAGE;
  char* contents = slow.contents + (size_t)thread * PAGE;
  for (int call = 0; call < slow.count; call++) {
    const int length = snprintf(contents, PAGE, "thread %d call %d ", thread, call);
    memset(contents + length, 'a' + (thread + call) % 26, 500);
    contents[length + 500] = '\0';
    if (madvise(page, PAGE, MADV_DONTNEED) != 0) Die("madvise");
    shown(page, thread, call);
  }
  return NULL;
}

static void PassSlowly(int threads) {
  const size_t size = (size_t)threads * PAGE;
  slow.pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  slow.contents = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  slow.descriptor = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
  if (slow.descriptor < 0) Die("userfaultfd");
  struct uffdio_api api = {.api = UFFD_API};
  struct uffdio_register all = {.range = {(uint64_t)slow.pages, size}, .mode = UFFDIO_REGISTER_MODE_MISSING};
  if (ioctl(slow.descriptor, UFFDIO_API, &api) != 0) Die("UFFDIO_API");
  if (ioctl(slow.descriptor, UFFDIO_REGISTER, &all) != 0) Die("UFFDIO_REGISTER");
  pthread_t handler, made[64];
  pthread_create(&handler, NULL, BringIn, NULL);
  for (int i = 0; i < threads; i++)
    pthread_create(&made[i], NULL, PassSlowTexts, (void*)(intptr_t)i);
  for (int i = 0; i < threads; i++)
    pthread_join(made[i], NULL);
}

int main(int argc, char** argv) {
  if (argc > 3 && strcmp(argv[1], "-s") == 0) {
    const int threads = atoi(argv[2]);
    slow.count = atoi(argv[3]);
    if (threads < 1 || threads > 64) return 2;
    PassSlowly(threads);
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "-w") == 0) {
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF) return 1;
  }
  PassEachKind();
  return 0;
}
