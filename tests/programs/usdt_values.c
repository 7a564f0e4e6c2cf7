// usdt_values: static probes with every way in which a note can say where an argument is (x86-64). Before
// each the program prints what its first eight arguments are, as unsigned numbers: "want NAME ARG0 ... ARG7".
#include <stdint.h>
#include <stdio.h>

#include "usdt_notes.h"

#define AS(type, value) ((uint64_t)(int64_t)(type)(value))

static void want(const char* name, const uint64_t* args) {
  printf("want %s", name);
  for (int i = 0; i < 8; ++i)
    printf(" %llu", (unsigned long long)args[i]);
  puts("");
  fflush(stdout);
}
#define WANT(name, ...) want(name, (uint64_t[8]){__VA_ARGS__})

int64_t public_word = 4711;
static const int64_t words[8] __attribute__((used)) = {INT64_C(-0x7e7d7c7b7a797878),
                                                       0x0102030405060708,
                                                       -1,
                                                       0x7fffffffffffffff,
                                                       INT64_MIN,
                                                       -200,
                                                       70000,
                                                       0xf0f0f0f0};

#if defined(__x86_64__)

#define ALL_REGISTERS \
  "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc"

// X(r64, r32, r16, r8, what it holds, whether bits 8 to 15 have a name, that as an argument)
#define REGISTERS(X)                                     \
  X(rax, eax, ax, al, 0x8182838485868788, 1, " -1@%%ah") \
  X(rbx, ebx, bx, bl, 0x0102030405060708, 1, " -1@%%bh") \
  X(rcx, ecx, cx, cl, 0x7f80ff7f80ff7f80, 1, " -1@%%ch") \
  X(rdx, edx, dx, dl, 0xfffffffffffffff0, 1, " -1@%%dh") \
  X(rsi, esi, si, sil, 0x1111222233339999, 0, "")        \
  X(rdi, edi, di, dil, 0xcafebabedeadbeef, 0, "")        \
  X(rbp, ebp, bp, bpl, 0x00000000ffffff80, 0, "")        \
  X(r8, r8d, r8w, r8b, 0x8888777766665555, 0, "")        \
  X(r9, r9d, r9w, r9b, 0x9999777766665555, 0, "")        \
  X(r10, r10d, r10w, r10b, 0xa0a0a0a0a0a0a0a0, 0, "")    \
  X(r11, r11d, r11w, r11b, 0xb1b1b1b1b1b1b1b1, 0, "")    \
  X(r12, r12d, r12w, r12b, 0x0c0c0c0c0c0c0c0c, 0, "")    \
  X(r13, r13d, r13w, r13b, 0xd0d0d0d0d0d0d0d0, 0, "")    \
  X(r14, r14d, r14w, r14b, 0xe0e0e0e0e0e0e0e0, 0, "")    \
  X(r15, r15d, r15w, r15b, 0xf00f00f00f00f00f, 0, "")

// With every width and both signs.
#define IN_REGISTER(r64, r32, r16, r8, held, has_high, high)                                         \
  static void __attribute__((noinline)) in_##r64(void) {                                             \
    const uint64_t v = UINT64_C(held);                                                               \
    WANT(#r64, AS(int8_t, v), AS(uint8_t, v), AS(int16_t, v), AS(uint16_t, v), AS(int32_t, v),       \
         AS(uint32_t, v), v, (has_high) ? AS(int8_t, v >> 8) : 0);                                   \
    __asm__ volatile("push %%rbp\n push %%rbx\n movabs $" #held ", %%" #r64                          \
                     "\n" NOTE_TEXT(values, r64, 0,                                                  \
                                    "-1@%%" #r8 " 1@%%" #r8 " -2@%%" #r16 " 2@%%" #r16 " -4@%%" #r32 \
                                    " 4@%%" #r32 " 8@%%" #r64 high) "pop %%rbx\n pop %%rbp\n"        \
                     :                                                                               \
                     :                                                                               \
                     : ALL_REGISTERS);                                                               \
  }
REGISTERS(IN_REGISTER)

static void in_memory(void) {
  const char* bytes = (const char*)words;
  WANT("memory", AS(int64_t, words[2]), AS(int32_t, words[1] >> 32), *(const uint16_t*)(bytes + 2),
       AS(int8_t, words[3]), AS(int64_t, words[4]), AS(int64_t, words[5]), AS(uint32_t, words[5]),
       AS(int16_t, words[1] >> 48));
  __asm__ volatile(
      "lea 16+words(%%rip), %%rax\n mov $1, %%ecx\n lea 24(%%rax), %%rdx\n shr $3, %%rdx\n" NOTE_TEXT(
          values, memory, 0,
          "8@(%%rax) -4@-4(%%rax) 2@-16(%%rax,%%rcx,2) -1@7(%%rax,%%rcx) 8@8(%%rax,%%rcx,8)"
          " -8@(,%%rdx,8) 4@0x10(%%rax,%%rcx,8) -2@-0x2(%%rax)") ""
      :
      :
      : ALL_REGISTERS);
}

static void on_the_stack(void) {
  WANT("stack", 22, AS(int32_t, -11), 22, AS(int8_t, -11), 22, 0, 0, 0);
  __asm__ volatile("push %%rbp\n push $-11\n push $22\n mov %%rsp, %%rbp\n xor %%ecx, %%ecx\n" NOTE_TEXT(
                       values, stack, 0,
                       "8@(%%rsp) -4@8(%%rsp) 2@0(%%rbp) -1@8(%%rbp,%%rcx,4) -4@(%%rsp,%%rcx,8)") "add $16, %%rsp\n pop %%rbp\n"
                   :
                   :
                   : ALL_REGISTERS);
}

static void by_symbol(void) {
  const char* bytes = (const char*)words;
  WANT("symbols", AS(int64_t, words[0]), AS(int64_t, words[1]), AS(int32_t, words[0] >> 32),
       (uint8_t)bytes[0x11], AS(int64_t, words[1]), AS(int64_t, words[5]), AS(uint16_t, words[1]),
       AS(int64_t, public_word));
  __asm__ volatile(
      "mov $1, %%ecx\n mov $32, %%edx\n" NOTE_TEXT(
          values, symbols, 0,
          "8@words(%%rip) -8@words+8(%%rip) -4@4+words(%%rip) 1@words+0x11(%%rip) 8@words(,%%rcx,8)"
          " -8@words+8(%%rdx) 2@words-8+16(%%rip) 8@public_word(%%rip)") ""
      :
      :
      : ALL_REGISTERS);
}

static void numbers(void) {
  WANT("numbers", AS(int32_t, -5), AS(uint32_t, -5), 255, AS(int8_t, -1), UINT64_MAX, INT64_MAX, 65535,
       AS(int16_t, 32768));
  __asm__ volatile(NOTE_TEXT(values, numbers, 0,
                             "-4@$-5 4@$-5 1@$255 -1@$255 8@$-1 -8@$0x7fffffffffffffff 2@$65535 -2@$32768") ""
                   :
                   :);
}

static void without_sizes(void) {
  WANT("sizeless", UINT64_C(0x8000000000000001), 7, AS(int64_t, -3), 0, 0, 0, 0, 0);
  __asm__ volatile("movabs $0x8000000000000001, %%rax\n push $-3\n" NOTE_TEXT(
                       values, sizeless, 0, "%%rax $7 (%%rsp)") "pop %%rax\n"
                   :
                   :
                   : ALL_REGISTERS);
}

// One probe whose places describe its arguments differently; two of them in the same way.
static void at_several_places(void) {
  WANT("several", 1, 2, 0, 0, 0, 0, 0, 0);
  __asm__ volatile(NOTE_TEXT(values, several, 0, "-4@$1 8@$2") "" : :);
  WANT("several", AS(int16_t, -2), AS(int64_t, words[2]), 4, 0, 0, 0, 0, 0);
  __asm__ volatile("mov $0xfffe, %%eax\n" NOTE_TEXT(values, several, 0, "-2@%%ax 8@words+16(%%rip) 1@$4") ""
                   :
                   :
                   : ALL_REGISTERS);
  for (int i = 0; i < 2; ++i) {
    WANT("several", 0, 0, 0, 0, 0, 0, 0, 0);
    __asm__ volatile(NOTE_TEXT(values, several, 0, "") "" : :);
  }
  WANT("several", 1, 2, 0, 0, 0, 0, 0, 0);
  __asm__ volatile(NOTE_TEXT(values, several, 0, "-4@$1 8@$2") "" : :);
  WANT("several", AS(int64_t, words[1]), 6, 0, 0, 0, 0, 0, 0);
  __asm__ volatile(NOTE_TEXT(values, several, 0, "8@words+8(%%rip) -1@$6") "" : :);
}

int main(void) {
#define CALL(r64, r32, r16, r8, held, has_high, high) in_##r64();
  REGISTERS(CALL)
  in_memory();
  on_the_stack();
  by_symbol();
  numbers();
  without_sizes();
  at_several_places();
  __asm__ volatile(
      NOTE_TEXT(more, many, 0, "1@$0 1@$1 1@$2 1@$3 1@$4 1@$5 1@$6 1@$7 1@$8 1@$9 1@$10 1@$11") ""
      :
      :);
  __asm__ volatile(NOTE_TEXT(more, unreadable, 0, "8f@%%xmm0 -4@$9 4@%%fs:12 16@%%rax 8@absent(%%rip)") ""
                   :
                   :);
  return 0;
}

#else

int main(void) {
  return 0;
}

#endif
