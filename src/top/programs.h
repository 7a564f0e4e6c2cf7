// The BPF programs of the machine, whoever loaded them, as the kernel counts them. Covered by
// tests/top/programs_test.cpp and tests/run/top.test.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace sonde::top {

struct Program {
  std::string type;  // as libbpf spells it: "kprobe", "sched_cls"
  std::string name;  // of its function, else the kernel's 15 letters; may be empty
  uint32_t user = 0;
  uint64_t runs = 0;         // since the kernel counts them
  uint64_t nanoseconds = 0;  // of these
  uint64_t missed = 0;
};

// By the kernel's number, which is never given twice.
using Programs = std::map<uint32_t, Program>;

// All programs that are loaded now. `before`: what an earlier look found, whose names are not asked for
// again. An error if the kernel does not let this process see them.
Result<Programs> ReadPrograms(const Programs& before);

}  // namespace sonde::top
