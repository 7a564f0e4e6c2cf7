// Static probes as tools expect to find them: a place in the code, and a note in .note.stapsdt that says
// where it is and where its arguments lie. Format:
// https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation. Covered by tests/run/usdt.test and
// tests/run/usdt-values.test.
#ifndef USDT_NOTES_H
#define USDT_NOTES_H

// The assembler text of a probe: PROVIDER and NAME are words, SEMAPHORE a symbol or 0, ARGUMENTS a text in
// which % stands for itself where the asm has operands.
#define NOTE_TEXT(provider, name, semaphore, arguments)                       \
  "77: nop\n"                                                                 \
  ".pushsection .note.stapsdt, \"?\", \"note\"\n"                             \
  ".balign 4\n"                                                               \
  ".4byte 79f - 78f, 81f - 80f, 3\n"                                          \
  "78: .asciz \"stapsdt\"\n"                                                  \
  "79: .balign 4\n"                                                           \
  "80: .8byte 77b, _.stapsdt.base, " #semaphore                               \
  "\n"                                                                        \
  ".asciz \"" #provider                                                       \
  "\"\n"                                                                      \
  ".asciz \"" #name                                                           \
  "\"\n"                                                                      \
  ".asciz \"" arguments                                                       \
  "\"\n"                                                                      \
  "81: .balign 4\n"                                                           \
  ".popsection\n"                                                             \
  ".ifndef _.stapsdt.base\n"                                                  \
  ".pushsection .stapsdt.base, \"aG\", \"progbits\", .stapsdt.base, comdat\n" \
  ".weak _.stapsdt.base\n"                                                    \
  ".hidden _.stapsdt.base\n"                                                  \
  "_.stapsdt.base: .space 1\n"                                                \
  ".size _.stapsdt.base, 1\n"                                                 \
  ".popsection\n"                                                             \
  ".endif\n"

// Where the kernel counts those who watch.
#define SEMAPHORE(symbol) __attribute__((section(".probes"), used)) volatile unsigned short symbol

#endif
