// BPF target machine, a short pass list, object code. Leaves: CollectRefusals, PrepareModule, RunPasses,
// EmitObject, EmitAssembly.
// Covered by tests/codegen/*.
#include "codegen/target.h"

#include "base/console.h"
#include "codegen/helpers.h"

#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <unistd.h>

#include <iterator>
#include <memory>

extern "C" {
void LLVMInitializeBPFTargetInfo();
void LLVMInitializeBPFTarget();
void LLVMInitializeBPFTargetMC();
void LLVMInitializeBPFAsmPrinter();
void LLVMInitializeBPFAsmParser();
}

namespace sonde::codegen {
namespace {

constexpr const char* kTriple = "bpfel";

// What LLVM cannot do at all (size_check.h finds the one such thing that is known before it is met) it tells
// a handler that must not return: the process says so and ends.
[[noreturn]] void SayAndEnd(void* /*data*/, const char* text, bool /*diagnostic*/) {
  constexpr int kRefused = 2;  // as for all that codegen refuses
  TellError(std::string("ERROR: LLVM cannot compile this program for BPF: ") + text + "\n");
  _exit(kRefused);
}

llvm::TargetMachine* Machine() {
  static const std::unique_ptr<llvm::TargetMachine> machine = [] {
    llvm::install_fatal_error_handler(SayAndEnd);
    LLVMInitializeBPFTargetInfo();
    LLVMInitializeBPFTarget();
    LLVMInitializeBPFTargetMC();
    LLVMInitializeBPFAsmPrinter();
    LLVMInitializeBPFAsmParser();  // for the text of inline assembly
    // No tail merging: it makes one instruction of two loads, one from the context and one from a map, which
    // the verifier refuses. No block placement: it may let a loop's end fall through to its head, which 6.1
    // refuses.
    const char* const arguments[] = {"sonde", "-enable-tail-merge=false", "-disable-block-placement"};
    llvm::cl::ParseCommandLineOptions(std::size(arguments), arguments);
    std::string error;
#if LLVM_VERSION_MAJOR >= 22
    const llvm::Triple triple(kTriple);
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
#else
    const std::string triple(kTriple);
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
#endif
    return std::unique_ptr<llvm::TargetMachine>(
        target->createTargetMachine(triple, kTargetCpu, "", llvm::TargetOptions(), llvm::Reloc::PIC_,
                                    std::nullopt, llvm::CodeGenOptLevel::Default));
  }();
  return machine.get();
}

// The default handler would end the process. Nothing is printed.
class RefusalHandler : public llvm::DiagnosticHandler {
 public:
  explicit RefusalHandler(Refusal& refusal) : refusal_(refusal) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override;

 private:
  Refusal& refusal_;
};

bool RefusalHandler::handleDiagnostics(const llvm::DiagnosticInfo& info) {
  if (info.getSeverity() != llvm::DS_Error || !refusal_.text.empty()) return true;
  llvm::raw_string_ostream stream(refusal_.text);
  llvm::DiagnosticPrinterRawOStream printer(stream);
  info.print(printer);
  if (const auto* located = llvm::dyn_cast<llvm::DiagnosticInfoUnsupported>(&info)) {
    refusal_.function = located->getFunction().getName().str();
    llvm::StringRef path;
    if (located->isLocationAvailable()) located->getLocation(path, refusal_.line, refusal_.column);
    refusal_.file = path.str();
  }
  return true;
}

struct ExpandPass : llvm::PassInfoMixin<ExpandPass> {
  const std::function<void(llvm::Function&)>& expand;
  explicit ExpandPass(const std::function<void(llvm::Function&)>& made) : expand(made) {}
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& /*analyses*/) {
    expand(function);
    return llvm::PreservedAnalyses::none();
  }
};

Result<std::string> Write(llvm::Module& module, llvm::CodeGenFileType type) {
  llvm::SmallString<0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (Machine()->addPassesToEmitFile(passes, stream, nullptr, type, /*DisableVerify=*/true)) {
    return Error("LLVM cannot write BPF object code");
  }
  passes.run(module);
  return std::string(bytes.data(), bytes.size());
}

}  // namespace

void CollectRefusals(llvm::LLVMContext& context, Refusal& refusal) {
  context.setDiagnosticHandler(std::make_unique<RefusalHandler>(refusal));
}

void PrepareModule(llvm::Module& module) {
#if LLVM_VERSION_MAJOR >= 21
  module.setTargetTriple(llvm::Triple(kTriple));
#else
  module.setTargetTriple(kTriple);
#endif
  module.setDataLayout(Machine()->createDataLayout());
}

void RunPasses(llvm::Module& module, const std::function<void(llvm::Function&)>& expand) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager graphs;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(Machine());
  // Brings the target's own passes: the ones that lower CO-RE accesses, and those that keep code in a
  // shape the verifier accepts.
  Machine()->registerPassBuilderCallbacks(builder);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graphs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graphs, modules);

  llvm::ModulePassManager pipeline;
  builder.invokePipelineStartEPCallbacks(pipeline, llvm::OptimizationLevel::O2);
  llvm::FunctionPassManager list;
  list.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  list.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/false));
  list.addPass(ExpandPass{expand});
  list.addPass(llvm::SimplifyCFGPass());
  list.addPass(llvm::InstCombinePass());
  list.addPass(llvm::SimplifyCFGPass());
  list.addPass(llvm::ADCEPass());
  pipeline.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(list)));
#if LLVM_VERSION_MAJOR >= 20
  builder.invokeOptimizerLastEPCallbacks(pipeline, llvm::OptimizationLevel::O2,
                                         llvm::ThinOrFullLTOPhase::None);
#else
  builder.invokeOptimizerLastEPCallbacks(pipeline, llvm::OptimizationLevel::O2);
#endif
  pipeline.run(module, modules);
}

Result<std::string> EmitObject(llvm::Module& module) {
  return Write(module, llvm::CodeGenFileType::ObjectFile);
}

// Of a copy: making code changes a module. What is refused is refused again when the object is made.
Result<std::string> EmitAssembly(const llvm::Module& module) {
  const std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  return Write(*copy, llvm::CodeGenFileType::AssemblyFile);
}

std::string PrintModule(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

std::string VerifyModule(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  return llvm::verifyModule(module, &stream) ? text : std::string();
}

}  // namespace sonde::codegen
