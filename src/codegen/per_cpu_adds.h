// PerCpuAdds: the atomic adds of all programs to a CPU's own part of a map. Whether they have to be atomic is
// known when the last program has been emitted. Covered by tests/codegen/* and tests/run/exactness.test.
#pragma once

#include <llvm/IR/Instructions.h>

#include <cstdint>
#include <vector>

#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde::codegen {

class PerCpuAdds {
 public:
  // `plan`: how each probe of `program` is attached. Both outlive this.
  PerCpuAdds(const typed::Program& program, const std::vector<ProbePlan>& plan)
      : program_(program), plan_(plan), adds_(program.maps.size()) {}

  // Remembers an add that the program of `probe` makes to this CPU's part of `map`; it stays in place until
  // Relax.
  void Record(uint32_t map, uint32_t probe, llvm::AtomicRMWInst* add);
  // Whether a program of the script may interrupt another one, or itself, on the same CPU.
  [[nodiscard]] bool MayMeet() const;
  // Makes plain adds of those of a map that cannot interrupt each other on one CPU.
  void Relax();

 private:
  struct Update {
    uint32_t probe;
    llvm::AtomicRMWInst* add;
  };

  const typed::Program& program_;
  const std::vector<ProbePlan>& plan_;
  std::vector<std::vector<Update>> adds_;  // by map
};

}  // namespace sonde::codegen
