// Calls loaded() with every register but the stack pointer set to a number of its own, for reg(): 101 for
// rax, 102 for rbx and so on, which the code below says.
#if defined(__x86_64__)
__asm__(
    ".text\n"
    ".type with_registers, @function\n"
    "with_registers:\n"
    "  push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15\n"
    "  mov $101, %rax; mov $102, %rbx; mov $103, %rcx; mov $104, %rdx; mov $105, %rsi; mov $106, %rdi\n"
    "  mov $107, %rbp; mov $108, %r8; mov $109, %r9; mov $110, %r10; mov $111, %r11; mov $112, %r12\n"
    "  mov $113, %r13; mov $114, %r14; mov $-115, %r15\n"
    "  call loaded\n"
    "  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp\n"
    "  ret\n"
    ".size with_registers, .-with_registers\n"
    ".type loaded, @function\n"
    "loaded:\n"
    "  nop\n"
    "  ret\n"
    ".size loaded, .-loaded\n");
void with_registers(void);
#else
void with_registers(void) {}
#endif

int main(void) {
  with_registers();
}
