// ProgramFrame: what stands before and behind the body of a BPF program: filters, counters, its scratch slot,
// the way out. Covered by tests/codegen/*.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

class ProgramFrame {
 public:
  // `f`: the function that the kernel runs, empty but for its entry block.
  explicit ProgramFrame(FunctionEmitter& f) : f_(f) {}

  // Goes on in the block where variables are made.
  void Enter();
  // Once it is known how much scratch memory the program needs, and what its pieces use of the context.
  void Leave();

 private:
  void CheckThatItRuns();
  void EmitProcessFilter();
  void EmitPidFilter();
  void EmitStep();
  void EmitRoomCheck();
  void EmitMorePids(Value* pid, Block* pass);
  void EnterGuard();
  void LeaveGuard();
  void AcquireScratch();
  Value* ScratchIndex(Value* cpu, Value* slot);
  void CheckAgain();
  void ReleaseScratch();

  FunctionEmitter& f_;
  Block* leave_ = nullptr;
  Block* done_ = nullptr;     // the way out once the guard has been entered; without one `leave_`
  Block* prepare_ = nullptr;  // takes the scratch slot, if one is needed
  Value* result_ = nullptr;   // alloca i64: what the program returns
  Value* mask_ = nullptr;     // alloca: where the slots in use are noted
  Value* bit_ = nullptr;      // alloca i64: the own one
  llvm::Instruction* room_ =
      nullptr;              // adds what the program writes, which is known at the end; null: no file
  Value* guard_ = nullptr;  // address of the word that counts running programs; null: no guard
};

}  // namespace sonde::codegen
