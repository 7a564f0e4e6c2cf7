// Loops: the kernel calls the body as a function (bpf_loop, bpf_for_each_map_elem), once per round. The
// verifier looks at the body once, so a loop may be long, and nobody has to prove that a while loop ends.
// Leaves: ProgramEmitter's EmitWhile, EmitForRange and EmitForMap.
//
// A body has a stack of its own. What it shares with the program lies in the scratch slot: variables, the
// return value, a word that says that the body has returned. A small frame on the program's stack carries
// the pointers that the verifier must not lose sight of. Covered by the run tests of loops.
#include <tuple>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// Words of the frame.
enum FrameSlot : uint32_t { kScratch, kLedger, kContext, kFrameWords };

// The kernel's limit for bpf_loop (BPF_MAX_LOOPS).
constexpr uint64_t kMaxIterations = 1ULL << 23U;

// Rounds of a while loop. Nothing else runs on the CPU meanwhile, and a condition that stays true must not
// hang the machine.
constexpr uint64_t kMaxRounds = 1ULL << 20U;

}  // namespace

void ProgramEmitter::PrepareLoops() {
  return_offset_ = ScratchWords(8);
  returned_offset_ = ScratchWords(8);
  for (const auto& variable : probe_.variables) {
    variable_offsets_.push_back(ScratchWords(InMemory(*variable.type) ? SizeOf(*variable.type) : 8));
  }
  PointVariables();
  builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), result_), return_value_);
  builder_.CreateStore(Constant(0), ScratchAt(returned_offset_));
  for (size_t i = 0; i < variables_.size(); ++i) {
    if (!InMemory(*probe_.variables[i].type)) builder_.CreateStore(Constant(0), variables_[i]);
  }
  frame_ = StackSlot(8 * kFrameWords);
  builder_.CreateStore(builder_.CreateLoad(builder_.getPtrTy(), scratch_), FrameWord(frame_, kScratch));
  builder_.CreateStore(ledger_, FrameWord(frame_, kLedger));
  builder_.CreateStore(context_, FrameWord(frame_, kContext));
  EmitFunctions();
}

void ProgramEmitter::PointVariables() {
  variables_.clear();
  for (const uint32_t offset : variable_offsets_)
    variables_.push_back(ScratchAt(offset));
  return_value_ = ScratchAt(return_offset_);
}

llvm::Function* ProgramEmitter::EmitCallback(const char* name, size_t arguments,
                                             const std::function<void(llvm::Function&)>& body) {
  // Everything that belongs to one function is set aside while another one is emitted.
  const auto saved = std::tuple(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_,
                                return_value_, in_callback_, stack_used_, call_frame_);
  auto saved_slots = std::pair(std::move(active_slots_), std::move(free_slots_));
  auto saved_loops = std::move(loops_);
  auto saved_variables = std::move(variables_);
  const auto saved_point = builder_.saveIP();
  active_slots_.clear();
  free_slots_.clear();
  loops_.clear();
  stack_used_ = 0;
  call_frame_ = nullptr;

  std::vector<llvm::Type*> types(arguments, builder_.getInt64Ty());
  types.push_back(builder_.getPtrTy());
  auto* type = llvm::FunctionType::get(builder_.getInt64Ty(), types, false);
  const std::string full_name =
      std::string(row_.name) + "_" + std::to_string(index_) + "_" + name + std::to_string(callbacks_++);
  auto* callback =
      llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, full_name, module_.module());
  callback->addFnAttr(llvm::Attribute::NoUnwind);
  callback->addFnAttr(llvm::Attribute::NoInline);
  callback->addFnAttr("target-cpu", "v3");
  function_ = callback;
  subprogram_ = module_.debug().Callback(full_name, probe_.range, arguments);
  callback->setSubprogram(subprogram_);
  entry_ = NewBlock("entry");
  exit_ = NewBlock("stop");
  Block* next = NewBlock("next");
  Block* start = NewBlock("start");
  builder_.SetInsertPoint(entry_);
  SetLocation(probe_.range);
  scratch_ = builder_.CreateAlloca(builder_.getPtrTy(), nullptr, "scratch");
  builder_.CreateBr(start);
  builder_.SetInsertPoint(start);
  in_callback_ = true;
  frame_ = callback->getArg(static_cast<unsigned>(arguments));
  const auto load = [&](uint32_t word) {
    return builder_.CreateLoad(builder_.getPtrTy(), FrameWord(frame_, word));
  };
  builder_.CreateStore(load(kScratch), scratch_);
  ledger_ = load(kLedger);
  context_ = load(kContext);
  PointVariables();
  loops_.emplace_back(next, exit_);
  body(*callback);
  builder_.CreateBr(next);
  builder_.SetInsertPoint(next);
  builder_.CreateRet(Constant(0));
  builder_.SetInsertPoint(exit_);
  builder_.CreateRet(Constant(1));

  std::tie(function_, subprogram_, entry_, exit_, context_, ledger_, scratch_, frame_, return_value_,
           in_callback_, stack_used_, call_frame_) = saved;
  std::tie(active_slots_, free_slots_) = std::move(saved_slots);
  loops_ = std::move(saved_loops);
  variables_ = std::move(saved_variables);
  builder_.restoreIP(saved_point);
  return callback;
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
  llvm::Function* callback = EmitCallback("while", 1, [&](llvm::Function&) {
    Block* body = NewBlock("while_body");
    builder_.CreateCondBr(EmitCondition(*stmt.condition), body, loops_.back().second);
    builder_.SetInsertPoint(body);
    EmitBlock(stmt.body);
  });
  SetLocation(stmt.range);
  // One more than may run: the condition ends the loop before that.
  const uint64_t calls = kMaxRounds + 1;
  Value* made = Call(Helper::Loop, {builder_.getInt32(calls), callback, frame_, Constant(0)});
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

  const Type& type = *probe_.variables[stmt.slot].type;
  llvm::Function* callback = EmitCallback("range", 1, [&](llvm::Function& function) {
    Value* first = builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(begin_offset));
    Value* value = builder_.CreateAdd(first, function.getArg(0));
    if (SizeOf(type) < 8)
      value = Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * SizeOf(type))), type);
    builder_.CreateStore(value, variables_[stmt.slot]);
    EmitBlock(stmt.body);
  });
  SetLocation(stmt.range);
  // Of a loop that it knows to be empty the kernel drops the body, and then cannot find what the call names.
  Branch(builder_.CreateICmpNE(count, Constant(0)), [&] {
    Value* calls = builder_.CreateTrunc(count, builder_.getInt32Ty());
    FinishLoop(Call(Helper::Loop, {calls, callback, frame_, Constant(0)}), stmt.range);
  });
}

void ProgramEmitter::EmitForMap(const typed::ForMap& stmt) {
  module_.Walk(stmt.map);
  const typed::MapInfo& info = module_.program().maps[stmt.map];
  const Type& pair = *probe_.variables[stmt.slot].type;
  const TupleLayout layout = LayOut(pair.elements);
  llvm::Function* callback = EmitCallback("map", 3, [&](llvm::Function& function) {
    Value* key = builder_.CreateIntToPtr(function.getArg(1), builder_.getPtrTy());
    Value* value = builder_.CreateIntToPtr(function.getArg(2), builder_.getPtrTy());
    Value* to = variables_[stmt.slot];
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
  Value* result = Call(Helper::ForEachMapElem, {module_.store(stmt.map).map, callback, frame_, Constant(0)});
  FinishLoop(result, stmt.range);
}

}  // namespace sonde::codegen
