// The stub, written in assembly: an ELF header, one segment, and the code. Leaves: CloserStub. Covered by
// tests/runtime/teardown_test.cpp.
#include "runtime/closer_stub.h"

#if defined(__x86_64__)
#define SONDE_STUB_MACHINE "62"
// poll({0, POLLIN}, 1, -1); exit_group(0);
#define SONDE_STUB_CODE         \
  "movabs $0x100000000, %rax\n" \
  "push %rax\n"                 \
  "mov %rsp, %rdi\n"            \
  "mov $1, %esi\n"              \
  "mov $-1, %rdx\n"             \
  "mov $7, %eax\n"              \
  "syscall\n"                   \
  "xor %edi, %edi\n"            \
  "mov $231, %eax\n"            \
  "syscall\n"
#elif defined(__aarch64__)
#define SONDE_STUB_MACHINE "183"
// ppoll({0, POLLIN}, 1, null, null, 0); exit_group(0);
#define SONDE_STUB_CODE    \
  "sub sp, sp, #16\n"      \
  "mov x9, #0x100000000\n" \
  "str x9, [sp]\n"         \
  "mov x0, sp\n"           \
  "mov x1, #1\n"           \
  "mov x2, #0\n"           \
  "mov x3, #0\n"           \
  "mov x4, #0\n"           \
  "mov x8, #73\n"          \
  "svc #0\n"               \
  "mov x0, #0\n"           \
  "mov x8, #94\n"          \
  "svc #0\n"
#else
#error "the stub of this architecture"
#endif

__asm__(
    ".pushsection .rodata.sonde_closer_stub,\"a\",%progbits\n"
    ".balign 16\n"
    ".globl sonde_closer_stub\n"
    ".hidden sonde_closer_stub\n"
    ".globl sonde_closer_stub_end\n"
    ".hidden sonde_closer_stub_end\n"
    "sonde_closer_stub:\n"
    ".byte 0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0\n"
    ".short 2, " SONDE_STUB_MACHINE
    "\n"
    ".long 1\n"
    ".quad 0x400000 + (sonde_closer_code - sonde_closer_stub)\n"  // entry
    ".quad 64, 0\n"                                               // program headers, no sections
    ".long 0\n"
    ".short 64, 56, 1, 0, 0, 0\n"
    ".long 1, 5\n"  // one PT_LOAD, readable and executable
    ".quad 0, 0x400000, 0x400000\n"
    ".quad sonde_closer_stub_end - sonde_closer_stub, sonde_closer_stub_end - sonde_closer_stub\n"
    ".quad 0x10000\n"
    "sonde_closer_code:\n" SONDE_STUB_CODE
    "sonde_closer_stub_end:\n"
    ".popsection\n");

extern "C" {
extern const unsigned char sonde_closer_stub[];
extern const unsigned char sonde_closer_stub_end[];
}

namespace sonde::runtime {

std::span<const unsigned char> CloserStub() {
  return {sonde_closer_stub, sonde_closer_stub_end};
}

}  // namespace sonde::runtime
