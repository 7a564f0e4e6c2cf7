// ProgramEmitter: one probe of the typed program to one BPF program.
//
// Values: integers, bools, pointers, enums and kernel symbols are one 64-bit register, extended by their
// type's sign. Everything else lives in memory (InMemory) and is made by EmitInto straight at its
// destination: a map key, a ring buffer record, a temporary. Temporaries are small ones on the BPF stack and
// large ones in a per-CPU scratch slot that is acquired once per run of the program.
//
// The member functions are spread over files by construct family. Covered by tests/codegen/* and all run
// tests.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "codegen/layout.h"
#include "codegen/module.h"
#include "codegen/registers.h"
#include "codegen/weights.h"

namespace sonde::codegen {

class ProgramEmitter {
 public:
  ProgramEmitter(ModuleEmitter& module, uint32_t index);

  // Emits the function and its ProbeMeta.
  void Emit();

 private:
  using Value = llvm::Value;
  using Block = llvm::BasicBlock;
  // Emits the body of a loop into the function that the kernel calls.
  using LoopBody = std::function<void(llvm::Function&)>;

  // ---- program.cpp: frame of a program
  void EmitPrologue();
  void EmitVariables();
  void EmitEpilogue();
  void EmitPidFilter();
  void EmitMorePids(llvm::Value* pid, llvm::BasicBlock* pass);
  void EmitReturn(Value* value);
  void AcquireScratch();
  void ReleaseScratch();
  void DescribeProbe();
  void SetLocation(SourceRange range);
  uint32_t LocationIndex(SourceRange range) { return module_.LocationIndex(range, blocks_); }
  Value* Call(Helper helper, std::initializer_list<Value*> args);
  llvm::ConstantInt* Constant(uint64_t bits) { return builder_.getInt64(bits); }
  Block* NewBlock(const char* name);
  // Emits `then` (and `otherwise`) under a condition and continues behind them.
  void Branch(Value* condition, const std::function<void()>& then,
              const std::function<void()>& otherwise = {});
  // Adds one to the counter of `kind` for `subject`; to that of the whole probe once there are too many.
  void Count(bundle::LedgerKind kind, uint32_t subject);
  void CountAt(Value* word);
  // An i64 that the optimiser cannot see through, so that a bounds check stays where the verifier needs it.
  Value* Opaque(Value* value);
  // `pointer` plus a number of bytes that is not constant.
  Value* AddToPointer(Value* pointer, Value* offset);
  // A part of the context, zero-extended, and the address of one as a number.
  Value* LoadContext(uint32_t offset, uint32_t bytes);
  Value* ContextAddress(uint32_t offset);
  Value* ReadContext(uint32_t offset, uint32_t bytes);
  Value* PerCpuAdd(uint32_t map, Value* pointer, Value* amount);

  // ---- memory.cpp: temporaries, copies
  // A temporary of `bytes`, 8-byte aligned, alive until the enclosing Mark is released.
  Value* Temporary(uint32_t bytes);
  // A variable's memory: alive for the whole program.
  Value* Permanent(uint32_t bytes);
  // Scratch memory for the whole program: its offset.
  uint32_t ScratchWords(uint32_t bytes);
  struct Mark {
    size_t stack;
    uint32_t scratch;
  };
  Mark MarkTemporaries() const { return {active_slots_.size(), scratch_used_}; }
  void ReleaseTemporaries(Mark mark);
  Value* StackSlot(uint32_t bytes);
  Value* ScratchAt(uint32_t offset);
  // Three words on the stack for what a helper hands to a callback, shared by all calls of a function.
  Value* CallFrame();
  Value* At(Value* pointer, uint64_t offset);
  // How to walk `bytes` at all of `pointers` in aligned pieces: the verifier insists on alignment on the
  // stack.
  struct Chunk {
    uint32_t offset;
    uint32_t bytes;
  };
  std::vector<Chunk> Chunks(uint32_t bytes, std::initializer_list<Value*> pointers);
  void Zero(Value* pointer, uint32_t bytes);
  void Copy(Value* to, Value* from, uint32_t bytes);
  Value* LoadInteger(Value* pointer, const Type& type, bool is_volatile = false);
  void StoreInteger(Value* pointer, Value* value, uint32_t bytes);
  // Reads `bytes` at `address` (i64) into `to`; a failed read gives zeroes and is counted.
  void ReadMemory(Value* to, uint32_t bytes, Value* address, AddressSpace space, SourceRange range);
  void CountFailedRead(AddressSpace space, SourceRange range);
  void ReadBytes(Value* to, Value* length, Value* address, AddressSpace space, SourceRange range);
  // ReadMemory of a value of `type`: strings are cleared behind their NUL.
  void ReadValue(Value* to, const Type& type, Value* address, AddressSpace space, SourceRange range);

  // ---- expressions.cpp
  // The value of a register-typed expression.
  Value* EmitScalar(const typed::Expr& expr);
  // The address of a memory-typed expression; the memory may be shared (a variable), so do not write it.
  Value* EmitAddress(const typed::Expr& expr);
  // Writes the bytes of any expression to `to`, all SizeOf(type) of them, padding zeroed.
  void EmitInto(const typed::Expr& expr, Value* to);
  Value* EmitCondition(const typed::Expr& expr);  // i1
  Value* EmitTernary(const typed::Ternary& node);
  void EmitTernaryInto(const typed::Ternary& node, Value* to);
  Value* EmitConvert(const typed::Convert& node);
  void EmitConvertInto(const typed::Convert& node, Value* to);
  void ConvertMemory(Value* from, const Type& from_type, Value* to, const Type& to_type);
  void EmitTupleInto(const typed::Tuple& node, Value* to);
  Value* EmitIfValue(const typed::IfValue& node, Value* to);
  Value* Extend(Value* value, const Type& type);
  // By how much it changes a value of `type`.
  Value* StepOf(const typed::Increment& node, const Type& type);
  Value* EmitIncrement(const typed::Increment& node);

  // ---- calls.cpp
  void EmitFunctions();
  void EmitFunctionReturn();
  void EmitCall(const typed::Call& node);
  Value* EmitImportedCall(const typed::ImportedCall& node);

  // ---- operators.cpp
  Value* EmitUnary(const typed::Unary& node);
  Value* EmitBinary(const typed::Binary& node);
  Value* EmitArithmetic(BinaryOp op, Value* left, Value* right, bool is_signed, SourceRange range);
  Value* EmitDivision(BinaryOp op, Value* left, Value* right, bool is_signed, SourceRange range);
  Value* EmitShortCircuit(const typed::Binary& node);
  Value* EmitComparison(const typed::Binary& node);

  // ---- strings.cpp
  void EmitStringInto(const typed::String& node, Value* to);
  Value* BoundedLength(const typed::Expr& length, uint32_t capacity, const SourceRange* cut = nullptr);
  void CountCut(const typed::ReadString& node, Value* result, Value* to, Value* address, bool detected);
  void EmitReadStringInto(const typed::ReadString& node, Value* to);
  Value* EmitMemoryEquality(const typed::Binary& node);  // i1
  Value* EqualToLiteral(Value* memory, uint32_t capacity, const std::string& text);

  // ---- equality.cpp
  Value* EqualBytes(Value* left, Value* right, uint32_t bytes);  // i1
  Value* EqualInline(Value* left, Value* right, uint32_t bytes);
  llvm::Function* EqualStep(uint32_t pieces);

  // ---- bytes.cpp
  void ClearTail(Value* text, uint32_t bytes);
  void EmitReadBufferInto(const typed::ReadBuffer& node, Value* to);
  Value* EmitStringLength(const typed::StringLength& node);
  llvm::Function* FindStep(uint32_t text_size, uint32_t needle_size, SourceRange range);
  llvm::Function* EmitFindStep(uint32_t text_size, uint32_t needle_size, SourceRange range);
  Value* EmitFindText(const typed::FindText& node);

  // ---- builtins.cpp
  Value* EmitBuiltin(const typed::Builtin& node);
  void EmitBuiltinInto(const typed::Builtin& node, Value* to);
  Value* EmitPidTgid();
  Value* ReadPidTgid();
  Value* ContextWord(uint32_t offset);
  Value* EmitFunctionAddress();
  void EmitStackInto(const typed::Stack& node, Value* to);
  void EmitUserSymbolInto(const typed::Symbol& node, Value* to);

  // ---- fields.cpp
  // `as_base`: only fields behind the value will be read.
  Value* EmitField(const typed::Field& node, bool as_base = false);
  void EmitFieldInto(const typed::Field& node, Value* to);
  Value* FieldAddress(const typed::Field& node);
  Value* EmitBase(const typed::Expr& expr);
  bool IsTypedBase(const typed::Expr& base) const;
  bool untyped_bases_ = false;  // what leads to a field is to be a number: the verifier allows arithmetic
  AddressSpace SpaceOf(const typed::Expr& base) const;
  Value* Narrow(Value* word, const Type& type);  // the low bytes of a word, extended as the type says
  Value* RegisterWord(uint16_t number);
  Value* PlaceAddress(const EntryPlace& place);
  void StoreParts(const EntryPlace& place, Value* to);
  Value* EmitContextField(const typed::ContextField& node);
  void EmitContextFieldInto(const typed::ContextField& node, Value* to);
  Value* EmitDereference(const typed::Dereference& node);
  // The address, as an integer, of a variable or of what lies in traced memory or in the context.
  Value* AddressOf(const typed::Expr& expr);
  Value* ElementAddress(const typed::Index& node);
  Value* StepOf(const Type& pointer, SourceRange range);
  Value* ElementIndex(const typed::Index& node);
  Value* EmitIndex(const typed::Index& node);
  Value* ReadScalar(Value* address, const Type& type, AddressSpace space, SourceRange range);

  // ---- kernel_fields.cpp
  // A place in a kernel struct: `distance` (null: 0) and a path, whose offset is relocated, from a pointer.
  struct Place {
    Value* base = nullptr;
    Value* distance = nullptr;
    KernelPath path;
  };
  bool IsKernelArray(const typed::Expr& expr) const;
  Place PlaceOf(const typed::Field& node);
  Place PlaceOf(const typed::Index& node);
  Value* AddressOfPlace(const Place& place, SourceRange range);
  Value* ReadKernelField(const typed::Field& node, const Place& place, Value* address);
  Value* EmitKernelField(const typed::Field& node, bool as_base);
  Value* EmitInteger(const typed::Integer& node);
  Value* EmitFact(const typed::KernelFact& fact, uint64_t bits, SourceRange range);
  void EmitKernelFieldInto(const typed::Field& node, Value* to);

  // ---- map_access.cpp
  Value* EmitKey(uint32_t map, const typed::Expr* key);
  void FinishKey(uint32_t map, Value* key);
  Value* EmitMapRead(const typed::MapRead& node);
  void EmitMapReadInto(const typed::MapRead& node, Value* to);
  Value* EmitHasKey(const typed::MapHasKey& node);
  Value* EmitMapDelete(const typed::MapDelete& node);
  llvm::Function* CountingCallback();
  Value* EmitMapFind(const typed::MapFind& node);
  Value* EmitMapLength(const typed::MapLength& node);
  Value* Generation(uint32_t map);
  void EmitAssignMap(const typed::AssignMap& stmt);
  void EmitUpdateMap(const typed::UpdateMap& stmt);
  void UpdateElement(const typed::UpdateMap& stmt, Value* key, Value* operand);
  void UpdateValue(const typed::UpdateMap& stmt, Value* pointer, Value* operand);
  void AssignElement(uint32_t map, Value* key, Value* value);
  Value* ReadElement(const typed::MapRead& node, Value* key);
  Value* Stepped(Value* old, Value* step, const Type& type);
  Value* IncrementElement(const typed::Increment& node, Value* key);
  Value* EmitMapIncrement(const typed::Increment& node);
  // Address of the value of key, or null at run time when it cannot be made; new values start with `initial`.
  Value* LookupOrInsert(uint32_t map, Value* key, Value* initial);
  Value* ScalarSlot(uint32_t map);  // the set word of a Global
  Value* AtomicAdd(Value* pointer, Value* amount, const Type& type, bool fetch);

  // ---- aggregates.cpp
  void EmitAggregate(const typed::Aggregate& stmt);
  void AggregateElement(const typed::Aggregate& stmt, Value* key, Value* operand);
  void UpdateAggregate(uint32_t map, Value* words, Value* operand, bool is_signed);
  void UpdateExtreme(Value* words, Value* operand, bool is_signed, bool is_max);
  Value* HistogramIndex(Value* operand, uint32_t bits);
  Value* LinearIndex(Value* operand, const Buckets& buckets);
  Value* EmitAggregateRead(const typed::MapRead& node);
  void EmitStatisticsInto(const typed::MapRead& node, Value* to);
  // The combined value of all CPUs, as one register.
  Value* CombineAggregate(uint32_t map, Value* key, SourceRange range);
  // Slots of 8 bytes with the words of all CPUs together.
  struct CombinedWords {
    Value* first;   // count, sum, extreme value
    Value* second;  // total, is_set
  };
  CombinedWords CombineWordsOfCpus(uint32_t map, Value* key);
  // With -k: counts the read of an element that is not there. `found`: what the lookup gave.
  void CountMissing(Value* found, SourceRange range);
  void CountMissingAggregate(const typed::MapRead& node, Value* key);
  Value* AverageOf(const CombinedWords& words, bool is_signed, SourceRange range);
  void CombineWords(MapFunction function, Value* first, Value* second, Value* words, bool is_signed);

  // ---- events.cpp
  void EmitEvent(const typed::Emit& stmt);
  // `early`: what EmitEarlyArguments returned.
  void EmitRecord(const typed::Emit& stmt, const std::vector<Value*>& early, uint32_t size);
  void FillRecord(const typed::Emit& stmt, const std::vector<Value*>& early, Value* record);
  Value* ReserveRecord(uint32_t bytes);
  void SubmitEvent(Value* record);
  Value* WakeFlags();
  std::vector<Value*> EmitEarlyArguments(const typed::Emit& stmt);

  // ---- statements.cpp
  void EmitBlock(const typed::Block& block);
  void EmitStatement(const typed::Stmt& stmt);
  void EmitAssignVariable(uint32_t variable, const typed::Expr* value);  // null: zero
  void EmitIf(const typed::If& stmt);
  void EmitJump(const typed::Jump& stmt);
  // ---- loops.cpp: bodies of loops are functions that the kernel calls
  void EmitWhile(const typed::While& stmt);
  void EmitForRange(const typed::ForRange& stmt);
  void EmitForMap(const typed::ForMap& stmt);
  // Emits another function, with everything that belongs to the present one set aside.
  void Aside(const std::function<void()>& emit);
  // Makes the function that Aside is for, with its entry block, and goes on behind that.
  llvm::Function* BeginFunction(const std::string& name, llvm::FunctionType* type,
                                llvm::DISubprogram* subprogram);
  // Emits `body` as a callback with the parameters of `arguments` and a last one for the frame. Returns the
  // function.
  llvm::Function* EmitCallback(const char* name, size_t arguments, const LoopBody& body);
  // A loop's body. The bodies in a piece are one function, as there may be thousands of them; a word of the
  // frame says which one runs.
  struct Loop {
    llvm::Function* function;
    uint64_t number;  // 0: the function has this body only
  };
  Loop MakeLoop(const char* name, size_t arguments, LoopBody body);
  // Calls a helper that calls the body; the first argument is `what`.
  Value* RunLoop(Helper helper, Value* what, const Loop& loop);
  // The last argument of such a helper.
  Value* LoopFlags();
  // At the end of a piece: emits the bodies of its loops.
  void EmitBodies();
  struct Body {
    LoopBody emit;
    uint32_t scratch_used;  // where the loop is, as are the blocks
    std::vector<SourceRange> blocks;
  };
  void EmitBody(Body& body, llvm::Function& callback);
  // The frame of pointers, for functions that get it; a piece makes its own when it needs one.
  Value* OwnFrame();
  // At the end of a function: stores the context in its frame, if any function needs it.
  void FinishFrame();
  // The name of a function of this program.
  std::string NameOf(const std::string& name) const;
  // After the helper call: notes a refused number of rounds, and leaves the program when the body returned.
  void FinishLoop(Value* result, SourceRange range);
  void LeaveAfterLoop();
  Value* FrameWord(Value* frame, uint32_t word) { return At(frame, 8ULL * word); }
  // Lays out variables in scratch memory and fills the frame.
  void PrepareLoops();
  void ClearVariables();
  // Has VariableAt and return_value_ point into the scratch slot of the function being emitted.
  void PointVariables();
  // Where a variable is. In split programs pointers into the scratch slot are made when they are first
  // needed.
  Value* VariableAt(uint32_t slot);
  Value* LoadVariable(uint32_t slot);

  // ---- pieces.cpp: a probe that is too large for one function is split into several
  void DecideSplit();
  // Emits the statements of a block that weighs more than a piece may.
  void EmitPieces(const typed::Block& block);
  // Emits one statement with temporaries of its own.
  void EmitOne(const typed::Stmt& stmt);
  // Emits `body` as a function of its own and the call of it.
  void EmitPiece(const std::function<void()>& body);
  struct Piece {
    llvm::Function* function = nullptr;
    bool leaves = false;  // may return kLeave, and so on
    bool breaks = false;
    bool continues = false;
    bool taken = false;
    bool uses_context = false;
  };
  Piece MakePiece(const std::function<void()>& body);
  void BeginPiece(llvm::Function& function);
  void MakeGlobal(llvm::Function& function);
  // An if statement with branches or arms that are too large for a piece.
  void EmitChain(const typed::If& stmt);
  // The emitted arms go to `after`.
  const typed::If* EmitArms(const typed::If& first, Block* after);
  // Whether it is control structure that is too large for a piece.
  bool IsHeavy(const typed::Stmt& stmt) const;
  void EmitRepeat(const typed::Repeat& stmt);
  // In split programs: what LoadContext gives, out of scratch memory; 0 bytes are the context's address. Null
  // where there is no room, and in other programs.
  Value* SavedContext(uint32_t offset, uint32_t bytes);
  // Stores at `memory`, the program's scratch memory, what SavedContext has been asked for.
  void SaveContext(Value* memory);

  // ---- shared.cpp: what the statements of a split probe have in common is a function
  // The function of this probe with that name, made at first use, of words and pointers to a word. A global
  // one has no pointers and returns none: the verifier looks at it once. `body` returns the result.
  llvm::Function* Shared(const std::string& name, const std::vector<llvm::Type*>& parameters, bool global,
                         const std::function<Value*(llvm::Function&)>& body);
  // A lookup, as an integer.
  Value* Lookup(llvm::GlobalVariable* map, Value* key);
  Value* MemoryOfSlot(Value* slot);
  Value* LedgerOfCpu();
  Value* SlotIndex();
  // The key of a map as an argument of a shared function: the key itself when that is a register, null when
  // there is none.
  struct SharedKey {
    Value* value = nullptr;
    bool may_point = false;  // the verifier may take it for a pointer
  };
  SharedKey KeyArgument(uint32_t map, const typed::Expr* key);
  // Calls the function `name` of a map with the key and `operand`, the value of `source` (null: none). `body`
  // emits what it does, from the address of the key and the operand.
  Value* CallShared(const std::string& name, uint32_t map, const SharedKey& key, const typed::Expr* source,
                    Value* operand, const std::function<Value*(Value* key, Value* operand)>& body);
  void OutputShared(uint32_t size);
  Value* EventHeaderOf(uint32_t event);
  bool EmitSharedEvent(const typed::Emit& stmt, const std::vector<Value*>& values, uint32_t size);

  // After a jump: code that follows lands in a block nobody reaches.
  void StartUnreachable();

  ModuleEmitter& module_;
  const uint32_t index_;
  const typed::Probe& probe_;
  const ProbeTypeRow& row_;
  llvm::IRBuilder<> builder_;
  llvm::Function* function_ = nullptr;
  llvm::DISubprogram* subprogram_ = nullptr;
  Block* entry_ = nullptr;
  Block* exit_ = nullptr;
  Block* leave_ = nullptr;
  Value* context_ = nullptr;
  Value* result_ = nullptr;        // alloca i64: what the program returns
  Value* return_value_ = nullptr;  // where `return` puts its value
  Value* ledger_ = nullptr;        // this CPU's counters
  Value* scratch_ = nullptr;       // base of the slot; a placeholder until the body is done
  Block* scratch_block_ = nullptr;
  Value* scratch_mask_ = nullptr;
  Value* scratch_bit_ = nullptr;
  std::vector<Value*> variables_;
  std::vector<SourceRange> blocks_;  // with a value, around the place that is being emitted
  // Programs of several functions keep variables in scratch memory, where all of them reach them: offsets
  // of the variables, of the return value and of the word that says that a body has returned.
  std::vector<uint32_t> variable_offsets_;
  uint32_t return_offset_ = 0;
  uint32_t returned_offset_ = 0;
  bool in_scratch_ = false;
  Value* frame_ = nullptr;  // on the stack: pointers that loop bodies need (FrameSlot)
  // Whether a function that gets this function's frame uses the context.
  bool frame_context_used_ = false;
  std::vector<bool> functions_use_context_;  // by index in Probe::functions
  // Of a split program: null for others.
  std::unique_ptr<Weights> weights_;
  uint64_t piece_limit_ = 0;
  bool in_piece_ = false;   // everything is emitted in place
  bool in_shared_ = false;  // a function of shared.cpp
  // What SavedContext has been asked for, (offset, bytes), in the order of its words in scratch memory.
  std::vector<std::pair<uint32_t, uint32_t>> saved_context_;
  uint32_t event_offset_ = 0;  // where events with texts are made, in scratch memory
  static constexpr uint32_t kSavedWords = 64;
  uint32_t saved_context_offset_ = 0;
  Block* taken_ = nullptr;  // of a piece with arms of an if statement
  // Bodies of the present function's loops that are still to be emitted, by the number of arguments.
  struct Bodies {
    llvm::Function* function = nullptr;  // takes the place of the one to come
    std::vector<Body> list;
  };
  std::map<size_t, Bodies> bodies_;
  uint64_t loop_ = 0;               // number of the body that is being emitted, see Loop
  Value* scratch_index_ = nullptr;  // alloca i64: which slot of scratch memory the program has taken
  llvm::Instruction* pointers_end_ = nullptr;  // where pointers to variables and the frame are made
  // Values of the word that says that a body has returned.
  static constexpr uint64_t kLeftProgram = 1;
  static constexpr uint64_t kLeftFunction = 2;
  std::map<uint32_t, llvm::Function*> equal_steps_;  // by number of pieces
  std::map<std::pair<uint32_t, uint32_t>, llvm::Function*> find_steps_;
  Value* call_frame_ = nullptr;
  std::vector<llvm::Function*> functions_;  // by index in Probe::functions
  bool in_callback_ = false;
  Value* found_ = nullptr;  // what the EmitMapFind at work found, and its key
  Value* found_key_ = nullptr;
  uint32_t callbacks_ = 0;                        // made so far, for their names
  std::vector<std::pair<Block*, Block*>> loops_;  // (continue, break)
  struct StackPiece {
    Value* memory;
    uint32_t bytes;
  };
  std::vector<StackPiece> active_slots_;  // in order of creation
  std::vector<StackPiece> free_slots_;
  uint32_t stack_used_ = 0;  // bytes of all slots ever made
  uint32_t stack_budget_ = 0;
  // Cleared while a string is read into an event: nothing looks behind its NUL there.
  bool zero_tails_ = true;
  uint32_t scratch_used_ = 0;
  uint32_t scratch_peak_ = 0;
};

}  // namespace sonde::codegen
