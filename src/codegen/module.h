// ModuleEmitter: what all programs of a bundle share, as long as one llvm::Module. It owns the parts, each
// with what it knows and keeps true, and says when they are made: before the programs (Begin) and after them
// (Finish). Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <set>
#include <vector>

#include "base/source.h"
#include "codegen/codegen.h"
#include "codegen/debug_types.h"
#include "codegen/global_data.h"
#include "codegen/helpers.h"
#include "codegen/metadata_builder.h"
#include "codegen/module_functions.h"
#include "codegen/per_cpu_adds.h"
#include "codegen/relocations.h"
#include "codegen/runtime_maps.h"
#include "codegen/script_maps.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde::codegen {

// Numbers of words in the read-only data.
struct ReservedWords {
  std::vector<uint32_t> sleep;    // by probe
  std::vector<uint32_t> address;  // by kernel address
};

class ModuleEmitter {
 public:
  // `plan`: how each probe of `program` is attached; outlives this, as all do. `walked`: maps that programs
  // look at as a whole, which can have no generations.
  ModuleEmitter(const typed::Program& program, const std::vector<ProbePlan>& plan, const Source& source,
                const CodegenOptions& options = {}, std::set<uint32_t> walked = {});

  // What the programs can do besides what the script says.
  [[nodiscard]] const CodegenOptions& options() const { return options_; }

  // Creates the maps and global data; must come first.
  void Begin();
  // Creates what depends on all programs: ledger, scratch memory, license.
  void Finish();

  [[nodiscard]] const typed::Program& program() const { return program_; }
  [[nodiscard]] const std::vector<ProbePlan>& plan() const { return plan_; }
  // After Begin: where the read-only data says whether the program of `probe` may wait for memory
  // (bundle::ProbeMeta::sleep_word).
  [[nodiscard]] uint32_t SleepWord(uint32_t probe) const;
  // After Begin: where the read-only data has the address of Program::kernel_addresses[number].
  [[nodiscard]] uint32_t AddressWord(uint32_t number) const;
  llvm::LLVMContext& context() { return context_; }
  llvm::Module& module() { return module_; }

  DebugTypes& debug() { return debug_; }
  MetadataBuilder& metadata() { return metadata_; }
  Relocations& relocations() { return relocations_; }
  ModuleFunctions& functions() { return functions_; }
  GlobalData& data() { return data_; }
  RuntimeMaps& runtime_maps() { return runtime_maps_; }
  ScriptMaps& maps() { return maps_; }
  PerCpuAdds& per_cpu_adds() { return per_cpu_adds_; }

 private:
  void EmitLicense();

  const typed::Program& program_;
  const std::vector<ProbePlan>& plan_;
  CodegenOptions options_;
  ReservedWords words_;
  llvm::LLVMContext context_;
  llvm::Module module_;
  DebugTypes debug_;
  MetadataBuilder metadata_;
  Relocations relocations_;
  ModuleFunctions functions_;
  GlobalData data_;
  RuntimeMaps runtime_maps_;
  ScriptMaps maps_;
  PerCpuAdds per_cpu_adds_;
};

}  // namespace sonde::codegen
