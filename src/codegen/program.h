// ProgramEmitter: one probe of the typed program to one BPF program: what its functions have in common.
// Covered by tests/codegen/* and all run tests.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codegen/function.h"
#include "codegen/scratch.h"
#include "codegen/split.h"
#include "plan/plan.h"

namespace sonde::codegen {

// Programs of several functions keep variables in scratch memory, where all of them reach them: offsets.
struct VariableLayout {
  std::vector<uint32_t> variables;  // by slot
  uint32_t return_value = 0;
  uint32_t returned = 0;  // the word that says that a body has returned
};
// Values of that word.
inline constexpr uint64_t kLeftProgram = 1;
inline constexpr uint64_t kLeftFunction = 2;

// A function of the script.
struct ScriptFunction {
  llvm::Function* function;
  bool uses_context;
};

// Functions that the kernel calls for a part of a text each, made once per size.
struct TextSteps {
  std::map<uint32_t, llvm::Function*> differ;                         // by bytes compared
  std::map<std::pair<uint32_t, std::string>, llvm::Function*> match;  // by size of text and name of the table
  std::map<uint32_t, llvm::Function*> equal;                          // by number of pieces
  std::map<std::pair<uint32_t, uint32_t>, llvm::Function*> search;    // by sizes of text and needle
};

// The BPF stack has 512 bytes, shared by a program and the loop bodies it is in; the register allocator needs
// some of it for spills.
inline constexpr uint32_t kStackBudget = 320;
inline constexpr uint32_t kStackBudgetWithLoops = 64;

// How a program does things.
struct Ways {
  bool in_scratch = false;     // variables lie in scratch memory
  bool asks_for_task = false;  // what it needs to know of its task is loaded from there (task_values.h)
};

// What has been made of a program so far.
struct Counts {
  uint32_t functions = 0;
  uint64_t written = 0;  // bytes, to the file of a pinned iterator
  uint32_t rounds = 0;
};

class ProgramEmitter {
 public:
  ProgramEmitter(ModuleEmitter& module, uint32_t index);

  // Emits the functions and the ProbeMeta.
  void Emit();

  ModuleEmitter& module() { return module_; }
  [[nodiscard]] uint32_t index() const { return index_; }
  [[nodiscard]] const typed::Probe& probe() const { return probe_; }
  [[nodiscard]] const ProbeTypeRow& row() const { return row_; }
  [[nodiscard]] const ProbePlan& plan() const { return plan_; }
  // The name of its function; what it calls has names that begin so.
  [[nodiscard]] std::string name() const;
  Split* split() { return split_.get(); }
  // Whether variables lie in scratch memory.
  [[nodiscard]] bool in_scratch() const { return ways_.in_scratch; }
  // Whether it loads what it needs to know of its task from the task itself (task_values.h).
  [[nodiscard]] bool asks_for_task() const { return ways_.asks_for_task; }
  // Bytes that temporaries of one function may have on the stack.
  [[nodiscard]] uint32_t stack_budget() const {
    return ways_.in_scratch ? kStackBudgetWithLoops : kStackBudget;
  }
  ScratchLayout& scratch() { return scratch_; }
  VariableLayout& layout() { return layout_; }
  // With a value, around the place that is being emitted.
  std::vector<SourceRange>& blocks() { return blocks_; }
  std::vector<ScriptFunction>& functions() { return functions_; }
  TextSteps& steps() { return steps_; }
  // Where the fields of the context lie that `ctx` of a perf event leads to, in scratch memory.
  [[nodiscard]] const std::optional<uint32_t>& context_copy() const { return context_copy_; }
  // What one run writes to the file of a pinned iterator, at most, in bytes.
  void Writes(uint64_t bytes) { counts_.written += std::min(bytes, kUnbounded - counts_.written); }
  [[nodiscard]] uint64_t written() const { return counts_.written; }
  static constexpr uint64_t kUnbounded = UINT32_MAX;
  // Numbers loop bodies, pieces and functions of the script.
  uint32_t NextFunction() { return counts_.functions++; }
  // Takes so many rounds of loops that the verifier follows, of those that a program may have: each leaves it
  // branches to try later, of which it keeps 8,192. False: there are not so many left.
  bool TakeRounds(uint32_t rounds) {
    constexpr uint32_t kMost = 640;
    if (rounds > kMost - counts_.rounds) return false;
    counts_.rounds += rounds;
    return true;
  }

 private:
  ModuleEmitter& module_;
  const uint32_t index_;
  const typed::Probe& probe_;
  const ProbeTypeRow& row_;
  const ProbePlan& plan_;
  std::unique_ptr<Split> split_;
  const Ways ways_;
  ScratchLayout scratch_;
  VariableLayout layout_;
  std::vector<SourceRange> blocks_;
  std::vector<ScriptFunction> functions_;
  TextSteps steps_;
  std::optional<uint32_t> context_copy_;
  Counts counts_;
};

// An empty function that the kernel runs: int(context), in the section of the program's type.
llvm::Function* MakeProgram(ProgramEmitter& program, const std::string& name);

}  // namespace sonde::codegen
