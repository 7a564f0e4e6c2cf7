// What the program that names addresses of the kernel (runtime/kernel_names.bpf.c) and the one that asks it
// have in common. Covered by tests/runtime/kernel_names_test.cpp.
#pragma once

#include <linux/types.h>

// The kernel's longest name has 512 bytes; behind it are two numbers and a module.
#define KERNEL_NAME_BYTES 640

struct KernelNameQuestion {
  __u64 address;
  char text[KERNEL_NAME_BYTES];  // the answer, with a NUL: "vfs_read+0x10/0x330 [module]", or a number
};
