// What surrounds the programs of a bundle. Leaves: ModuleEmitter. Covered by tests/codegen/*.
#include "codegen/module.h"

#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <utility>

namespace sonde::codegen {

ModuleEmitter::ModuleEmitter(const typed::Program& program, const std::vector<ProbePlan>& plan,
                             const Source& source, const CodegenOptions& options, std::set<uint32_t> walked)
    : program_(program),
      plan_(plan),
      options_(options),
      module_("sonde", context_),
      debug_(module_, source),
      metadata_(source, program.relocated),
      relocations_(module_, debug_, program.relocated, metadata_.built()),
      functions_(module_, debug_, program.imported.get()),
      data_(module_, debug_),
      runtime_maps_(module_, debug_, metadata_.built()),
      maps_(program, {module_, debug_, data_, metadata_.built().maps, plan}, std::move(walked)),
      per_cpu_adds_(program, plan) {}

// The order is that of the symbols in the ELF.
void ModuleEmitter::Begin() {
  runtime_maps_.Emit();
  maps_.Emit();
  for (const ProbePlan& probe : plan_)
    words_.sleep.push_back(probe.may_sleep() ? data_.ReserveWord() : 0);
  for (size_t i = 0; i < program_.kernel_addresses.size(); ++i)
    words_.address.push_back(data_.ReserveWord());
  data_.Emit(program_.parameters, metadata_.built());
}

uint32_t ModuleEmitter::SleepWord(uint32_t probe) const {
  return plan_[probe].may_sleep() ? data_.WordOffset(words_.sleep[probe]) : 0;
}

uint32_t ModuleEmitter::AddressWord(uint32_t number) const {
  return data_.WordOffset(words_.address[number]);
}

void ModuleEmitter::Finish() {
  per_cpu_adds_.Relax();
  runtime_maps_.Finish();
  EmitLicense();
  std::vector<llvm::GlobalValue*> used;
  for (auto& variable : module_.globals()) {
    if (!variable.isDeclaration()) used.push_back(&variable);  // relocated constants are none
  }
  llvm::appendToCompilerUsed(module_, used);
  debug_.Finalize();
}

void ModuleEmitter::EmitLicense() {
  const std::string& license = program_.config.license;
  auto* text = llvm::ConstantDataArray::getString(context_, license, true);
  auto* global = new llvm::GlobalVariable(module_, text->getType(), true, llvm::GlobalValue::ExternalLinkage,
                                          text, "LICENSE");
  global->setSection("license");
  debug_.DescribeGlobal(*global, debug_.Bytes(static_cast<uint32_t>(license.size()) + 1));
}

}  // namespace sonde::codegen
