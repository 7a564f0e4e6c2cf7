// Functions that a program's functions call, or have the kernel call: bodies of loops, functions of the
// script. Leaves: PrepareLoops, EmitCallback, MakeLoop, RunLoop and what they share. Covered by
// tests/run/loops.test and tests/codegen/pieces_test.cpp.
#include "codegen/callbacks.h"

#include <utility>

#include "codegen/program.h"
#include "codegen/shared.h"

namespace sonde::codegen {
namespace {

// Words of the frame; from kSlotIndex on they are there in programs that are split only.
enum FrameSlot : uint32_t { kScratch, kLedger, kContext, kSlotIndex, kLoop, kFrameWords };

Value* FrameWord(FunctionEmitter& f, Value* frame, uint32_t word) {
  return f.At(frame, 8ULL * word);
}

// The thousands of a large probe are cleared by one helper call.
void ClearVariables(FunctionEmitter& f) {
  if (f.program.layout().variables.empty()) return;
  if (f.split()) {
    const uint32_t first = f.program.layout().variables.front();
    return f.Zero(f.ScratchAt(first), f.program.scratch().used() - first);
  }
  for (size_t i = 0; i < f.variables.size(); ++i) {
    if (!InMemory(*f.probe().variables[i].type)) f.ir.CreateStore(f.Constant(0), f.variables[i]);
  }
}

// What the caller has put into its frame.
void ReadFrame(FunctionEmitter& f, Value* frame) {
  const auto load = [&](uint32_t word) {
    return f.ir.CreateLoad(f.ir.getPtrTy(), FrameWord(f, frame, word));
  };
  f.frame.words = frame;
  f.ir.CreateStore(load(kScratch), f.handles.scratch);
  f.handles.ledger = load(kLedger);
  f.handles.context = load(kContext);
  if (f.split() == nullptr) return;
  f.ir.CreateStore(f.ir.CreateLoad(f.ir.getInt64Ty(), FrameWord(f, frame, kSlotIndex)),
                   f.handles.scratch_index);
}

// As at the place of the loop: what was in use there stays in use.
void EmitBody(FunctionEmitter& f, LoopBodies::Body& body) {
  const uint32_t scratch_used = f.program.scratch().used();
  f.program.scratch().Reset(body.scratch_used);
  std::swap(f.program.blocks(), body.blocks);
  const Mark mark = f.MarkTemporaries();
  body.emit(f);
  f.ReleaseTemporaries(mark);
  std::swap(f.program.blocks(), body.blocks);
  f.program.scratch().Reset(scratch_used);
}

// A function that runs the body whose number is in the frame.
void EmitGroup(FunctionEmitter& f, std::vector<LoopBodies::Body>& list) {
  Block* next = f.loops.back().next;
  Value* number = f.ir.CreateLoad(f.ir.getInt64Ty(), FrameWord(f, f.frame.words, kLoop));
  auto* choose = f.ir.CreateSwitch(number, next, static_cast<unsigned>(list.size()));
  for (LoopBodies::Body& body : list) {
    Block* block = f.NewBlock("loop");
    choose->addCase(f.Constant(++f.bodies.number), block);
    f.ir.SetInsertPoint(block);
    EmitBody(f, body);
    f.ir.CreateBr(next);
  }
  f.StartUnreachable();
  EmitBodies(f);
}

}  // namespace

void PrepareLoops(FunctionEmitter& f) {
  VariableLayout& layout = f.program.layout();
  layout.return_value = f.ScratchWords(8);
  layout.returned = f.ScratchWords(8);
  if (f.split()) {
    f.split()->saved_context_offset = f.ScratchWords(8 * Split::kSavedWords);
    f.split()->event_offset = f.ScratchWords(f.split()->weights.event_bytes());
  }
  for (const auto& variable : f.probe().variables) {
    layout.variables.push_back(f.ScratchWords(InMemory(*variable.type) ? SizeOf(*variable.type) : 8));
  }
  Value* result = f.handles.return_value;
  PointVariables(f);
  f.ir.CreateStore(f.ir.CreateLoad(f.ir.getInt64Ty(), result), f.handles.return_value);
  f.ir.CreateStore(f.Constant(0), f.ScratchAt(layout.returned));
  ClearVariables(f);
  OwnFrame(f);
  f.frame.context_used = true;  // it is a program's own, so it is always there
  FinishFrame(f);
}

// Everything but the context is stored where the pointers to variables are made: it is there for every use.
Value* OwnFrame(FunctionEmitter& f) {
  if (f.frame.words != nullptr) return f.frame.words;
  f.frame.words = f.StackSlot(8 * (f.split() ? kFrameWords : kSlotIndex));
  const llvm::IRBuilderBase::InsertPointGuard guard(f.ir);
  if (f.split()) f.ir.SetInsertPoint(f.frame.pointers_end);
  f.ir.CreateStore(f.ir.CreateLoad(f.ir.getPtrTy(), f.handles.scratch),
                   FrameWord(f, f.frame.words, kScratch));
  f.ir.CreateStore(f.handles.ledger, FrameWord(f, f.frame.words, kLedger));
  if (f.split()) f.ir.CreateStore(SlotIndex(f), FrameWord(f, f.frame.words, kSlotIndex));
  return f.frame.words;
}

void FinishFrame(FunctionEmitter& f) {
  if (f.frame.words == nullptr || !f.frame.context_used) return;
  const llvm::IRBuilderBase::InsertPointGuard guard(f.ir);
  if (f.split()) f.ir.SetInsertPoint(f.frame.pointers_end);
  f.ir.CreateStore(f.handles.context, FrameWord(f, f.frame.words, kContext));
}

void PointVariables(FunctionEmitter& f) {
  f.variables.assign(f.program.layout().variables.size(), nullptr);
  for (size_t i = 0; !f.split() && i < f.variables.size(); ++i)
    f.variables[i] = f.ScratchAt(f.program.layout().variables[i]);
  f.handles.return_value = f.ScratchAt(f.program.layout().return_value);
  if (!f.split()) return;
  Block* body = f.NewBlock("body");
  f.frame.pointers_end = f.ir.CreateBr(body);
  f.ir.SetInsertPoint(body);
}

Callback EmitCallback(FunctionEmitter& f, const std::string& name, size_t arguments, const LoopBody& body) {
  std::vector<llvm::Type*> types(arguments, f.ir.getInt64Ty());
  types.push_back(f.ir.getPtrTy());
  auto* type = llvm::FunctionType::get(f.ir.getInt64Ty(), types, false);
  const std::string full_name = f.NameOf(name + std::to_string(f.program.NextFunction()));
  FunctionEmitter made(f, type, f.module().debug().Callback(full_name, f.probe().range, arguments));
  made.exit = made.NewBlock("stop");
  Block* next = made.NewBlock("next");
  made.exit->moveAfter(made.entry);
  next->moveAfter(made.exit);
  ReadFrame(made, made.function.getArg(static_cast<unsigned>(arguments)));
  PointVariables(made);
  made.loops.push_back({next, made.exit});
  body(made);
  made.ir.CreateBr(next);
  made.ir.SetInsertPoint(next);
  made.ir.CreateRet(made.Constant(0));
  made.ir.SetInsertPoint(made.exit);
  made.ir.CreateRet(made.Constant(1));
  const bool uses_context = made.frame.context_used || !made.handles.context->use_empty();
  f.frame.context_used |= uses_context;
  return {&made.function, uses_context};
}

Loop MakeLoop(FunctionEmitter& f, const char* name, size_t arguments, LoopBody body) {
  if (!f.role.piece) return {EmitCallback(f, name, arguments, body).function, 0};
  LoopBodies::Group& group = f.bodies.groups[arguments];
  if (group.function == nullptr) {
    std::vector<llvm::Type*> types(arguments, f.ir.getInt64Ty());
    types.push_back(f.ir.getPtrTy());
    group.function = llvm::Function::Create(llvm::FunctionType::get(f.ir.getInt64Ty(), types, false),
                                            llvm::GlobalValue::ExternalLinkage, "later", f.module().module());
  }
  group.list.push_back({std::move(body), f.program.scratch().used(), f.program.blocks()});
  return {group.function, group.list.size()};
}

// Always 0. The kernel inlines calls of bpf_loop with flags that it knows, each by copying the whole program.
// So a split program loads them: while it runs, the word that says whether it has returned is 0.
Value* LoopFlags(FunctionEmitter& f) {
  if (!f.split()) return f.Constant(0);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.ScratchAt(f.program.layout().returned), true);
}

Value* RunLoop(FunctionEmitter& f, Helper helper, Value* what, const Loop& loop) {
  Value* frame = OwnFrame(f);
  if (loop.number != 0) f.ir.CreateStore(f.Constant(loop.number), FrameWord(f, frame, kLoop));
  Value* result = f.CallHelper(helper, {what, loop.function, frame, LoopFlags(f)});
  // The loop around this one goes on with its own body.
  if (f.bodies.number != 0) f.ir.CreateStore(f.Constant(f.bodies.number), FrameWord(f, frame, kLoop));
  return result;
}

void EmitBodies(FunctionEmitter& f) {
  for (auto& [arguments, group] : std::exchange(f.bodies.groups, {})) {
    const Callback made = EmitCallback(
        f, "loops", arguments, [&list = group.list](FunctionEmitter& loops) { EmitGroup(loops, list); });
    group.function->replaceAllUsesWith(made.function);
    group.function->eraseFromParent();
  }
}

void LeaveAfterLoop(FunctionEmitter& f) {
  Value* returned = f.ir.CreateLoad(f.ir.getInt64Ty(), f.ScratchAt(f.program.layout().returned));
  Block* after = f.NewBlock("after_loop");
  f.ir.CreateCondBr(f.ir.CreateICmpEQ(returned, f.Constant(0)), after, f.exit);
  f.ir.SetInsertPoint(after);
}

void EmitReturn(FunctionEmitter& f, Value* value) {
  if (value != nullptr) f.ir.CreateStore(value, f.handles.return_value);
  if (f.role.callback) f.ir.CreateStore(f.Constant(kLeftProgram), f.ScratchAt(f.program.layout().returned));
  f.ir.CreateBr(f.exit);
  f.StartUnreachable();
}

}  // namespace sonde::codegen
