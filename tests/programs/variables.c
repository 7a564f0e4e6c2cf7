// variables: has variables of each size and calls functions with their addresses, for uaddr(). Each function
// and the static probe get (&tiny, &small, &medium, &large, table).
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "usdt_notes.h"

#define TRACED __attribute__((noipa))

uint8_t tiny = 0xf1;
uint16_t small = 0xf234;
uint32_t medium = 0xf2345678;
int64_t large = -1;
uint64_t table[3] = {7, 8, 9};
static __thread int of_each_thread = 1;

static volatile long sink;

TRACED void pass(const void* a, const void* b, const void* c, const void* d, const void* e) {
  sink += (a != 0) + (b != 0) + (c != 0) + (d != 0) + (e != 0);
}

// Begins as functions do with protected branches: a probe is placed behind the endbr64.
void landed(const void* a, const void* b, const void* c, const void* d, const void* e);
#ifdef __x86_64__
__asm__(
    ".text\n.globl landed\n.type landed, @function\nlanded:\n\tendbr64\n\tpush %rbp\n\tpop %rbp\n\tret\n"
    ".size landed, .-landed\n");
#else
TRACED void landed(const void* a, const void* b, const void* c, const void* d, const void* e) {
  pass(a, b, c, d, e);
}
#endif

static void __attribute__((noinline)) note(void) {
  __asm__ volatile(NOTE_TEXT(app, at, 0, "8@%0 8@%1") : : "r"(&tiny), "r"(&large));
  sink++;
  __asm__ volatile(NOTE_TEXT(app, at, 0, "8@%0 8@%1") : : "r"(&tiny), "r"(&large));
}

int main(void) {
  of_each_thread += (int)sink;
  pass(&tiny, &small, &medium, &large, table);
  landed(&tiny, &small, &medium, &large, table);
  note();
  printf("tiny is at %lx, %d\n", (unsigned long)&tiny, of_each_thread);
  return 0;
}
