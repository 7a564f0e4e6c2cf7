// FunctionEmitter: one function of a BPF program: where code goes, what the function has at hand, and the
// small tools that all families of expressions and statements build on. It is constructed for a function and
// lives as long as that is emitted; a function in between (a loop's body, a piece) has another one.
//
// Values: integers, bools, pointers, enums and kernel symbols are one 64-bit register, extended by their
// type's sign. Everything else lives in memory (InMemory) and is made straight at its destination: a map key,
// a ring buffer record, a temporary. Temporaries are small ones on the BPF stack and large ones in a per-CPU
// scratch slot that is acquired once per run of the program. Covered by tests/codegen/* and all run tests.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "codegen/layout.h"
#include "codegen/module.h"
#include "defs/probe_types.h"

namespace sonde::codegen {

using llvm::Value;
using Block = llvm::BasicBlock;

class FunctionEmitter;
class ProgramEmitter;
struct Split;

// Emits the body of a loop into the function that the kernel calls.
using LoopBody = std::function<void(FunctionEmitter&)>;

// What leads to the memory of the program. All are addresses, or allocas of such.
struct Handles {
  Value* context = nullptr;
  Value* ledger = nullptr;         // this CPU's counters
  Value* scratch = nullptr;        // alloca: base of the scratch slot
  Value* scratch_index = nullptr;  // alloca i64: which slot it is; of split programs
  Value* return_value = nullptr;   // where `return` puts its value
};

// Pointers for the functions that this one has called (loops.h).
struct LoopFrame {
  Value* words = nullptr;
  bool context_used = false;                  // by a function that gets the frame
  llvm::Instruction* pointers_end = nullptr;  // of split programs: where pointers to variables are made
};

// What kind of function it is.
struct FunctionRole {
  bool callback = false;  // called by the program or by the kernel for it
  bool piece = false;     // everything is emitted in place
  bool shared = false;    // a function of shared.h
  bool awake = false;     // the kernel calls it where nothing may wait for memory
};

struct LoopTargets {
  Block* next;  // continue
  Block* out;   // break
};

// Bodies of loops that are still to be emitted, in one function for each number of arguments (loops.h).
struct LoopBodies {
  struct Body {
    LoopBody emit;
    uint32_t scratch_used;  // where the loop is, as are the blocks
    std::vector<SourceRange> blocks;
  };
  struct Group {
    llvm::Function* function = nullptr;  // takes the place of the one to come
    std::vector<Body> list;
  };
  std::map<size_t, Group> groups;
  uint64_t number = 0;  // of the body that is being emitted; 0: the function has one only
};

// What a MapFind at work has found.
struct Found {
  Value* value = nullptr;
  Value* key = nullptr;
};

// Temporaries on the BPF stack.
struct StackSlots {
  struct Slot {
    Value* memory;
    uint32_t bytes;
  };
  std::vector<Slot> active;  // in order of creation
  std::vector<Slot> free;
  uint32_t used = 0;  // bytes of all slots ever made
  Value* call_frame = nullptr;
};

// The temporaries in use at one point.
struct Mark {
  size_t stack;
  uint32_t scratch;
};

// A part of a value that is copied or compared at once.
struct Chunk {
  uint32_t offset;
  uint32_t bytes;
};

class FunctionEmitter {
 public:
  // The function that the kernel runs. Code goes to its entry block.
  FunctionEmitter(ProgramEmitter& program, llvm::Function& function, llvm::DISubprogram* subprogram);
  // A new function of the program with the name of `subprogram`, made in the course of `parent`. Code goes to
  // its second block.
  FunctionEmitter(FunctionEmitter& parent, llvm::FunctionType* type, llvm::DISubprogram* subprogram);
  FunctionEmitter(const FunctionEmitter&) = delete;
  FunctionEmitter& operator=(const FunctionEmitter&) = delete;

  // ---- what belongs to the program
  ModuleEmitter& module();
  const typed::Probe& probe();
  const ProbeTypeRow& row();
  const ProbePlan& plan();
  Split* split();  // null where the program is one function
  uint32_t LocationIndex(SourceRange range);
  // The name of another function of this program.
  std::string NameOf(const std::string& name);

  // ---- control flow
  void SetLocation(SourceRange range);
  Block* NewBlock(const char* name);
  // Emits `then` (and `otherwise`) under a condition and continues behind them.
  void Branch(Value* condition, const std::function<void()>& then,
              const std::function<void()>& otherwise = {});
  // After a jump: code that follows lands in a block nobody reaches.
  void StartUnreachable();
  Value* CallHelper(Helper helper, std::initializer_list<Value*> args);

  // ---- values
  llvm::ConstantInt* Constant(uint64_t bits) { return ir.getInt64(bits); }
  // The 64 bits of a narrower integer, by the sign of its type.
  Value* Extend(Value* value, const Type& type);
  // The low bytes of a word, as many as the type has, extended.
  Value* Narrow(Value* word, const Type& type);
  // An i64 that the optimiser cannot see through, so that a bounds check stays where the verifier needs it.
  Value* Opaque(Value* value);
  // No access to memory is moved over this point. It is no instruction.
  void Fence();
  // `pointer` plus a number of bytes that is not constant.
  Value* AddToPointer(Value* pointer, Value* offset);
  Value* At(Value* pointer, uint64_t offset);
  Value* LoadInteger(Value* pointer, const Type& type, bool is_volatile = false);
  void StoreInteger(Value* pointer, Value* value, uint32_t bytes);

  // ---- memory
  // A temporary of `bytes`, 8-byte aligned, alive until the enclosing Mark is released.
  Value* Temporary(uint32_t bytes);
  Mark MarkTemporaries() const;
  void ReleaseTemporaries(Mark mark);
  Value* StackSlot(uint32_t bytes);
  // Scratch memory until the enclosing Mark is released: its offset.
  uint32_t ScratchWords(uint32_t bytes);
  Value* ScratchAt(uint32_t offset);
  // Three words on the stack for what a helper hands to a callback, shared by all calls of a function.
  Value* CallFrame();
  // How to walk `bytes` at all of `pointers` in aligned pieces: the verifier insists on alignment on the
  // stack.
  std::vector<Chunk> Chunks(uint32_t bytes, std::initializer_list<Value*> pointers);
  void Zero(Value* pointer, uint32_t bytes);
  void Copy(Value* to, Value* from, uint32_t bytes);
  // Where a variable is. In split programs pointers into the scratch slot are made when they are first
  // needed.
  Value* VariableAt(uint32_t slot);
  // The value of a variable that is one register.
  Value* LoadVariable(uint32_t slot);

  ProgramEmitter& program;
  llvm::IRBuilder<> ir;
  llvm::Function& function;
  llvm::DISubprogram* const subprogram;
  Block* entry = nullptr;
  Block* exit = nullptr;
  Block* taken = nullptr;  // of a piece with arms of an if statement
  FunctionRole role;
  Handles handles;
  LoopFrame frame;
  StackSlots stack;
  std::vector<Value*> variables;
  std::vector<LoopTargets> loops;
  LoopBodies bodies;
  Found found;

 private:
  void Begin();
};

}  // namespace sonde::codegen
