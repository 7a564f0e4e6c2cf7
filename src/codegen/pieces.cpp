// Probes that are too large for one function. A jump of BPF's instruction set version 3 reaches 32767
// instructions, the verifier keeps at most 8192 branches in mind, and LLVM's time grows faster than a
// function. So runs of statements become functions of their own, pieces: variables lie in scratch memory,
// where all functions of a program reach them. A piece that does not use the context is a global function,
// which the verifier looks at by itself: it gets the number of the program's scratch slot, and looks the
// memory up.
//
// The function of the probe (or of a loop body, or of the script) keeps the control structure that is larger
// than a piece and calls one piece after the other, so the stack is only one function deeper. Leaves:
// DecideSplit, EmitPieces, EmitChain, EmitRepeat. Covered by tests/codegen/pieces_test.cpp and
// tests/run/large.test.
#include "codegen/pieces.h"

#include <llvm/IR/CFG.h>
#include <llvm/IR/InstIterator.h>

#include <algorithm>

#include "codegen/callbacks.h"
#include "codegen/expressions.h"
#include "codegen/loops.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/statements.h"

namespace sonde::codegen {

using typed::As;
using typed::StmtKind;

namespace {

// Instructions, as Weights counts them.
constexpr uint64_t kLargestProgram = 6000;  // that is not split
constexpr uint64_t kPieceWeight = 1500;
// Statements. LLVM compares each store of a block with all that it could change places with: 20,000
// assignments took it 24 s, with fences between them a few.
constexpr size_t kBetweenFences = 16;
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

struct Piece {
  llvm::Function* function = nullptr;
  bool leaves = false;  // may return kLeave, and so on
  bool breaks = false;
  bool continues = false;
  bool taken = false;
  bool uses_context = false;
};

// Emits what a piece does into its function.
using PieceBody = std::function<void(FunctionEmitter&)>;

// Scratch memory and counters are there: the program has found both. The verifier wants to see it.
void BeginPiece(FunctionEmitter& f) {
  f.handles.context = f.function.getArg(0);
  f.ir.CreateStore(f.function.getArg(1), f.handles.scratch_index);
  Block* missing = f.NewBlock("missing");
  const auto require = [&](Value* pointer) {
    Block* found = f.NewBlock("found");
    f.ir.CreateCondBr(f.ir.CreateIsNotNull(pointer), found, missing);
    f.ir.SetInsertPoint(found);
  };
  Value* memory = MemoryOfSlot(f, f.function.getArg(1));
  require(memory);
  f.ir.CreateStore(memory, f.handles.scratch);
  f.handles.ledger = LedgerOfCpu(f);
  require(f.handles.ledger);
  llvm::IRBuilder<> code(missing);
  code.CreateRet(f.Constant(kGoOn));
}

// The context is a number, 0, to a function that does not use it: to the types of 6.1 a global function of a
// tracepoint cannot have any.
void MakeGlobal(FunctionEmitter& f) {
  const llvm::DISubprogram* old = f.function.getSubprogram();
  llvm::DISubprogram* made =
      f.module().debug().Subprogram(f.function.getName().str(), f.probe().range, {false, false}, true);
  for (llvm::Instruction& instruction : llvm::instructions(f.function)) {
    const llvm::DILocation* at = instruction.getDebugLoc().get();
    if (at == nullptr) continue;
    llvm::Metadata* scope = made;
    if (at->getScope() != old)  // a place in another file
      scope = llvm::DILexicalBlockFile::get(f.module().context(), made, at->getFile(), 0);
    instruction.setDebugLoc(
        llvm::DILocation::get(f.module().context(), at->getLine(), at->getColumn(), scope));
  }
  f.function.setSubprogram(made);
  f.function.setLinkage(llvm::GlobalValue::ExternalLinkage);
}

// Ends a block of a piece with what it returns, unless nothing leads to the block.
bool Finish(FunctionEmitter& f, Block* block, PieceCode code) {
  if (llvm::pred_empty(block)) {
    block->eraseFromParent();
    return false;
  }
  f.ir.SetInsertPoint(block);
  f.ir.CreateRet(f.Constant(code));
  return true;
}

Piece MakePiece(FunctionEmitter& parent, const PieceBody& body) {
  const std::string name = parent.NameOf("piece" + std::to_string(parent.program.NextFunction()));
  llvm::Type* const word = parent.ir.getInt64Ty();
  FunctionEmitter f(parent, llvm::FunctionType::get(word, {parent.ir.getPtrTy(), word}, false),
                    parent.module().debug().Subprogram(name, parent.probe().range, {true, false}, false));
  f.role.piece = true;
  BeginPiece(f);
  f.exit = f.NewBlock("leave");
  f.taken = f.NewBlock("taken");
  Block* breaks = f.NewBlock("break");
  Block* continues = f.NewBlock("continue");
  if (!parent.loops.empty()) f.loops.push_back({continues, breaks});
  PointVariables(f);
  body(f);
  f.ir.CreateRet(f.Constant(kGoOn));
  Piece piece;
  piece.function = &f.function;
  piece.leaves = Finish(f, f.exit, kLeave);
  piece.taken = Finish(f, f.taken, kTaken);
  piece.breaks = Finish(f, breaks, kBreak);
  piece.continues = Finish(f, continues, kContinue);
  EmitBodies(f);
  FinishFrame(f);
  piece.uses_context = !f.handles.context->use_empty();
  if (!piece.uses_context) MakeGlobal(f);
  return piece;
}

void EmitPiece(FunctionEmitter& f, const PieceBody& body) {
  const Piece piece = MakePiece(f, body);
  Value* context = piece.uses_context ? f.handles.context : llvm::ConstantPointerNull::get(f.ir.getPtrTy());
  Value* code = f.ir.CreateCall(piece.function, {context, SlotIndex(f)});
  const auto follow = [&](bool may, uint64_t value, Block* target) {
    if (!may) return;
    Block* after = f.NewBlock("after_piece");
    f.ir.CreateCondBr(f.ir.CreateICmpEQ(code, f.Constant(value)), target, after);
    f.ir.SetInsertPoint(after);
  };
  follow(piece.leaves, kLeave, f.exit);
  if (piece.breaks) follow(true, kBreak, f.loops.back().out);
  if (piece.continues) follow(true, kContinue, f.loops.back().next);
  follow(piece.taken, kTaken, f.taken);
}

// Emits as many arms as fit into one piece, and what is behind `else` if that is next. Returns the arm that
// is next otherwise.
const typed::If* EmitArms(FunctionEmitter& f, const typed::If& first, Block* after) {
  std::vector<const typed::If*> arms;
  uint64_t weight = 0;
  const typed::If* next = &first;
  while (next != nullptr) {
    weight += f.split()->weights.OfArm(*next);
    if (!arms.empty() && weight > f.split()->piece_limit) break;
    arms.push_back(next);
    next = NextArm(*next);
  }
  const auto emit = [&](FunctionEmitter& to, Block* taken) {
    for (const typed::If* arm : arms) {
      to.SetLocation(arm->range);
      Block* otherwise = to.NewBlock("else");
      Block* then = to.NewBlock("then");
      to.ir.CreateCondBr(EmitCondition(to, *arm->condition), then, otherwise);
      to.ir.SetInsertPoint(then);
      EmitBlock(to, arm->then);
      to.ir.CreateBr(taken);
      to.ir.SetInsertPoint(otherwise);
    }
  };
  if (arms.size() == 1) {
    emit(f, after);
  } else {
    Block* const outer = std::exchange(f.taken, after);
    EmitPiece(f, [&](FunctionEmitter& to) { emit(to, to.taken); });
    f.taken = outer;
  }
  if (next == nullptr) EmitBlock(f, arms.back()->otherwise);
  return next;
}

}  // namespace

std::unique_ptr<Split> DecideSplit(const typed::Probe& probe, uint64_t maps) {
  auto split = std::make_unique<Split>(probe);
  if (split->weights.total() <= kLargestProgram) return nullptr;
  const uint64_t pieces = MostPieces(split->weights, maps);
  split->piece_limit = std::max(kPieceWeight, split->weights.total() / pieces);
  return split;
}

bool IsHeavy(FunctionEmitter& f, const typed::Stmt& stmt) {
  return f.split() && !f.role.piece && IsControl(stmt) &&
         f.split()->weights.Of(stmt) > f.split()->piece_limit;
}

void EmitPieces(FunctionEmitter& f, const typed::Block& block) {
  const auto& all = block.statements;
  size_t first = 0;
  uint64_t weight = 0;
  const auto flush = [&](size_t end) {
    const auto emit = [&, end](FunctionEmitter& to) {
      for (size_t i = first; i < end; ++i) {
        if (i > first && (i - first) % kBetweenFences == 0) to.Fence();
        EmitOne(to, *all[i]);
      }
    };
    if (weight < f.split()->piece_limit / 4) {  // few statements between large ones
      emit(f);
    } else {
      f.SetLocation(all[first]->range);
      EmitPiece(f, emit);
    }
    first = end;
    weight = 0;
  };
  for (size_t i = 0; i < all.size(); ++i) {
    if (IsHeavy(f, *all[i])) {
      flush(i);
      EmitOne(f, *all[i]);
      first = i + 1;
      continue;
    }
    const uint64_t own = f.split()->weights.Of(*all[i]);
    if (weight + own > f.split()->piece_limit) flush(i);
    weight += own;
  }
  flush(all.size());
}

// Arms that are small go into pieces by the dozen, a large one is where the if statement is.
void EmitChain(FunctionEmitter& f, const typed::If& first) {
  Block* after = f.NewBlock("after_chain");
  const typed::If* arm = &first;
  while (arm != nullptr) {
    if (f.split()->weights.OfArm(*arm) <= f.split()->piece_limit / 4) {
      arm = EmitArms(f, *arm, after);
      continue;
    }
    f.SetLocation(arm->range);
    Block* then = f.NewBlock("then");
    Block* otherwise = f.NewBlock("else");
    f.ir.CreateCondBr(EmitCondition(f, *arm->condition), then, otherwise);
    f.ir.SetInsertPoint(then);
    EmitBlock(f, arm->then);
    f.ir.CreateBr(after);
    f.ir.SetInsertPoint(otherwise);
    const typed::If* next = NextArm(*arm);
    if (next == nullptr) EmitBlock(f, arm->otherwise);
    arm = next;
  }
  f.ir.CreateBr(after);
  f.ir.SetInsertPoint(after);
}

// The body once, called by the kernel, if that is all the same.
void EmitRepeat(FunctionEmitter& f, const typed::Repeat& stmt) {
  if (!f.split()->weights.HasJump(stmt)) {
    const Loop loop =
        MakeLoop(f, "repeat", 1, [&stmt](FunctionEmitter& round) { EmitBlock(round, stmt.body); });
    f.SetLocation(stmt.range);
    return FinishLoop(f, RunLoop(f, Helper::Loop, f.ir.getInt32(stmt.count), loop), stmt.range);
  }
  const uint64_t together =
      std::max<uint64_t>(f.split()->piece_limit / std::max<uint64_t>(f.split()->weights.Of(stmt.body), 1), 1);
  for (uint64_t done = 0; done < stmt.count; done += together) {
    const auto emit = [&, done](FunctionEmitter& to) {
      for (uint64_t i = done; i < std::min<uint64_t>(done + together, stmt.count); ++i)
        EmitBlock(to, stmt.body);
    };
    if (together == 1) {
      emit(f);
    } else {
      EmitPiece(f, emit);
    }
  }
}

}  // namespace sonde::codegen
