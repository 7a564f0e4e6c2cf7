// What the programs that keep families of processes (src/runtime/process_families.bpf.c) share with user
// space; C and C++. Covered by tests/runtime/process_families_test.cpp.
#pragma once

#include <linux/types.h>

// A word for each task of a family: a bit for each family it belongs to, and in the highest one whether it
// has ended.
#define FAMILY_ENDED (1ULL << 63U)

struct FamilyControl {
  __u64 settling;  // not 0: tasks that were there before are being entered
  __u64 entering;  // the families of each task that the iterator comes to
  __u64 visited;   // tasks that it came to
  __u64 entered;   // entries that were made or got another family
  __u64 lost;      // tasks for which there was no room
};
