// Loops: the kernel calls the body as a function (bpf_loop, bpf_for_each_map_elem), once per round. The
// verifier looks at the body once, so a loop may be long, and nobody has to prove that a while loop ends.
// Leaves: ProgramEmitter's EmitWhile, EmitForRange and EmitForMap.
//
// A body has a stack of its own. What it shares with the program lies in the scratch slot: variables, the
// return value, a word that says that the body has returned. A small frame on the program's stack carries
// the pointers that the verifier must not lose sight of. Covered by the run tests of loops.
#include <tuple>
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// Words of the frame; from kSlotIndex on they are there in programs that are split only.
enum FrameSlot : uint32_t { kScratch, kLedger, kContext, kSlotIndex, kLoop, kFrameWords };

// The kernel's limit for bpf_loop (BPF_MAX_LOOPS).
constexpr uint64_t kMaxIterations = 1ULL << 23U;

// Rounds of a while loop. Nothing else runs on the CPU meanwhile, and a condition that stays true must not
// hang the machine.
constexpr uint64_t kMaxRounds = 1ULL << 20U;

}  // namespace

void ProgramEmitter::PrepareLoops() {
  return_offset_ = ScratchWords(8);
  returned_offset_ = ScratchWords(8);
  if (weights_) {
    saved_context_offset_ = ScratchWords(8 * kSavedWords);
    event_offset_ = ScratchWords(weights_->event_bytes());
  }
  for (const auto& variable : probe_.variables) {
    variable_offsets_.push_back(ScratchWords(InMemory(*variable.type) ? SizeOf(*variable.type) : 8));
  }
  PointVariables();
  builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), result_), return_value_);
  builder_.CreateStore(Constant(0), ScratchAt(returned_offset_));
  ClearVariables();
  OwnFrame();
  frame_context_used_ = true;  // it is a program's own, so it is always there
  FinishFrame();
  EmitFunctions();
}

// The thousands of a large probe are cleared by one helper call.
void ProgramEmitter::ClearVariables() {
  if (variable_offsets_.empty()) return;
  if (weights_) {
    const uint32_t first = variable_offsets_.front();
    return Zero(ScratchAt(first), scratch_used_ - first);
  }
  for (size_t i = 0; i < variables_.size(); ++i) {
    if (!InMemory(*probe_.variables[i].type)) builder_.CreateStore(Constant(0), variables_[i]);
  }
}

// Everything but the context is stored where the pointers to variables are made: it is there for every use.
llvm::Value* ProgramEmitter::OwnFrame() {
  if (frame_ != nullptr) return frame_;
  frame_ = StackSlot(8 * (weights_ ? kFrameWords : kSlotIndex));
  const llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  if (weights_) builder_.SetInsertPoint(pointers_end_);
  builder_.CreateStore(builder_.CreateLoad(builder_.getPtrTy(), scratch_), FrameWord(frame_, kScratch));
  builder_.CreateStore(ledger_, FrameWord(frame_, kLedger));
  if (weights_) builder_.CreateStore(SlotIndex(), FrameWord(frame_, kSlotIndex));
  return frame_;
}

void ProgramEmitter::FinishFrame() {
  if (frame_ == nullptr || !frame_context_used_) return;
  const llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  if (weights_) builder_.SetInsertPoint(pointers_end_);
  builder_.CreateStore(context_, FrameWord(frame_, kContext));
}

void ProgramEmitter::PointVariables() {
  variables_.assign(variable_offsets_.size(), nullptr);
  for (size_t i = 0; !weights_ && i < variables_.size(); ++i)
    variables_[i] = ScratchAt(variable_offsets_[i]);
  return_value_ = ScratchAt(return_offset_);
  if (!weights_) return;
  Block* body = NewBlock("body");
  pointers_end_ = builder_.CreateBr(body);
  builder_.SetInsertPoint(body);
}

llvm::Value* ProgramEmitter::VariableAt(uint32_t slot) {
  if (variables_[slot] == nullptr) {
    const llvm::IRBuilderBase::InsertPointGuard guard(builder_);
    builder_.SetInsertPoint(pointers_end_);
    variables_[slot] = ScratchAt(variable_offsets_[slot]);
  }
  return variables_[slot];
}

void ProgramEmitter::Aside(const std::function<void()>& emit) {
  const auto saved = std::tuple(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_,
                                return_value_, in_callback_, stack_used_, call_frame_, frame_context_used_,
                                pointers_end_, in_piece_, in_shared_, taken_, scratch_index_, loop_);
  auto saved_slots = std::pair(std::move(active_slots_), std::move(free_slots_));
  auto saved_loops = std::move(loops_);
  auto saved_variables = std::move(variables_);
  auto saved_bodies = std::move(bodies_);
  const auto saved_point = builder_.saveIP();
  const llvm::DebugLoc saved_location = builder_.getCurrentDebugLocation();
  active_slots_.clear();
  free_slots_.clear();
  loops_.clear();
  bodies_.clear();
  stack_used_ = 0;
  call_frame_ = nullptr;
  frame_context_used_ = false;
  taken_ = nullptr;
  loop_ = 0;
  emit();
  std::tie(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_, return_value_,
           in_callback_, stack_used_, call_frame_, frame_context_used_, pointers_end_, in_piece_, in_shared_,
           taken_, scratch_index_, loop_) = saved;
  std::tie(active_slots_, free_slots_) = std::move(saved_slots);
  loops_ = std::move(saved_loops);
  variables_ = std::move(saved_variables);
  bodies_ = std::move(saved_bodies);
  builder_.restoreIP(saved_point);
  builder_.SetCurrentDebugLocation(saved_location);
}

llvm::Function* ProgramEmitter::BeginFunction(const std::string& name, llvm::FunctionType* type,
                                              llvm::DISubprogram* subprogram) {
  function_ = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module_.module());
  function_->addFnAttr(llvm::Attribute::NoUnwind);
  function_->addFnAttr(llvm::Attribute::NoInline);
  function_->addFnAttr("target-cpu", "v3");
  subprogram_ = subprogram;
  function_->setSubprogram(subprogram_);
  entry_ = NewBlock("entry");
  Block* start = NewBlock("start");
  builder_.SetInsertPoint(entry_);
  SetLocation(probe_.range);
  scratch_ = builder_.CreateAlloca(builder_.getPtrTy(), nullptr, "scratch");
  if (weights_) scratch_index_ = builder_.CreateAlloca(builder_.getInt64Ty(), nullptr, "slot");
  builder_.CreateBr(start);
  builder_.SetInsertPoint(start);
  in_callback_ = true;
  return function_;
}

std::string ProgramEmitter::NameOf(const std::string& name) const {
  return std::string(row_.name) + "_" + std::to_string(index_) + "_" + name;
}

llvm::Function* ProgramEmitter::EmitCallback(const char* name, size_t arguments, const LoopBody& body) {
  llvm::Function* callback = nullptr;
  bool context_used = false;
  Aside([&] {
    std::vector<llvm::Type*> types(arguments, builder_.getInt64Ty());
    types.push_back(builder_.getPtrTy());
    auto* type = llvm::FunctionType::get(builder_.getInt64Ty(), types, false);
    const std::string full_name = NameOf(name + std::to_string(callbacks_++));
    callback = BeginFunction(full_name, type, module_.debug().Callback(full_name, probe_.range, arguments));
    exit_ = NewBlock("stop");
    Block* next = NewBlock("next");
    exit_->moveAfter(entry_);
    next->moveAfter(exit_);
    frame_ = callback->getArg(static_cast<unsigned>(arguments));
    const auto load = [&](uint32_t word) {
      return builder_.CreateLoad(builder_.getPtrTy(), FrameWord(frame_, word));
    };
    builder_.CreateStore(load(kScratch), scratch_);
    ledger_ = load(kLedger);
    context_ = load(kContext);
    if (weights_) {
      builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), FrameWord(frame_, kSlotIndex)),
                           scratch_index_);
    }
    PointVariables();
    loops_.emplace_back(next, exit_);
    body(*callback);
    builder_.CreateBr(next);
    builder_.SetInsertPoint(next);
    builder_.CreateRet(Constant(0));
    builder_.SetInsertPoint(exit_);
    builder_.CreateRet(Constant(1));
    context_used = frame_context_used_ || !context_->use_empty();
  });
  frame_context_used_ |= context_used;
  return callback;
}

ProgramEmitter::Loop ProgramEmitter::MakeLoop(const char* name, size_t arguments, LoopBody body) {
  if (!in_piece_) return {EmitCallback(name, arguments, body), 0};
  Bodies& bodies = bodies_[arguments];
  if (bodies.function == nullptr) {
    std::vector<llvm::Type*> types(arguments, builder_.getInt64Ty());
    types.push_back(builder_.getPtrTy());
    bodies.function = llvm::Function::Create(llvm::FunctionType::get(builder_.getInt64Ty(), types, false),
                                             llvm::GlobalValue::ExternalLinkage, "later", module_.module());
  }
  bodies.list.push_back({std::move(body), scratch_used_, blocks_});
  return {bodies.function, bodies.list.size()};
}

// Always 0. The kernel inlines calls of bpf_loop with flags that it knows, each by copying the whole program.
// So a split program loads them: while it runs, the word that says whether it has returned is 0.
llvm::Value* ProgramEmitter::LoopFlags() {
  if (!weights_) return Constant(0);
  return builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(returned_offset_), true);
}

llvm::Value* ProgramEmitter::RunLoop(Helper helper, Value* what, const Loop& loop) {
  Value* frame = OwnFrame();
  if (loop.number != 0) builder_.CreateStore(Constant(loop.number), FrameWord(frame, kLoop));
  Value* result = Call(helper, {what, loop.function, frame, LoopFlags()});
  // The loop around this one goes on with its own body.
  if (loop_ != 0) builder_.CreateStore(Constant(loop_), FrameWord(frame, kLoop));
  return result;
}

void ProgramEmitter::EmitBodies() {
  for (auto& [arguments, bodies] : std::exchange(bodies_, {})) {
    llvm::Function* function = EmitCallback("loops", arguments, [&list = bodies.list, this](auto& callback) {
      Block* next = loops_.back().first;
      Value* number = builder_.CreateLoad(builder_.getInt64Ty(), FrameWord(frame_, kLoop));
      auto* choose = builder_.CreateSwitch(number, next, static_cast<unsigned>(list.size()));
      for (Body& body : list) {
        Block* block = NewBlock("loop");
        choose->addCase(Constant(++loop_), block);
        builder_.SetInsertPoint(block);
        EmitBody(body, callback);
        builder_.CreateBr(next);
      }
      StartUnreachable();
      EmitBodies();
    });
    bodies.function->replaceAllUsesWith(function);
    bodies.function->eraseFromParent();
  }
}

// As at the place of the loop: what was in use there stays in use.
void ProgramEmitter::EmitBody(Body& body, llvm::Function& callback) {
  const uint32_t scratch_used = std::exchange(scratch_used_, body.scratch_used);
  std::swap(blocks_, body.blocks);
  const Mark mark = MarkTemporaries();
  body.emit(callback);
  ReleaseTemporaries(mark);
  std::swap(blocks_, body.blocks);
  scratch_used_ = scratch_used;
}

void ProgramEmitter::FinishLoop(Value* result, SourceRange range) {
  // The kernel inlines bpf_loop and then sets only the low half of the register for an error.
  Value* code = builder_.CreateTrunc(result, builder_.getInt32Ty());
  Branch(builder_.CreateICmpSLT(code, builder_.getInt32(0)),
         [&] { Count(bundle::LedgerKind::LoopTooLong, LocationIndex(range)); });
  LeaveAfterLoop();
}

void ProgramEmitter::LeaveAfterLoop() {
  Value* returned = builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(returned_offset_));
  Block* after = NewBlock("after_loop");
  builder_.CreateCondBr(builder_.CreateICmpEQ(returned, Constant(0)), after, exit_);
  builder_.SetInsertPoint(after);
}

void ProgramEmitter::EmitWhile(const typed::While& stmt) {
  const Loop loop = MakeLoop("while", 1, [this, &stmt](llvm::Function&) {
    Block* body = NewBlock("while_body");
    builder_.CreateCondBr(EmitCondition(*stmt.condition), body, loops_.back().second);
    builder_.SetInsertPoint(body);
    EmitBlock(stmt.body);
  });
  SetLocation(stmt.range);
  // One more than may run: the condition ends the loop before that.
  const uint64_t calls = kMaxRounds + 1;
  Value* made = RunLoop(Helper::Loop, builder_.getInt32(calls), loop);
  Branch(builder_.CreateICmpUGE(builder_.CreateTrunc(made, builder_.getInt32Ty()), builder_.getInt32(calls)),
         [&] { Count(bundle::LedgerKind::WhileStopped, LocationIndex(stmt.range)); });
  LeaveAfterLoop();
}

void ProgramEmitter::EmitForRange(const typed::ForRange& stmt) {
  Value* begin = EmitScalar(*stmt.begin);
  Value* end = EmitScalar(*stmt.end);
  SetLocation(stmt.range);
  // The first value lies in scratch memory of this loop, for the body to add its index to.
  const uint32_t begin_offset = ScratchWords(8);
  builder_.CreateStore(begin, ScratchAt(begin_offset));
  const bool is_signed = stmt.begin->type->is_signed;
  Value* some = is_signed ? builder_.CreateICmpSLT(begin, end) : builder_.CreateICmpULT(begin, end);
  Value* count = builder_.CreateSelect(some, builder_.CreateSub(end, begin), Constant(0));
  // The helper takes 32 bits: a larger count must fail, not wrap.
  Value* too_many = Constant(kMaxIterations + 1);
  count = builder_.CreateSelect(builder_.CreateICmpULT(count, too_many), count, too_many);

  const Loop loop = MakeLoop("range", 1, [this, &stmt, begin_offset](llvm::Function& function) {
    const Type& type = *probe_.variables[stmt.slot].type;
    Value* first = builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(begin_offset));
    Value* value = builder_.CreateAdd(first, function.getArg(0));
    if (SizeOf(type) < 8)
      value = Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * SizeOf(type))), type);
    builder_.CreateStore(value, VariableAt(stmt.slot));
    EmitBlock(stmt.body);
  });
  SetLocation(stmt.range);
  // Of a loop that it knows to be empty the kernel drops the body, and then cannot find what the call names.
  Branch(builder_.CreateICmpNE(count, Constant(0)), [&] {
    Value* calls = builder_.CreateTrunc(count, builder_.getInt32Ty());
    FinishLoop(RunLoop(Helper::Loop, calls, loop), stmt.range);
  });
}

void ProgramEmitter::EmitForMap(const typed::ForMap& stmt) {
  module_.Walk(stmt.map);
  const Loop loop = MakeLoop("map", 3, [this, &stmt](llvm::Function& function) {
    const typed::MapInfo& info = module_.program().maps[stmt.map];
    const Type& pair = *probe_.variables[stmt.slot].type;
    const TupleLayout layout = LayOut(pair.elements);
    Value* key = builder_.CreateIntToPtr(function.getArg(1), builder_.getPtrTy());
    Value* value = builder_.CreateIntToPtr(function.getArg(2), builder_.getPtrTy());
    Value* to = VariableAt(stmt.slot);
    if (HasPadding(pair)) Zero(to, SizeOf(pair));
    ConvertMemory(key, *info.key, At(to, layout.offsets[0]), *pair.elements[0]);
    Value* value_at = At(to, layout.offsets[1]);
    if (info.value->kind == TypeKind::Aggregate) {
      StoreInteger(value_at, CombineAggregate(stmt.map, key, stmt.range), 8);
    } else {
      ConvertMemory(value, *info.value, value_at, *pair.elements[1]);
    }
    EmitBlock(stmt.body);
  });
  SetLocation(stmt.range);
  FinishLoop(RunLoop(Helper::ForEachMapElem, module_.store(stmt.map).map, loop), stmt.range);
}

}  // namespace sonde::codegen
