// RuntimeMaps: the BPF maps that programs have besides those of the script: the ring buffer, the ledger,
// scratch memory, families of processes. How large the latter two are is known when the last program has been
// emitted. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "bundle/metadata.h"
#include "codegen/debug_types.h"

namespace sonde::codegen {

// The symbol of a BPF map, from which libbpf makes one at load: a global in section .maps with room for
// `attributes` BTF attributes, which DebugTypes::DescribeMap describes.
llvm::GlobalVariable* NewBpfMap(llvm::Module& module, const std::string& name, size_t attributes);

class RuntimeMaps {
 public:
  // All outlive this.
  RuntimeMaps(llvm::Module& module, DebugTypes& debug, bundle::Metadata& metadata)
      : module_(module), debug_(debug), metadata_(metadata) {}

  // Makes the maps; must come first.
  void Emit();
  // Describes what depends on all programs: a word of the ledger per row, and scratch memory, if there is
  // any.
  void Finish();

  // Makes a scratch slot at least `bytes` large. Has each CPU have kScratchSlots, and kSleepSlots behind them
  // if `may_sleep`.
  void NeedScratch(uint32_t bytes, bool may_sleep);

  // The word of each CPU that counts the programs running there; made when it is first asked for.
  llvm::GlobalVariable* NeedGuard();

  // The families that each task belongs to; made when it is first asked for.
  llvm::GlobalVariable* NeedFamilies();

  // The perf event of each CPU that takes packets; made when it is first asked for.
  llvm::GlobalVariable* NeedPackets();
  // What watchpoints on arguments watch; made when it is first asked for.
  llvm::GlobalVariable* NeedWatched();

  [[nodiscard]] llvm::GlobalVariable* ring_buffer() const { return ring_buffer_; }
  [[nodiscard]] llvm::GlobalVariable* ledger() const { return ledger_; }
  [[nodiscard]] llvm::GlobalVariable* scratch() const { return scratch_; }
  [[nodiscard]] llvm::GlobalVariable* scratch_mask() const { return scratch_mask_; }

 private:
  // As an array with one entry of `words` words; the loader makes more of them where a CPU has its own.
  void DescribeArray(llvm::GlobalVariable& map, uint32_t type, uint32_t words);

  llvm::Module& module_;
  DebugTypes& debug_;
  bundle::Metadata& metadata_;
  llvm::GlobalVariable* ring_buffer_ = nullptr;
  llvm::GlobalVariable* ledger_ = nullptr;
  llvm::GlobalVariable* scratch_ = nullptr;
  llvm::GlobalVariable* scratch_mask_ = nullptr;
  llvm::GlobalVariable* guard_ = nullptr;
  llvm::GlobalVariable* families_ = nullptr;
  llvm::GlobalVariable* packets_ = nullptr;
  llvm::GlobalVariable* watched_ = nullptr;
};

}  // namespace sonde::codegen
