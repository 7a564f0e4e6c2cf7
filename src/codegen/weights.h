// Weights: how large the statements of a probe are, in about the BPF instructions that they come to. That
// decides whether a probe is split into pieces, and where (pieces.cpp). Covered by
// tests/codegen/pieces_test.cpp.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "typed/typed.h"

namespace sonde::codegen {

class Weights {
 public:
  // Looks at every statement of the probe once. `probe` must outlive this.
  explicit Weights(const typed::Probe& probe);

  // Instructions of predicate, body and functions together; repetitions count as often as they run.
  [[nodiscard]] uint64_t total() const { return all_.weight; }
  // Loops that the kernel runs, and how deep they are in one another.
  [[nodiscard]] uint64_t loops() const { return all_.loops; }
  [[nodiscard]] uint64_t loop_depth() const { return all_.loop_depth; }
  // The largest event.
  [[nodiscard]] uint32_t event_bytes() const { return all_.event_bytes; }
  // Of a statement of the probe, with all that is in it.
  [[nodiscard]] uint64_t Of(const typed::Stmt& stmt) const { return facts_.at(&stmt).weight; }
  // Of an arm of an if statement: its condition and what it does.
  [[nodiscard]] uint64_t OfArm(const typed::If& stmt) const;
  [[nodiscard]] uint64_t Of(const typed::Block& block) const;
  // Whether the statement has a break or continue that leads out of it.
  [[nodiscard]] bool HasJump(const typed::Stmt& stmt) const { return facts_.at(&stmt).jumps; }

 private:
  struct Facts {
    uint64_t weight = 0;
    bool jumps = false;
    uint64_t loops = 0;
    uint64_t loop_depth = 0;
    uint32_t event_bytes = 0;
  };
  static void Join(Facts& to, Facts part, uint64_t times = 1);
  Facts Look(const typed::Block& block);
  Facts Look(const typed::Expr& expr);
  Facts Look(const typed::Stmt& stmt);
  template <typename Node>
  void LookInto(const Node& node, Facts& facts, uint64_t times = 1);

  Facts all_;
  std::unordered_map<const typed::Stmt*, Facts> facts_;
};

}  // namespace sonde::codegen
