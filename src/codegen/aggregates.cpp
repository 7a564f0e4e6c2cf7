// Aggregations: count, sum, min, max, avg, stats, hist, lhist; per CPU, combined when read. Leaves:
// ProgramEmitter's EmitAggregate and EmitAggregateRead. Word layouts: bundle::MapStorage.
// Covered by the run tests of aggregations and tests/codegen/histogram_test.cpp.
#include <llvm/IR/Intrinsics.h>

#include <cstddef>

#include "codegen/program.h"

namespace sonde::codegen {

void ProgramEmitter::EmitAggregate(const typed::Aggregate& stmt) {
  Value* operand = stmt.operand ? EmitScalar(*stmt.operand) : nullptr;
  if (weights_) {
    const SharedKey key = KeyArgument(stmt.map, stmt.key.get());
    SetLocation(stmt.range);
    CallShared("aggregate", stmt.map, key, stmt.operand.get(), operand, [&](Value* at, Value* value) {
      AggregateElement(stmt, at, value);
      return Constant(0);
    });
    return;
  }
  Value* key = EmitKey(stmt.map, stmt.key.get());
  SetLocation(stmt.range);
  AggregateElement(stmt, key, operand);
}

void ProgramEmitter::AggregateElement(const typed::Aggregate& stmt, Value* key, Value* operand) {
  const MapStore& store = module_.store(stmt.map);
  const bool is_signed = module_.program().maps[stmt.map].value->is_signed;
  if (store.storage == bundle::MapStorage::PerCpuScalar) {
    Value* words = builder_.CreateIntToPtr(Lookup(store.map, key), builder_.getPtrTy());
    Branch(builder_.CreateIsNotNull(words), [&] {
      builder_.CreateStore(Constant(1), words);
      UpdateAggregate(stmt.map, At(words, 8), operand, is_signed);
    });
    return;
  }
  Value* words = LookupOrInsert(stmt.map, key, module_.zeroes());
  Branch(builder_.CreateIsNotNull(words), [&] { UpdateAggregate(stmt.map, words, operand, is_signed); });
}

void ProgramEmitter::UpdateAggregate(uint32_t map, Value* words, Value* operand, bool is_signed) {
  const typed::MapInfo& info = module_.program().maps[map];
  switch (info.value->function) {
    case MapFunction::Count:
      PerCpuAdd(map, words, Constant(1));
      return;
    case MapFunction::Sum:
      PerCpuAdd(map, words, operand);
      return;
    case MapFunction::Avg:
    case MapFunction::Stats:
      PerCpuAdd(map, words, Constant(1));
      PerCpuAdd(map, At(words, 8), operand);
      return;
    case MapFunction::Min:
      return UpdateExtreme(words, operand, is_signed, false);
    case MapFunction::Max:
      return UpdateExtreme(words, operand, is_signed, true);
    case MapFunction::Hist:
    case MapFunction::Lhist: {
      Value* index = info.buckets.kind == Buckets::Kind::Log ? HistogramIndex(operand, info.buckets.bits)
                                                             : LinearIndex(operand, info.buckets);
      // The optimiser knows the index is in range and would drop the check that the verifier needs.
      index = Opaque(index);
      Value* last = Constant(info.buckets.Count() - 1);
      index = builder_.CreateSelect(builder_.CreateICmpULT(index, last), index, last);
      PerCpuAdd(map, builder_.CreateGEP(builder_.getInt64Ty(), words, {index}), Constant(1));
      return;
    }
    case MapFunction::None:
      break;
  }
}

// words: value, is_set.
void ProgramEmitter::UpdateExtreme(Value* words, Value* operand, bool is_signed, bool is_max) {
  Value* old = builder_.CreateLoad(builder_.getInt64Ty(), words);
  Value* set = builder_.CreateLoad(builder_.getInt64Ty(), At(words, 8));
  Value* better =
      is_max ? (is_signed ? builder_.CreateICmpSGT(operand, old) : builder_.CreateICmpUGT(operand, old))
             : (is_signed ? builder_.CreateICmpSLT(operand, old) : builder_.CreateICmpULT(operand, old));
  Branch(builder_.CreateOr(better, builder_.CreateICmpEQ(set, Constant(0))), [&] {
    builder_.CreateStore(operand, words);
    builder_.CreateStore(Constant(1), At(words, 8));
  });
}

// functions.md 10.1. The position of the highest bit comes from LLVM's table-free expansion of ctlz.
llvm::Value* ProgramEmitter::HistogramIndex(Value* operand, uint32_t bits) {
  const uint64_t n = 1ULL << bits;
  Value* zeroes = builder_.CreateIntrinsic(llvm::Intrinsic::ctlz, {builder_.getInt64Ty()},
                                           {builder_.CreateOr(operand, Constant(1)), builder_.getTrue()});
  Value* position = builder_.CreateSub(Constant(63), zeroes);
  Value* level = builder_.CreateSub(position, Constant(bits));
  Value* shifted = builder_.CreateLShr(operand, builder_.CreateAnd(level, Constant(63)));
  Value* within = builder_.CreateAnd(shifted, Constant(n - 1));
  Value* large =
      builder_.CreateAdd(builder_.CreateShl(builder_.CreateAdd(level, Constant(1)), Constant(bits)),
                         builder_.CreateAdd(within, Constant(1)));
  Value* index = builder_.CreateSelect(builder_.CreateICmpULT(operand, Constant(n)),
                                       builder_.CreateAdd(operand, Constant(1)), large);
  return builder_.CreateSelect(builder_.CreateICmpSLT(operand, Constant(0)), Constant(0), index);
}

// functions.md 10.2.
llvm::Value* ProgramEmitter::LinearIndex(Value* operand, const Buckets& buckets) {
  const auto min = static_cast<uint64_t>(buckets.min);
  const auto max = static_cast<uint64_t>(buckets.max);
  const auto step = static_cast<uint64_t>(buckets.step);
  Value* bounded =
      builder_.CreateSelect(builder_.CreateICmpSGT(operand, Constant(max)), Constant(max), operand);
  Value* inside = builder_.CreateAdd(
      builder_.CreateUDiv(builder_.CreateSub(bounded, Constant(min)), Constant(step)), Constant(1));
  Value* below = builder_.CreateICmpSLT(operand, Constant(min));
  Value* above = builder_.CreateICmpSGT(operand, Constant(max));
  Value* index = builder_.CreateSelect(above, Constant(1 + (max - min) / step), inside);
  return builder_.CreateSelect(below, Constant(0), index);
}

// Reads a castable aggregation as an integer: one lookup per possible CPU.
llvm::Value* ProgramEmitter::EmitAggregateRead(const typed::MapRead& node) {
  if (weights_ && !module_.missing_keys()) {
    const SharedKey argument = KeyArgument(node.map, node.key.get());
    SetLocation(node.range);
    return CallShared("combine", node.map, argument, nullptr, nullptr,
                      [&](Value* at, Value*) { return CombineAggregate(node.map, at, node.range); });
  }
  const Mark mark = MarkTemporaries();
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  CountMissingAggregate(node, key);
  Value* result = CombineAggregate(node.map, key, node.range);
  ReleaseTemporaries(mark);
  return result;
}

// The loop over the CPUs would count a missing element for each of them.
void ProgramEmitter::CountMissingAggregate(const typed::MapRead& node, Value* key) {
  if (!module_.missing_keys() || !node.key) return;
  Value* found = Lookup(module_.store(node.map).map, key);
  CountMissing(builder_.CreateIntToPtr(found, builder_.getPtrTy()), node.range);
}

// One value of stats as a record: count, average, total. `to`: 24 bytes.
void ProgramEmitter::EmitStatisticsInto(const typed::MapRead& node, Value* to) {
  const Mark mark = MarkTemporaries();
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  CountMissingAggregate(node, key);
  const CombinedWords words = CombineWordsOfCpus(node.map, key);
  const bool is_signed = module_.program().maps[node.map].value->is_signed;
  builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), words.first), to);
  builder_.CreateStore(AverageOf(words, is_signed, node.range), At(to, 8));
  builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), words.second), At(to, 16));
  ReleaseTemporaries(mark);
}

llvm::Value* ProgramEmitter::CombineAggregate(uint32_t map, Value* key, SourceRange range) {
  const Type& type = *module_.program().maps[map].value;
  const CombinedWords words = CombineWordsOfCpus(map, key);
  if (type.function == MapFunction::Avg) return AverageOf(words, type.is_signed, range);
  return builder_.CreateLoad(builder_.getInt64Ty(), words.first);
}

// total / count; a count of zero reads as zero.
llvm::Value* ProgramEmitter::AverageOf(const CombinedWords& words, bool is_signed, SourceRange range) {
  Value* count = builder_.CreateLoad(builder_.getInt64Ty(), words.first);
  Value* total = builder_.CreateLoad(builder_.getInt64Ty(), words.second);
  Value* average = StackSlot(8);
  builder_.CreateStore(Constant(0), average);
  Branch(builder_.CreateICmpNE(count, Constant(0)),
         [&] { builder_.CreateStore(EmitDivision(BinaryOp::Div, total, count, is_signed, range), average); });
  return builder_.CreateLoad(builder_.getInt64Ty(), average);
}

ProgramEmitter::CombinedWords ProgramEmitter::CombineWordsOfCpus(uint32_t map, Value* key) {
  const MapStore& store = module_.store(map);
  const typed::MapInfo& info = module_.program().maps[map];
  const MapFunction function = info.value->function;
  const bool is_signed = info.value->is_signed;
  const bool scalar = store.storage == bundle::MapStorage::PerCpuScalar;
  const CombinedWords words = {StackSlot(8), StackSlot(8)};
  Value* cpu = StackSlot(8);
  for (Value* slot : {words.first, words.second, cpu})
    builder_.CreateStore(Constant(0), slot);
  Value* cpus = builder_.CreateLoad(builder_.getInt64Ty(),
                                    module_.ReadOnlyField(offsetof(ReadOnlyData, cpu_count)), true);
  Block* loop = NewBlock("combine");
  Block* done = NewBlock("combined");
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  Value* i = builder_.CreateLoad(builder_.getInt64Ty(), cpu);
  Value* part = builder_.CreateIntToPtr(
      Call(Helper::MapLookupPercpu, {store.map, key, builder_.CreateTrunc(i, builder_.getInt32Ty())}),
      builder_.getPtrTy());
  Branch(builder_.CreateIsNotNull(part),
         [&] { CombineWords(function, words.first, words.second, At(part, scalar ? 8 : 0), is_signed); });
  Value* next = builder_.CreateAdd(i, Constant(1));
  builder_.CreateStore(next, cpu);
  builder_.CreateCondBr(builder_.CreateICmpULT(next, cpus), loop, done);
  builder_.SetInsertPoint(done);
  return words;
}

void ProgramEmitter::CombineWords(MapFunction function, Value* first, Value* second, Value* words,
                                  bool is_signed) {
  const auto load = [&](Value* from) { return builder_.CreateLoad(builder_.getInt64Ty(), from); };
  const auto add = [&](Value* slot, Value* part) {
    builder_.CreateStore(builder_.CreateAdd(load(slot), load(part)), slot);
  };
  if (function == MapFunction::Min || function == MapFunction::Max) {
    Branch(builder_.CreateICmpNE(load(At(words, 8)), Constant(0)), [&] {
      Value* value = load(words);
      Value* best = load(first);
      const bool is_max = function == MapFunction::Max;
      Value* better =
          is_max ? (is_signed ? builder_.CreateICmpSGT(value, best) : builder_.CreateICmpUGT(value, best))
                 : (is_signed ? builder_.CreateICmpSLT(value, best) : builder_.CreateICmpULT(value, best));
      Value* take = builder_.CreateOr(better, builder_.CreateICmpEQ(load(second), Constant(0)));
      builder_.CreateStore(builder_.CreateSelect(take, value, best), first);
      builder_.CreateStore(Constant(1), second);
    });
    return;
  }
  add(first, words);
  if (function == MapFunction::Avg || function == MapFunction::Stats) add(second, At(words, 8));
}

}  // namespace sonde::codegen
