// ProcessFamilies: which processes descend from which, kept by programs in the kernel from the first fork on
// (process_families.bpf.c), for --follow and progenyof(). A family is a bit: of a process, its threads and
// all that they start, also when who started them has ended. Covered by
// tests/runtime/process_families_test.cpp.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

namespace sonde::runtime {

// Threads of all families at once. What they take is set aside at the start: 64 bytes each.
inline constexpr uint32_t kMostFamilyTasks = 65536;

class ProcessFamilies {
 public:
  // Nobody belongs to a family yet. `most`: tasks there is room for. Errors: a kernel without type
  // information, one that refuses the programs.
  static Result<std::unique_ptr<ProcessFamilies>> Open(uint32_t most = kMostFamilyTasks);
  virtual ~ProcessFamilies() = default;

  // `process` and all its threads are of this family from now on, and so is what they start. False: there is
  // no such process. `family`: below 63, the bit that says that a task has ended.
  virtual Result<bool> Enter(int process, unsigned family) = 0;
  // Enters what has descended from those before. To be called once, after the last Enter.
  virtual Status Settle() = 0;

  // The map that programs look tasks up in: the address of a task_struct -> its families, a bit each. Belongs
  // to this object.
  [[nodiscard]] virtual int map() const = 0;
  // Tasks for which there was no room, and which were followed no further.
  [[nodiscard]] virtual uint64_t lost() const = 0;
  // Whether every process of the family has ended. May say no where the last one has just done so.
  [[nodiscard]] virtual bool Ended(unsigned family) const = 0;
};

}  // namespace sonde::runtime
