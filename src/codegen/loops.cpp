// for loops: the kernel calls the body as a function (bpf_loop, bpf_for_each_map_elem), once per element. The
// verifier looks at the body once, so a loop may be long. Leaves: ProgramEmitter's EmitForRange and
// EmitForMap.
//
// A body has a stack of its own. What it shares with the program lies in the scratch slot: variables, the
// return value, a word that says that the body has returned. A small frame on the program's stack carries
// the pointers that the verifier must not lose sight of. Covered by the run tests of loops.
#include <tuple>
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// Words of the frame; the last one is there in programs that are split only.
enum FrameSlot : uint32_t { kScratch, kLedger, kContext, kSlotIndex, kFrameWords };

// The kernel's limit for bpf_loop (BPF_MAX_LOOPS).
constexpr uint64_t kMaxIterations = 1ULL << 23U;

}  // namespace

void ProgramEmitter::PrepareLoops() {
  constexpr size_t kClearedOneByOne = 64;
  return_offset_ = ScratchWords(8);
  returned_offset_ = ScratchWords(8);
  for (const auto& variable : probe_.variables) {
    variable_offsets_.push_back(ScratchWords(InMemory(*variable.type) ? SizeOf(*variable.type) : 8));
  }
  cleared_together_ = variable_offsets_.size() > kClearedOneByOne;
  if (cleared_together_) {
    const uint32_t first = variable_offsets_.front();
    Zero(ScratchAt(first), scratch_used_ - first);
  }
  PointVariables();
  builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), result_), return_value_);
  builder_.CreateStore(Constant(0), ScratchAt(returned_offset_));
  for (uint32_t i = 0; !cleared_together_ && i < variable_offsets_.size(); ++i) {
    if (!InMemory(*probe_.variables[i].type)) builder_.CreateStore(Constant(0), VariableAt(i));
  }
  OwnFrame();
  frame_context_used_ = true;  // it is a program's own, so it is always there
  FinishFrame();
  EmitFunctions();
}

// Everything but the context is stored where the pointers to variables are made: it is there for every use.
llvm::Value* ProgramEmitter::OwnFrame() {
  if (frame_ != nullptr) return frame_;
  frame_ = StackSlot(8 * (weights_ ? kFrameWords : kSlotIndex));
  llvm::IRBuilder<> code(pointers_end_);
  const auto store = [&](uint32_t word, Value* value) {
    code.CreateStore(value,
                     word == 0 ? frame_ : code.CreateConstInBoundsGEP1_64(code.getInt64Ty(), frame_, word));
  };
  store(kScratch, code.CreateLoad(code.getPtrTy(), scratch_));
  store(kLedger, ledger_);
  if (weights_) store(kSlotIndex, code.CreateLoad(code.getInt64Ty(), scratch_index_));
  return frame_;
}

void ProgramEmitter::FinishFrame() {
  if (frame_ == nullptr || !frame_context_used_) return;
  llvm::IRBuilder<> code(pointers_end_);
  code.CreateStore(context_, code.CreateConstInBoundsGEP1_64(code.getInt64Ty(), frame_, kContext));
}

void ProgramEmitter::PointVariables() {
  frames_.push_back({{}, current_frame_, in_functions_ && current_frame_ == 0});
  current_frame_ = frames_.size() - 1;
  return_value_ = ScratchAt(return_offset_);
  Block* body = NewBlock("body");
  pointers_end_ = builder_.CreateBr(body);
  builder_.SetInsertPoint(body);
}

llvm::Value* ProgramEmitter::VariableAt(uint32_t slot) {
  if (!in_scratch_) return variables_[slot];
  Value*& pointer = frames_[current_frame_].variables[slot];
  if (pointer == nullptr) {
    llvm::IRBuilder<> code(pointers_end_);
    Value* base = code.CreateLoad(code.getPtrTy(), scratch_);
    pointer = code.CreateConstInBoundsGEP1_64(code.getInt8Ty(), base, variable_offsets_[slot]);
  }
  return pointer;
}

void ProgramEmitter::Aside(const std::function<void()>& emit) {
  const auto saved =
      std::tuple(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_, return_value_,
                 in_callback_, stack_used_, whiles_, in_condition_, current_frame_, call_frame_,
                 frame_context_used_, pointers_end_, in_piece_, in_shared_, taken_, scratch_index_);
  auto saved_slots = std::pair(std::move(active_slots_), std::move(free_slots_));
  auto saved_loops = std::move(loops_);
  const auto saved_point = builder_.saveIP();
  const llvm::DebugLoc saved_location = builder_.getCurrentDebugLocation();
  active_slots_.clear();
  free_slots_.clear();
  loops_.clear();
  stack_used_ = 0;
  whiles_ = 0;
  call_frame_ = nullptr;
  in_condition_ = false;
  frame_context_used_ = false;
  taken_ = nullptr;
  emit();
  std::tie(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_, return_value_,
           in_callback_, stack_used_, whiles_, in_condition_, current_frame_, call_frame_,
           frame_context_used_, pointers_end_, in_piece_, in_shared_, taken_, scratch_index_) = saved;
  std::tie(active_slots_, free_slots_) = std::move(saved_slots);
  loops_ = std::move(saved_loops);
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

llvm::Function* ProgramEmitter::EmitCallback(const char* name, size_t arguments,
                                             const std::function<void(llvm::Function&)>& body) {
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

void ProgramEmitter::FinishLoop(Value* result, SourceRange range) {
  // The kernel inlines bpf_loop and then sets only the low half of the register for an error.
  Value* code = builder_.CreateTrunc(result, builder_.getInt32Ty());
  Branch(builder_.CreateICmpSLT(code, builder_.getInt32(0)),
         [&] { Count(bundle::LedgerKind::LoopTooLong, module_.LocationIndex(range)); });
  Value* returned = builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(returned_offset_));
  Block* after = NewBlock("after_loop");
  builder_.CreateCondBr(builder_.CreateICmpEQ(returned, Constant(0)), after, exit_);
  builder_.SetInsertPoint(after);
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

  const Type& type = *probe_.variables[stmt.slot].type;
  llvm::Function* callback = EmitCallback("range", 1, [&](llvm::Function& function) {
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
    FinishLoop(Call(Helper::Loop, {calls, callback, OwnFrame(), Constant(0)}), stmt.range);
  });
}

void ProgramEmitter::EmitForMap(const typed::ForMap& stmt) {
  const typed::MapInfo& info = module_.program().maps[stmt.map];
  const Type& pair = *probe_.variables[stmt.slot].type;
  const TupleLayout layout = LayOut(pair.elements);
  llvm::Function* callback = EmitCallback("map", 3, [&](llvm::Function& function) {
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
  Value* result =
      Call(Helper::ForEachMapElem, {module_.store(stmt.map).map, callback, OwnFrame(), Constant(0)});
  FinishLoop(result, stmt.range);
}

}  // namespace sonde::codegen
