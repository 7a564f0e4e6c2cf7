// Probes that are too large for one function. A jump of BPF's instruction set version 3 reaches 32767
// instructions, the verifier keeps at most 8192 branches in mind, and LLVM's time grows faster than a
// function. So runs of statements become functions of their own, pieces: variables lie in scratch memory,
// where all functions of a program reach them. A piece that does not use the context is a global function,
// which the verifier looks at by itself: it gets the number of the program's scratch slot, and looks the
// memory up.
//
// The function of the probe (or of a loop body, or of the script) keeps the control structure that is larger
// than a piece and calls one piece after the other, so the stack is only one function deeper. Leaves:
// ProgramEmitter's EmitPieces, EmitPiece, EmitChain, EmitRepeat. Covered by tests/codegen/pieces_test.cpp and
// tests/run/large.test.
#include <llvm/IR/CFG.h>
#include <llvm/IR/InstIterator.h>

#include <algorithm>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

using typed::As;
using typed::StmtKind;

// Instructions, as Weights counts them.
constexpr uint64_t kLargestProgram = 6000;  // that is not split
constexpr uint64_t kPieceWeight = 1500;
constexpr uint64_t kMostPieces = 120;

// What a piece returns.
enum PieceCode : uint64_t { kGoOn, kLeave, kBreak, kContinue, kTaken };

bool IsControl(const typed::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::If:
    case StmtKind::While:
    case StmtKind::Repeat:
    case StmtKind::ForRange:
    case StmtKind::ForMap:
      return true;
    case StmtKind::Evaluate:  // a macro of statements
      return As<typed::Evaluate>(stmt).expr->kind == typed::ExprKind::IfValue;
    default:
      return false;
  }
}

// The arm behind `else if`.
const typed::If* NextArm(const typed::If& stmt) {
  const auto& otherwise = stmt.otherwise.statements;
  if (otherwise.size() != 1 || otherwise.front()->kind != StmtKind::If) return nullptr;
  return &As<typed::If>(*otherwise.front());
}

// The kernel takes 256 functions. Some pieces are smaller than they may be, the bodies of loops in a piece
// are another function, those in these bodies one more, and a map has up to four (shared.cpp).
uint64_t MostPieces(const Weights& weights, uint64_t maps) {
  constexpr uint64_t kFunctions = 190, kPerMap = 4, kLeast = 16;
  const uint64_t for_maps = std::min(maps * kPerMap, kFunctions);
  const uint64_t left = std::max(kFunctions - for_maps, kLeast);
  const uint64_t bodies = std::min(weights.loops(), kMostPieces * weights.loop_depth());
  const uint64_t pieces = left > bodies + kMostPieces ? left - bodies : left / (1 + weights.loop_depth());
  return std::clamp<uint64_t>(pieces, 1, kMostPieces);
}

}  // namespace

void ProgramEmitter::DecideSplit() {
  auto weights = std::make_unique<Weights>(probe_);
  if (weights->total() > kLargestProgram) {
    const uint64_t pieces = MostPieces(*weights, module_.program().maps.size());
    piece_limit_ = std::max(kPieceWeight, weights->total() / pieces);
    weights_ = std::move(weights);
  }
  in_scratch_ = probe_.has_loops || weights_;
}

void ProgramEmitter::EmitOne(const typed::Stmt& stmt) {
  const Mark mark = MarkTemporaries();
  EmitStatement(stmt);
  ReleaseTemporaries(mark);
}

bool ProgramEmitter::IsHeavy(const typed::Stmt& stmt) const {
  return weights_ && !in_piece_ && IsControl(stmt) && weights_->Of(stmt) > piece_limit_;
}

void ProgramEmitter::EmitPieces(const typed::Block& block) {
  const auto& all = block.statements;
  size_t first = 0;
  uint64_t weight = 0;
  const auto flush = [&](size_t end) {
    const auto emit = [&] {
      for (size_t i = first; i < end; ++i)
        EmitOne(*all[i]);
    };
    if (weight < piece_limit_ / 4) {  // few statements between large ones
      emit();
    } else {
      SetLocation(all[first]->range);
      EmitPiece(emit);
    }
    first = end;
    weight = 0;
  };
  for (size_t i = 0; i < all.size(); ++i) {
    if (IsHeavy(*all[i])) {
      flush(i);
      EmitOne(*all[i]);
      first = i + 1;
      continue;
    }
    const uint64_t own = weights_->Of(*all[i]);
    if (weight + own > piece_limit_) flush(i);
    weight += own;
  }
  flush(all.size());
}

void ProgramEmitter::EmitPiece(const std::function<void()>& body) {
  const Piece piece = MakePiece(body);
  Value* context = piece.uses_context ? context_ : llvm::ConstantPointerNull::get(builder_.getPtrTy());
  Value* code = builder_.CreateCall(piece.function, {context, SlotIndex()});
  const auto follow = [&](bool may, uint64_t value, Block* target) {
    if (!may) return;
    Block* after = NewBlock("after_piece");
    builder_.CreateCondBr(builder_.CreateICmpEQ(code, Constant(value)), target, after);
    builder_.SetInsertPoint(after);
  };
  follow(piece.leaves, kLeave, exit_);
  if (piece.breaks) follow(true, kBreak, loops_.back().second);
  if (piece.continues) follow(true, kContinue, loops_.back().first);
  follow(piece.taken, kTaken, taken_);
}

ProgramEmitter::Piece ProgramEmitter::MakePiece(const std::function<void()>& body) {
  const bool in_loop = !loops_.empty();
  Piece piece;
  Aside([&] {
    const std::string name = NameOf("piece" + std::to_string(callbacks_++));
    auto* type =
        llvm::FunctionType::get(builder_.getInt64Ty(), {builder_.getPtrTy(), builder_.getInt64Ty()}, false);
    piece.function =
        BeginFunction(name, type, module_.debug().Subprogram(name, probe_.range, {true, false}, false));
    in_piece_ = true;
    BeginPiece(*piece.function);
    exit_ = NewBlock("leave");
    taken_ = NewBlock("taken");
    Block* breaks = NewBlock("break");
    Block* continues = NewBlock("continue");
    if (in_loop) loops_.emplace_back(continues, breaks);
    PointVariables();
    body();
    builder_.CreateRet(Constant(kGoOn));
    const auto finish = [&](Block* block, uint64_t code) {
      if (llvm::pred_empty(block)) {
        block->eraseFromParent();
        return false;
      }
      builder_.SetInsertPoint(block);
      builder_.CreateRet(Constant(code));
      return true;
    };
    piece.leaves = finish(exit_, kLeave);
    piece.taken = finish(taken_, kTaken);
    piece.breaks = finish(breaks, kBreak);
    piece.continues = finish(continues, kContinue);
    EmitBodies();
    FinishFrame();
    piece.uses_context = !context_->use_empty();
    if (!piece.uses_context) MakeGlobal(*piece.function);
  });
  return piece;
}

// Scratch memory and counters are there: the program has found both. The verifier wants to see it.
void ProgramEmitter::BeginPiece(llvm::Function& function) {
  context_ = function.getArg(0);
  frame_ = nullptr;
  builder_.CreateStore(function.getArg(1), scratch_index_);
  Block* missing = NewBlock("missing");
  const auto require = [&](Value* pointer) {
    Block* found = NewBlock("found");
    builder_.CreateCondBr(builder_.CreateIsNotNull(pointer), found, missing);
    builder_.SetInsertPoint(found);
  };
  Value* memory = MemoryOfSlot(function.getArg(1));
  require(memory);
  builder_.CreateStore(memory, scratch_);
  ledger_ = LedgerOfCpu();
  require(ledger_);
  llvm::IRBuilder<> code(missing);
  code.CreateRet(Constant(kGoOn));
}

// The context is a number, 0, to a function that does not use it: to the types of 6.1 a global function of a
// tracepoint cannot have any.
void ProgramEmitter::MakeGlobal(llvm::Function& function) {
  const llvm::DISubprogram* old = function.getSubprogram();
  llvm::DISubprogram* made =
      module_.debug().Subprogram(function.getName().str(), probe_.range, {false, false}, true);
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    const llvm::DILocation* at = instruction.getDebugLoc().get();
    if (at == nullptr) continue;
    llvm::Metadata* scope = made;
    if (at->getScope() != old)  // a place in another file
      scope = llvm::DILexicalBlockFile::get(module_.context(), made, at->getFile(), 0);
    instruction.setDebugLoc(llvm::DILocation::get(module_.context(), at->getLine(), at->getColumn(), scope));
  }
  function.setSubprogram(made);
  function.setLinkage(llvm::GlobalValue::ExternalLinkage);
}

// A piece that uses the context is checked by the verifier with its caller: 8192 branches are all they may
// have together. So the parts of the context that pieces read are copied to scratch memory first.
llvm::Value* ProgramEmitter::SavedContext(uint32_t offset, uint32_t bytes) {
  if (!weights_) return nullptr;
  const std::pair part(offset, bytes);
  const auto at = std::find(saved_context_.begin(), saved_context_.end(), part);
  const auto index = static_cast<uint32_t>(at - saved_context_.begin());
  if (at == saved_context_.end()) {
    if (saved_context_.size() == kSavedWords) return nullptr;
    saved_context_.push_back(part);
  }
  return builder_.CreateLoad(builder_.getInt64Ty(), ScratchAt(saved_context_offset_ + 8 * index));
}

void ProgramEmitter::SaveContext(Value* memory) {
  uint32_t to = saved_context_offset_;
  for (const auto& [offset, bytes] : saved_context_) {
    Value* word =
        bytes == 0 ? builder_.CreatePtrToInt(context_, builder_.getInt64Ty()) : ReadContext(offset, bytes);
    builder_.CreateStore(word, At(memory, to));
    to += 8;
  }
}

// Arms that are small go into pieces by the dozen, a large one is where the if statement is.
void ProgramEmitter::EmitChain(const typed::If& first) {
  Block* after = NewBlock("after_chain");
  const typed::If* arm = &first;
  while (arm != nullptr) {
    if (weights_->OfArm(*arm) <= piece_limit_ / 4) {
      arm = EmitArms(*arm, after);
      continue;
    }
    SetLocation(arm->range);
    Block* then = NewBlock("then");
    Block* otherwise = NewBlock("else");
    builder_.CreateCondBr(EmitCondition(*arm->condition), then, otherwise);
    builder_.SetInsertPoint(then);
    EmitBlock(arm->then);
    builder_.CreateBr(after);
    builder_.SetInsertPoint(otherwise);
    const typed::If* next = NextArm(*arm);
    if (next == nullptr) EmitBlock(arm->otherwise);
    arm = next;
  }
  builder_.CreateBr(after);
  builder_.SetInsertPoint(after);
}

// Emits as many arms as fit into one piece, and what is behind `else` if that is next. Returns the arm that
// is next otherwise.
const typed::If* ProgramEmitter::EmitArms(const typed::If& first, Block* after) {
  std::vector<const typed::If*> arms;
  uint64_t weight = 0;
  const typed::If* next = &first;
  while (next != nullptr) {
    weight += weights_->OfArm(*next);
    if (!arms.empty() && weight > piece_limit_) break;
    arms.push_back(next);
    next = NextArm(*next);
  }
  const auto emit = [&](Block* taken) {
    for (const typed::If* arm : arms) {
      SetLocation(arm->range);
      Block* otherwise = NewBlock("else");
      Block* then = NewBlock("then");
      builder_.CreateCondBr(EmitCondition(*arm->condition), then, otherwise);
      builder_.SetInsertPoint(then);
      EmitBlock(arm->then);
      builder_.CreateBr(taken);
      builder_.SetInsertPoint(otherwise);
    }
  };
  if (arms.size() == 1) {
    emit(after);
  } else {
    Block* const outer = std::exchange(taken_, after);
    EmitPiece([&] { emit(taken_); });
    taken_ = outer;
  }
  if (next == nullptr) EmitBlock(arms.back()->otherwise);
  return next;
}

// The body once, called by the kernel, if that is all the same.
void ProgramEmitter::EmitRepeat(const typed::Repeat& stmt) {
  if (!weights_->HasJump(stmt)) {
    const Loop loop = MakeLoop("repeat", 1, [this, &stmt](llvm::Function&) { EmitBlock(stmt.body); });
    SetLocation(stmt.range);
    return FinishLoop(RunLoop(Helper::Loop, builder_.getInt32(stmt.count), loop), stmt.range);
  }
  const uint64_t together =
      std::max<uint64_t>(piece_limit_ / std::max<uint64_t>(weights_->Of(stmt.body), 1), 1);
  for (uint64_t done = 0; done < stmt.count; done += together) {
    const auto emit = [&] {
      for (uint64_t i = done; i < std::min<uint64_t>(done + together, stmt.count); ++i)
        EmitBlock(stmt.body);
    };
    if (together == 1) {
      emit();
    } else {
      EmitPiece(emit);
    }
  }
}

}  // namespace sonde::codegen
