// ModuleEmitter: what all programs of a bundle share: globals, maps, debug types, and the metadata that
// grows while programs are emitted. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/source.h"
#include "bundle/metadata.h"
#include "codegen/debug_types.h"
#include "codegen/helpers.h"
#include "codegen/relocations.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde::codegen {

// How a map of the script is reached from BPF code.
struct MapStore {
  llvm::GlobalVariable* map = nullptr;  // null for MapStorage::Global
  bundle::MapStorage storage = bundle::MapStorage::Global;
  uint32_t offset = 0;      // of a Global, bytes into .bss, of the set word
  uint32_t value_size = 0;  // bytes
  uint32_t generation = 0;  // bundle::MapMeta::generation
};

class ModuleEmitter {
 public:
  // `plan`: how each probe of `program` is attached; outlives this, as all do. `walked`: maps that programs
  // look at as a whole, which can have no generations.
  ModuleEmitter(const typed::Program& program, const std::vector<ProbePlan>& plan, const Source& source,
                std::set<uint32_t> walked = {});

  // Has reads of map elements that do not exist counted.
  void CountMissingKeys() { missing_keys_ = true; }
  [[nodiscard]] bool missing_keys() const { return missing_keys_; }
  // A program looks at all entries of this map, or hands it to a C function.
  void Walk(uint32_t map) { walked_.insert(map); }
  // Maps that turned out to be walked but have generations: everything has to be emitted again without.
  [[nodiscard]] std::set<uint32_t> WalkedGenerations() const;
  // Creates the maps and globals; must come first.
  void EmitMaps();
  // Creates what depends on all programs: ledger, scratch memory, zeroes, license.
  void EmitTail();

  llvm::LLVMContext& context() { return context_; }
  llvm::Module& module() { return *module_; }
  std::unique_ptr<llvm::Module> TakeModule() { return std::move(module_); }
  DebugTypes& debug() { return *debug_; }
  Relocations& relocations() { return *relocations_; }
  const typed::Program& program() const { return program_; }
  const std::vector<ProbePlan>& plan() const { return plan_; }
  const Source& source() const { return source_; }
  bundle::Metadata& metadata() { return metadata_; }
  const MapStore& store(uint32_t map) const { return stores_[map]; }

  // The word of the ledger that counts `kind` for `subject`; made at first use.
  uint32_t LedgerWord(bundle::LedgerKind kind, uint32_t subject);
  // Whether places in the script have to share counters: what a CPU has of a map is limited.
  [[nodiscard]] bool LedgerIsFull() const { return metadata_.ledger.size() >= kLedgerWords; }
  // Makes a location of it at first use. `blocks`: the blocks with a value around it, outermost first. What
  // lies outside of one comes from a macro, whose call stands there; what stands in a call itself, as an
  // argument, has nothing to do with those below it.
  uint32_t LocationIndex(SourceRange range, const std::vector<SourceRange>& blocks = {});
  // Remembers an atomic add to this CPU's part of a map. EmitTail turns it into a plain add when no two
  // updates can interrupt each other on one CPU.
  void RecordPerCpuAdd(uint32_t map, uint32_t probe, llvm::AtomicRMWInst* add);
  // Makes a scratch slot at least `bytes` large.
  void NeedScratch(uint32_t bytes);
  // Notes that the bytes of a struct or of an array of structs are used as they lie; for the kernel's, the
  // layout is compared at load.
  void UseLayout(const Type& type, SourceRange range);
  // Numbers the functions that programs hand to kernel helpers.
  uint32_t NextHelperFunction() { return helper_functions_++; }

  // A static function with the name of `subprogram`, which LLVM leaves a function of its own.
  llvm::Function* NewCallback(llvm::FunctionType* type, llvm::DISubprogram* subprogram);

  // The declaration of Program::imported->functions[index]: words and pointers in, a word or nothing out.
  llvm::Function* Imported(uint32_t index);

  llvm::GlobalVariable* ledger() { return ledger_; }
  llvm::GlobalVariable* ring_buffer() { return ring_buffer_; }
  llvm::GlobalVariable* scratch() { return scratch_; }
  llvm::GlobalVariable* scratch_mask() { return scratch_mask_; }
  llvm::GlobalVariable* bss() { return bss_; }
  // Pointer constants into the read-only data.
  llvm::Constant* ReadOnlyField(uint32_t offset);
  llvm::Constant* zeroes();
  llvm::Constant* ParameterField(uint32_t parameter);

 private:
  // The kernel gives a per-CPU value 32 KiB at most (PCPU_MIN_UNIT_SIZE). The rest is for probes and maps.
  static constexpr size_t kLedgerWords = 2048;
  uint32_t helper_functions_ = 0;
  std::map<uint32_t, llvm::Function*> imported_;
  struct PerCpuAdd {
    uint32_t probe;
    llvm::AtomicRMWInst* add;
  };
  void EmitData();
  std::string DescribeParameters();
  void RelaxPerCpuAdds();
  // A global in section .maps with room for `attributes` BTF attributes, described later.
  llvm::GlobalVariable* MapGlobal(const std::string& name, size_t attributes);
  void EmitScriptMap(uint32_t index);
  [[nodiscard]] bool HasGenerations(uint32_t index) const;
  void EmitKeyedMap(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store, llvm::DIType* value);
  void EmitScalarMap(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store);

  const typed::Program& program_;
  const std::vector<ProbePlan>& plan_;
  const Source& source_;
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
  std::unique_ptr<DebugTypes> debug_;
  bool missing_keys_ = false;
  bundle::Metadata metadata_;
  std::unique_ptr<Relocations> relocations_;
  std::vector<MapStore> stores_;
  llvm::GlobalVariable* ledger_ = nullptr;
  llvm::GlobalVariable* ring_buffer_ = nullptr;
  llvm::GlobalVariable* scratch_ = nullptr;
  llvm::GlobalVariable* scratch_mask_ = nullptr;
  llvm::GlobalVariable* bss_ = nullptr;
  llvm::GlobalVariable* rodata_ = nullptr;
  std::set<uint32_t> walked_;
  std::map<std::pair<int, uint32_t>, uint32_t> ledger_words_;
  bundle::Location LocationOf(SourceRange range) const;
  std::map<std::vector<uint32_t>, uint32_t> location_indices_;
  uint32_t bss_size_ = 0;
  uint32_t zeroes_ = 0;
  uint32_t zeroes_offset_ = 0;                        // into the read-only data
  std::vector<std::vector<PerCpuAdd>> per_cpu_adds_;  // by map
};

// Bytes of a map's value or aggregation, without the set word.
uint32_t ValueSize(const typed::MapInfo& info);

}  // namespace sonde::codegen
