// The ring buffer, the ledger and scratch memory. Leaves: NewBpfMap, RuntimeMaps. Covered by tests/codegen/*.
#include "codegen/runtime_maps.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>

#include <algorithm>

#include "codegen/helpers.h"
#include "defs/events.h"

namespace sonde::codegen {
llvm::GlobalVariable* NewBpfMap(llvm::Module& module, const std::string& name, size_t attributes) {
  auto* type = llvm::ArrayType::get(llvm::PointerType::get(module.getContext(), 0), attributes);
  auto* global = new llvm::GlobalVariable(module, type, false, llvm::GlobalValue::ExternalLinkage,
                                          llvm::Constant::getNullValue(type), name);
  global->setSection(".maps");
  global->setAlignment(llvm::Align(8));
  return global;
}

void RuntimeMaps::Emit() {
  ring_buffer_ = NewBpfMap(module_, kRingBufferMap, 2);
  debug_.DescribeMap(*ring_buffer_, {{"type", kMapRingbuf}, {"max_entries", 4096}});
  ledger_ = NewBpfMap(module_, kLedgerMap, 4);
  scratch_ = NewBpfMap(module_, kScratchMap, 4);
  scratch_mask_ = NewBpfMap(module_, kScratchMaskMap, 4);
}

void RuntimeMaps::NeedScratch(uint32_t bytes, bool may_sleep) {
  metadata_.scratch.size = std::max(metadata_.scratch.size, (bytes + 7) & ~7U);
  metadata_.scratch.slots = std::max(metadata_.scratch.slots, kScratchSlots + (may_sleep ? kSleepSlots : 0));
}

llvm::GlobalVariable* RuntimeMaps::NeedGuard() {
  if (guard_ != nullptr) return guard_;
  guard_ = NewBpfMap(module_, kGuardMap, 4);
  DescribeArray(*guard_, kMapPercpuArray, 1);
  return guard_;
}

llvm::GlobalVariable* RuntimeMaps::NeedFamilies() {
  if (families_ != nullptr) return families_;
  families_ = NewBpfMap(module_, kFamiliesMap, 4);
  debug_.DescribeMap(*families_, {{"type", kMapHash},
                                  {"max_entries", 1},
                                  {"key", 0, debug_.Unsigned(8)},
                                  {"value", 0, debug_.Unsigned(8)}});
  return families_;
}

llvm::GlobalVariable* RuntimeMaps::NeedPackets() {
  if (packets_ != nullptr) return packets_;
  packets_ = NewBpfMap(module_, kPacketsMap, 4);
  debug_.DescribeMap(*packets_, {{"type", kMapPerfEventArray},
                                 {"max_entries", 1},
                                 {"key", 0, debug_.Unsigned(4)},
                                 {"value", 0, debug_.Unsigned(4)}});
  return packets_;
}

llvm::GlobalVariable* RuntimeMaps::NeedWatched() {
  if (watched_ != nullptr) return watched_;
  watched_ = NewBpfMap(module_, kWatchedMap, 4);
  debug_.DescribeMap(*watched_, {{"type", kMapHash},
                                 {"max_entries", kMostWatched},
                                 {"key", 0, debug_.Words(sizeof(WatchKey) / 8)},
                                 {"value", 0, debug_.Unsigned(8)}});
  return watched_;
}

void RuntimeMaps::DescribeArray(llvm::GlobalVariable& map, uint32_t type, uint32_t words) {
  debug_.DescribeMap(map, {{"type", type},
                           {"max_entries", 1},
                           {"key", 0, debug_.Unsigned(4)},
                           {"value", 0, debug_.Words(words)}});
}

void RuntimeMaps::Finish() {
  DescribeArray(*ledger_, kMapPercpuArray, std::max(static_cast<uint32_t>(metadata_.ledger.size()), 1U));
  if (metadata_.scratch.slots == 0) {
    scratch_->eraseFromParent();
    scratch_mask_->eraseFromParent();
    scratch_ = scratch_mask_ = nullptr;
  } else {
    DescribeArray(*scratch_, kMapArray, metadata_.scratch.size / 8);
    DescribeArray(*scratch_mask_, kMapArray, 1);
  }
}

}  // namespace sonde::codegen
