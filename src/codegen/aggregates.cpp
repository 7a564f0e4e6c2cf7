// Aggregations: count, sum, min, max, avg, stats, hist, lhist; per CPU, combined when read. Leaves:
// EmitStmt of Aggregate, EmitAggregateRead, CombineAggregate. Word layouts: bundle::MapStorage.
// Covered by the run tests of aggregations and tests/golden/codegen/aggregation/*.
#include <llvm/IR/Intrinsics.h>

#include <cstddef>

#include "codegen/elements.h"
#include "codegen/expressions.h"
#include "codegen/fronts.h"
#include "codegen/maps.h"
#include "codegen/operators.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/shared_access.h"
#include "codegen/statements.h"

namespace sonde::codegen {
namespace {

// Slots of 8 bytes with the words of all CPUs together.
struct CombinedWords {
  Value* first;   // count, sum, extreme value
  Value* second;  // total, is_set
};

Value* IsBetter(FunctionEmitter& f, Value* value, Value* than, bool is_signed, bool is_max) {
  if (is_max) return is_signed ? f.ir.CreateICmpSGT(value, than) : f.ir.CreateICmpUGT(value, than);
  return is_signed ? f.ir.CreateICmpSLT(value, than) : f.ir.CreateICmpULT(value, than);
}

// UpdateExtreme where another run on this CPU may come in between at any point. Who finds nothing set and
// stores its value looks again once that is set; who then learns that something had been set before takes
// what it replaced for a value. So each value is there, or a better one, when its run ends.
void ExchangeExtreme(FunctionEmitter& f, Value* words, Value* operand, bool is_signed, bool is_max) {
  constexpr uint64_t kMostTries = 32;  // each but two was disturbed by another run
  const auto order = llvm::AtomicOrdering::SequentiallyConsistent;
  auto* word = f.ir.getInt64Ty();
  Value* best = f.StackSlot(8);
  Value* tries = f.StackSlot(8);
  f.ir.CreateStore(operand, best);
  f.ir.CreateStore(f.Constant(0), tries);
  Block* look = f.NewBlock("extreme");
  Block* replace = f.NewBlock("replace");
  Block* replaced = f.NewBlock("replaced");
  Block* first = f.NewBlock("first");
  Block* again = f.NewBlock("look_again");
  Block* done = f.NewBlock("extreme_done");
  f.ir.CreateBr(look);
  f.ir.SetInsertPoint(look);
  Value* old = f.ir.CreateLoad(word, words, true);
  Value* unset = f.ir.CreateICmpEQ(f.ir.CreateLoad(word, f.At(words, 8), true), f.Constant(0));
  Value* value = f.ir.CreateLoad(word, best);
  f.ir.CreateCondBr(f.ir.CreateOr(IsBetter(f, value, old, is_signed, is_max), unset), replace, done);
  f.ir.SetInsertPoint(replace);
  Value* found =
      f.ir.CreateExtractValue(f.ir.CreateAtomicCmpXchg(words, old, value, llvm::Align(8), order, order), 0);
  f.ir.CreateCondBr(f.ir.CreateICmpEQ(found, old), replaced, again);
  f.ir.SetInsertPoint(replaced);
  f.ir.CreateCondBr(unset, first, done);
  f.ir.SetInsertPoint(first);
  Value* was =
      f.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, f.At(words, 8), f.Constant(1), llvm::Align(8), order);
  Value* keep =
      f.ir.CreateOr(f.ir.CreateICmpEQ(was, f.Constant(0)), IsBetter(f, value, old, is_signed, is_max));
  f.ir.CreateStore(f.ir.CreateSelect(keep, value, old), best);
  f.ir.CreateBr(again);
  f.ir.SetInsertPoint(again);
  Value* number = f.ir.CreateAdd(f.ir.CreateLoad(word, tries), f.Constant(1));
  f.ir.CreateStore(number, tries);
  f.ir.CreateCondBr(f.ir.CreateICmpULT(number, f.Constant(kMostTries)), look, done);
  f.ir.SetInsertPoint(done);
}

// words: value, is_set. A locked exchange is paid for only by values that are better than the one there.
void UpdateExtreme(FunctionEmitter& f, Value* words, Value* operand, bool is_signed, bool is_max) {
  if (f.plan().may_sleep() || f.module().per_cpu_adds().MayMeet())
    return ExchangeExtreme(f, words, operand, is_signed, is_max);
  Value* old = f.ir.CreateLoad(f.ir.getInt64Ty(), words);
  Value* set = f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(words, 8));
  Value* better = IsBetter(f, operand, old, is_signed, is_max);
  f.Branch(f.ir.CreateOr(better, f.ir.CreateICmpEQ(set, f.Constant(0))), [&] {
    f.ir.CreateStore(operand, words);
    f.ir.CreateStore(f.Constant(1), f.At(words, 8));
  });
}

// functions.md 10.1. The position of the highest bit comes from LLVM's table-free expansion of ctlz.
Value* HistogramIndex(FunctionEmitter& f, Value* operand, uint32_t bits) {
  const uint64_t n = 1ULL << bits;
  Value* zeroes = f.ir.CreateIntrinsic(llvm::Intrinsic::ctlz, {f.ir.getInt64Ty()},
                                       {f.ir.CreateOr(operand, f.Constant(1)), f.ir.getTrue()});
  Value* position = f.ir.CreateSub(f.Constant(63), zeroes);
  Value* level = f.ir.CreateSub(position, f.Constant(bits));
  Value* shifted = f.ir.CreateLShr(operand, f.ir.CreateAnd(level, f.Constant(63)));
  Value* within = f.ir.CreateAnd(shifted, f.Constant(n - 1));
  Value* large = f.ir.CreateAdd(f.ir.CreateShl(f.ir.CreateAdd(level, f.Constant(1)), f.Constant(bits)),
                                f.ir.CreateAdd(within, f.Constant(1)));
  Value* index = f.ir.CreateSelect(f.ir.CreateICmpULT(operand, f.Constant(n)),
                                   f.ir.CreateAdd(operand, f.Constant(1)), large);
  return f.ir.CreateSelect(f.ir.CreateICmpSLT(operand, f.Constant(0)), f.Constant(0), index);
}

// functions.md 10.2.
Value* LinearIndex(FunctionEmitter& f, Value* operand, const Buckets& buckets) {
  const auto min = static_cast<uint64_t>(buckets.min);
  const auto max = static_cast<uint64_t>(buckets.max);
  const auto step = static_cast<uint64_t>(buckets.step);
  Value* bounded = f.ir.CreateSelect(f.ir.CreateICmpSGT(operand, f.Constant(max)), f.Constant(max), operand);
  Value* inside = f.ir.CreateAdd(f.ir.CreateUDiv(f.ir.CreateSub(bounded, f.Constant(min)), f.Constant(step)),
                                 f.Constant(1));
  Value* below = f.ir.CreateICmpSLT(operand, f.Constant(min));
  Value* above = f.ir.CreateICmpSGT(operand, f.Constant(max));
  Value* index = f.ir.CreateSelect(above, f.Constant(1 + (max - min) / step), inside);
  return f.ir.CreateSelect(below, f.Constant(0), index);
}

// functions.md 10.3: the slot of the interval that it is now, which may still hold what is long past.
void UpdateSeries(FunctionEmitter& f, uint32_t map, Value* words, Value* operand, bool is_signed) {
  const Buckets& buckets = f.module().program().maps[map].buckets;
  Value* distance = f.ir.CreateLoad(
      f.ir.getInt64Ty(), f.module().data().ReadOnlyField(offsetof(ReadOnlyData, tai_distance_ns)), true);
  Value* now = f.ir.CreateAdd(f.CallHelper(Helper::KtimeBootNs, {}), distance);
  Value* epoch = f.ir.CreateUDiv(now, f.Constant(static_cast<uint64_t>(buckets.step)));
  Value* slot = f.Opaque(f.ir.CreateURem(epoch, f.Constant(buckets.Count())));
  Value* last = f.Constant(buckets.Count() - 1);
  slot = f.ir.CreateSelect(f.ir.CreateICmpULT(slot, last), slot, last);
  Value* value = f.ir.CreateGEP(f.ir.getInt64Ty(), words, {f.ir.CreateMul(slot, f.Constant(kIntervalWords))});
  Value* meta = f.At(value, 8);
  Value* own_epoch = f.At(value, 16);
  const auto merge = static_cast<Buckets::Merge>(buckets.bits);
  if (merge == Buckets::Merge::Last) {
    f.ir.CreateStore(operand, value);
    f.ir.CreateStore(now, meta);
    f.ir.CreateStore(epoch, own_epoch);
    return;
  }
  f.Branch(f.ir.CreateICmpNE(f.ir.CreateLoad(f.ir.getInt64Ty(), own_epoch), epoch), [&] {
    f.ir.CreateStore(f.Constant(0), value);
    f.ir.CreateStore(f.Constant(0), meta);
    f.ir.CreateStore(epoch, own_epoch);
  });
  if (merge == Buckets::Merge::Min || merge == Buckets::Merge::Max)
    return UpdateExtreme(f, value, operand, is_signed, merge == Buckets::Merge::Max);
  PerCpuAdd(f, map, value, operand);
  PerCpuAdd(f, map, meta, f.Constant(1));
}

// Whose words they are.
struct Words {
  uint32_t map;
  bool shared;  // by all CPUs
};

void Add(FunctionEmitter& f, Words of, Value* pointer, Value* amount) {
  if (!of.shared) {
    PerCpuAdd(f, of.map, pointer, amount);
    return;
  }
  f.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Add, pointer, amount, llvm::Align(8),
                       llvm::AtomicOrdering::Monotonic);
}

void UpdateAggregate(FunctionEmitter& f, Words of, Value* words, Value* operand, bool is_signed) {
  const typed::MapInfo& info = f.module().program().maps[of.map];
  switch (info.value->function) {
    case Aggregation::Count:
      Add(f, of, words, f.Constant(1));
      return;
    case Aggregation::Sum:
      Add(f, of, words, operand);
      return;
    case Aggregation::Avg:
    case Aggregation::Stats:
      Add(f, of, words, f.Constant(1));
      Add(f, of, f.At(words, 8), operand);
      return;
    case Aggregation::Min:
      return UpdateExtreme(f, words, operand, is_signed, false);
    case Aggregation::Max:
      return UpdateExtreme(f, words, operand, is_signed, true);
    case Aggregation::Hist:
    case Aggregation::Lhist: {
      Value* index = info.buckets.kind == Buckets::Kind::Log ? HistogramIndex(f, operand, info.buckets.bits)
                                                             : LinearIndex(f, operand, info.buckets);
      // The optimiser knows the index is in range and would drop the check that the verifier needs.
      index = f.Opaque(index);
      Value* last = f.Constant(info.buckets.Count() - 1);
      index = f.ir.CreateSelect(f.ir.CreateICmpULT(index, last), index, last);
      Add(f, of, f.ir.CreateGEP(f.ir.getInt64Ty(), words, {index}), f.Constant(1));
      return;
    }
    case Aggregation::Tseries:
      return UpdateSeries(f, of.map, words, operand, is_signed);
    case Aggregation::None:
      break;
  }
}

void AggregateElement(FunctionEmitter& f, const typed::Aggregate& stmt, Value* key, Value* operand) {
  const MapStore& store = f.module().maps().store(stmt.map);
  const bool is_signed = f.module().program().maps[stmt.map].value->is_signed;
  if (store.storage == bundle::MapStorage::PerCpuScalar) {
    Value* words = f.ir.CreateIntToPtr(Lookup(f, store.map, key), f.ir.getPtrTy());
    f.Branch(f.ir.CreateIsNotNull(words), [&] {
      f.ir.CreateStore(f.Constant(1), words);
      UpdateAggregate(f, {stmt.map, false}, f.At(words, 8), operand, is_signed);
    });
    return;
  }
  UpdateAggregation(f, stmt.map, key, [&](Value* words, bool shared) {
    UpdateAggregate(f, {stmt.map, shared}, words, operand, is_signed);
  });
}

// The loop over the CPUs would count a missing element for each of them.
void CountMissingAggregate(FunctionEmitter& f, const typed::MapRead& node, Value* key) {
  if (!f.module().options().missing_keys || !node.key) return;
  Value* found = Lookup(f, f.module().maps().store(node.map).map, key);
  CountMissing(f, f.ir.CreateIntToPtr(found, f.ir.getPtrTy()), node.range);
}

// total / count; a count of zero reads as zero.
Value* AverageOf(FunctionEmitter& f, const CombinedWords& words, bool is_signed, SourceRange range) {
  Value* count = f.ir.CreateLoad(f.ir.getInt64Ty(), words.first);
  Value* total = f.ir.CreateLoad(f.ir.getInt64Ty(), words.second);
  Value* average = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), average);
  f.Branch(f.ir.CreateICmpNE(count, f.Constant(0)), [&] {
    f.ir.CreateStore(EmitDivision(f, BinaryOp::Div, total, count, is_signed, range), average);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), average);
}

void CombineWords(FunctionEmitter& f, Aggregation function, Value* first, Value* second, Value* words,
                  bool is_signed) {
  const auto load = [&](Value* from) { return f.ir.CreateLoad(f.ir.getInt64Ty(), from); };
  const auto add = [&](Value* slot, Value* part) {
    f.ir.CreateStore(f.ir.CreateAdd(load(slot), load(part)), slot);
  };
  if (function == Aggregation::Min || function == Aggregation::Max) {
    f.Branch(f.ir.CreateICmpNE(load(f.At(words, 8)), f.Constant(0)), [&] {
      Value* value = load(words);
      Value* best = load(first);
      const bool is_max = function == Aggregation::Max;
      Value* better = is_max
                          ? (is_signed ? f.ir.CreateICmpSGT(value, best) : f.ir.CreateICmpUGT(value, best))
                          : (is_signed ? f.ir.CreateICmpSLT(value, best) : f.ir.CreateICmpULT(value, best));
      Value* take = f.ir.CreateOr(better, f.ir.CreateICmpEQ(load(second), f.Constant(0)));
      f.ir.CreateStore(f.ir.CreateSelect(take, value, best), first);
      f.ir.CreateStore(f.Constant(1), second);
    });
    return;
  }
  add(first, words);
  if (function == Aggregation::Avg || function == Aggregation::Stats) add(second, f.At(words, 8));
}

CombinedWords CombineWordsOfCpus(FunctionEmitter& f, uint32_t map, Value* key) {
  const MapStore& store = f.module().maps().store(map);
  const typed::MapInfo& info = f.module().program().maps[map];
  const Aggregation function = info.value->function;
  const bool is_signed = info.value->is_signed;
  const bool scalar = store.storage == bundle::MapStorage::PerCpuScalar;
  const CombinedWords words = {f.StackSlot(8), f.StackSlot(8)};
  Value* cpu = f.StackSlot(8);
  for (Value* slot : {words.first, words.second, cpu})
    f.ir.CreateStore(f.Constant(0), slot);
  Value* cpus = f.ir.CreateLoad(f.ir.getInt64Ty(),
                                f.module().data().ReadOnlyField(offsetof(ReadOnlyData, cpu_count)), true);
  Block* loop = f.NewBlock("combine");
  Block* done = f.NewBlock("combined");
  f.ir.CreateBr(loop);
  f.ir.SetInsertPoint(loop);
  Value* i = f.ir.CreateLoad(f.ir.getInt64Ty(), cpu);
  Value* part = f.ir.CreateIntToPtr(
      f.CallHelper(Helper::MapLookupPercpu, {store.map, key, f.ir.CreateTrunc(i, f.ir.getInt32Ty())}),
      f.ir.getPtrTy());
  f.Branch(f.ir.CreateIsNotNull(part), [&] {
    CombineWords(f, function, words.first, words.second, f.At(part, scalar ? 8 : 0), is_signed);
  });
  Value* next = f.ir.CreateAdd(i, f.Constant(1));
  f.ir.CreateStore(next, cpu);
  f.ir.CreateCondBr(f.ir.CreateICmpULT(next, cpus), loop, done);
  f.ir.SetInsertPoint(done);
  return words;
}

}  // namespace

void EmitStmt(FunctionEmitter& f, const typed::Aggregate& stmt) {
  Value* operand = stmt.operand ? EmitScalar(f, *stmt.operand) : nullptr;
  if (f.split()) {
    const SharedKey key = KeyArgument(f, stmt.map, stmt.key.get());
    f.SetLocation(stmt.range);
    CallShared(f, "aggregate", stmt.map, key, stmt.operand.get(), operand,
               [&](FunctionEmitter& inner, Value* at, Value* value) {
                 AggregateElement(inner, stmt, at, value);
                 return inner.Constant(0);
               });
    return;
  }
  Value* key = EmitKey(f, stmt.map, stmt.key.get());
  f.SetLocation(stmt.range);
  AggregateElement(f, stmt, key, operand);
}

// Reads a castable aggregation as an integer: one lookup per possible CPU.
Value* EmitAggregateRead(FunctionEmitter& f, const typed::MapRead& node) {
  if (f.split() && !f.module().options().missing_keys) {
    const SharedKey argument = KeyArgument(f, node.map, node.key.get());
    f.SetLocation(node.range);
    return CallShared(f, "combine", node.map, argument, nullptr, nullptr,
                      [&](FunctionEmitter& inner, Value* at, Value*) {
                        return CombineAggregate(inner, node.map, at, node.range);
                      });
  }
  const Mark mark = f.MarkTemporaries();
  Value* key = EmitKey(f, node.map, node.key.get());
  f.SetLocation(node.range);
  CountMissingAggregate(f, node, key);
  Value* result = CombineAggregate(f, node.map, key, node.range);
  f.ReleaseTemporaries(mark);
  return result;
}

// One value of stats as a record: count, average, total. `to`: 24 bytes.
void EmitStatisticsInto(FunctionEmitter& f, const typed::MapRead& node, Value* to) {
  const Mark mark = f.MarkTemporaries();
  Value* key = EmitKey(f, node.map, node.key.get());
  f.SetLocation(node.range);
  CountMissingAggregate(f, node, key);
  const CombinedWords words = CombineWordsOfCpus(f, node.map, key);
  const bool is_signed = f.module().program().maps[node.map].value->is_signed;
  f.ir.CreateStore(f.ir.CreateLoad(f.ir.getInt64Ty(), words.first), to);
  f.ir.CreateStore(AverageOf(f, words, is_signed, node.range), f.At(to, 8));
  f.ir.CreateStore(f.ir.CreateLoad(f.ir.getInt64Ty(), words.second), f.At(to, 16));
  f.ReleaseTemporaries(mark);
}

Value* CombineAggregate(FunctionEmitter& f, uint32_t map, Value* key, SourceRange range) {
  const Type& type = *f.module().program().maps[map].value;
  const CombinedWords words = CombineWordsOfCpus(f, map, key);
  if (type.function == Aggregation::Avg) return AverageOf(f, words, type.is_signed, range);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), words.first);
}

}  // namespace sonde::codegen
