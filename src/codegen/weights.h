// Weights: how large the statements of a probe are, in about the BPF instructions that they come to. That
// decides whether a probe is split into pieces, and where (pieces.cpp). Covered by
// tests/codegen/pieces_test.cpp.
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>

#include "sema/typed.h"

namespace sonde::codegen {

using Slots = std::set<uint32_t>;  // of scratch variables

class Weights {
 public:
  // Looks at every statement of the probe once. `probe` must outlive this.
  explicit Weights(const typed::Probe& probe);

  // Instructions of predicate, body and functions together; repetitions count as often as they run.
  [[nodiscard]] uint64_t total() const { return total_; }
  // Of a statement of the probe, with all that is in it.
  [[nodiscard]] uint64_t Of(const typed::Stmt& stmt) const { return facts_.at(&stmt).weight; }
  // Of an arm of an if statement: its condition and what it does.
  [[nodiscard]] uint64_t OfArm(const typed::If& stmt) const;
  [[nodiscard]] uint64_t Of(const typed::Block& block) const;
  // Whether the statement has a break or continue, wherever that leads.
  [[nodiscard]] bool HasJump(const typed::Stmt& stmt) const { return facts_.at(&stmt).jumps; }
  // Variables on which it depends how often the while loops in the statement run, itself included.
  [[nodiscard]] const Slots& CountersOf(const typed::Stmt& stmt) const { return facts_.at(&stmt).counters; }
  // Those of the loops that weigh more than `limit`.
  [[nodiscard]] Slots CountersAbove(uint64_t limit) const;
  // Whether the statement gives one of `slots` a value.
  [[nodiscard]] bool Assigns(const typed::Stmt& stmt, const Slots& slots) const;

 private:
  struct Facts {
    uint64_t weight = 0;
    bool jumps = false;   // break, continue
    bool leaves = false;  // any jump
    Slots used;           // variables that are read; of expressions
    Slots deciding;       // variables in conditions that decide about a jump
    Slots counters;
    Slots assigned;
  };
  static void Join(Facts& to, Facts&& part, uint64_t times = 1);
  Facts Look(const typed::Block& block);
  Facts Look(const typed::Expr* expr);
  const Facts& Look(const typed::Stmt& stmt);
  Facts LookInto(const typed::Stmt& stmt);
  void LookAtOperands(const typed::Expr& expr, Facts& facts);

  uint64_t total_ = 0;
  std::unordered_map<const typed::Stmt*, Facts> facts_;
};

}  // namespace sonde::codegen
