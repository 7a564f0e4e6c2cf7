// One BPF program. Leaves: ProgramEmitter. Covered by tests/codegen/*.
#include "codegen/program.h"

#include "codegen/callbacks.h"
#include "codegen/calls.h"
#include "codegen/context.h"
#include "codegen/expressions.h"
#include "codegen/frame.h"
#include "codegen/operands.h"
#include "codegen/session.h"
#include "codegen/statements.h"
#include "defs/program_sections.h"
#include "typed/children.h"
#include "typed/register_use.h"

namespace sonde::codegen {
namespace {

// Variables of a program that is one function.
void EmitVariables(FunctionEmitter& f) {
  for (const auto& variable : f.probe().variables) {
    if (InMemory(*variable.type)) {
      f.variables.push_back(f.Temporary(SizeOf(*variable.type)));  // for the whole program
    } else {
      llvm::IRBuilder<> at_entry(f.entry, f.entry->begin());
      f.variables.push_back(at_entry.CreateAlloca(f.ir.getInt64Ty(), nullptr, variable.name));
      // Sema assigns every variable before it is read, if only zero. A zero more would cost LLVM time.
    }
  }
}

// Whether it needs more of its task than the numbers of process and thread.
bool UsesTask(const typed::Probe& probe) {
  bool uses = false;
  typed::ForEachOf(probe, [&](const typed::Expr& expr) {
    if (expr.kind != typed::ExprKind::Builtin) return;
    const BuiltinId id = typed::As<typed::Builtin>(expr).id;
    uses = uses || id == BuiltinId::Comm || id == BuiltinId::Uid || id == BuiltinId::Gid ||
           id == BuiltinId::Username || id == BuiltinId::Curtask;
  });
  return uses;
}

using Targets = std::vector<bundle::AttachTarget>;

// What the kind of a probe adds to its metadata; its targets.
struct Describer {
  bundle::ProbeMeta& meta;
  const ExpandedProbe& probe;
  const std::vector<typed::Fetch>& fetched;

  Targets operator()(const SpecialSpec&) const { return {}; }
  Targets operator()(const TimerSpec& timer) const {
    meta.period = timer.period;
    meta.frequency = timer.frequency;
    return {};
  }
  Targets operator()(const CountedSpec& counted) const {
    meta.period = counted.period;
    return {bundle::EventTarget{counted.event}};
  }
  Targets operator()(const TracepointSpec& tracepoint) const {
    return {bundle::TracepointTarget{tracepoint.category, tracepoint.event}};
  }
  Targets operator()(const RawTracepointSpec& raw) const {
    return {bundle::RawTracepointTarget{raw.module, raw.event}};
  }
  Targets operator()(const KernelSpec& kernel) const {
    if (RowOf(probe.spec.kind).target == TargetSort::Trampoline)
      return {bundle::TrampolineTarget{kernel.module, kernel.function, 0, kernel.signature}};
    return Functions(kernel.function, [&](const std::string& function) {
      return bundle::KernelTarget{kernel.module, function, kernel.offset, kernel.address};
    });
  }
  Targets operator()(const BpfProgramSpec& program) const {
    return {bundle::TrampolineTarget{"", program.function, program.id, ""}};
  }
  Targets operator()(const UserSpec& user) const {
    meta.shown_target = user.shown;
    return Functions(user.function, [&](const std::string& function) {
      return bundle::UserTarget{.path = user.path,
                                .function = function,
                                .offset = user.offset,
                                .address = user.address,
                                .code_size = user.code_size,
                                .code_hash = user.code_hash};
    });
  }
  Targets operator()(const IterSpec& iter) const { return {bundle::ObjectTarget{iter.object, iter.pin}}; }
  Targets operator()(const WatchSpec& watch) const {
    // What arms it is the next probe (typed::Probe::arms).
    const int32_t armed_by = watch.function == nullptr ? -1 : static_cast<int32_t>(meta.order) + 1;
    return {bundle::MemoryTarget{watch.address, watch.length, watch.mode, armed_by}};
  }
  Targets operator()(const UsdtSpec& usdt) const {
    meta.shown_target = usdt.shown;
    Targets targets;
    for (const MarkerPlace& place : usdt.places) {
      targets.push_back(bundle::MarkerTarget{.path = usdt.path,
                                             .provider = usdt.provider,
                                             .name = usdt.name,
                                             .address = place.address,
                                             .semaphore = place.semaphore,
                                             .arguments = place.arguments,
                                             .symbols = SymbolsAt(targets.size())});
    }
    return targets;
  }

 private:
  // What the arguments take as known at one place of a static probe.
  [[nodiscard]] std::vector<bundle::MarkerSymbol> SymbolsAt(size_t place) const {
    std::vector<bundle::MarkerSymbol> symbols;
    for (const typed::Fetch& fetch : fetched) {
      const Operand& operand = fetch.from[place];
      if (!operand.symbol.empty()) symbols.push_back({operand.symbol, operand.symbol_address});
    }
    return symbols;
  }

  template <typename MakeTarget>
  Targets Functions(const std::string& function, const MakeTarget& make) const {
    if (probe.spec.has_wildcard) meta.pattern = function;
    if (!probe.multi) return {make(function)};
    Targets targets;
    for (const std::string& name : probe.functions)
      targets.push_back(make(name));
    return targets;
  }
};

void DescribeProbe(ProgramEmitter& program, const std::string& function_name) {
  const AttachSpec& spec = program.probe().target.spec;
  bundle::ProbeMeta meta;
  meta.name = spec.user_name.empty() ? spec.name : spec.user_name;
  meta.program = function_name;
  meta.kind = spec.kind;
  meta.multi = program.probe().target.multi;
  meta.means = program.plan().means;
  meta.needed_features = program.plan().needed_features;
  meta.sleep = program.plan().sleep;
  meta.sleep_word = program.module().SleepWord(program.index());
  meta.order = program.index();
  meta.location = program.module().metadata().LocationAt(spec.range);
  meta.targets = std::visit(Describer{meta, program.probe().target, program.probe().fetched}, spec.detail);
  auto& probes = program.module().metadata().built().probes;
  probes.push_back(std::move(meta));
}

}  // namespace

llvm::Function* MakeProgram(ProgramEmitter& program, const std::string& name) {
  llvm::LLVMContext& context = program.module().context();
  auto* type =
      llvm::FunctionType::get(llvm::Type::getInt32Ty(context), {llvm::PointerType::get(context, 0)}, false);
  auto* function =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, program.module().module());
  function->setSection(SectionOf(program.plan().program));
  function->addFnAttr(llvm::Attribute::NoUnwind);
  function->addFnAttr("target-cpu", kTargetCpu);
  function->getArg(0)->setName("ctx");
  return function;
}

ProgramEmitter::ProgramEmitter(ModuleEmitter& module, uint32_t index)
    : module_(module),
      index_(index),
      probe_(module.program().probes[index]),
      row_(RowOf(probe_.target.spec.kind)),
      plan_(module.plan()[index]),
      split_(DecideSplit(probe_, module.program().maps.size())),
      ways_{probe_.has_loops || split_ != nullptr, split_ == nullptr && UsesTask(probe_)} {}

std::string ProgramEmitter::name() const {
  const std::string kind(row_.name);
  return IsHalf(plan_) ? NameOfSession(plan_) + "_" + kind : kind + "_" + std::to_string(plan_.group);
}

void ProgramEmitter::Emit() {
  const bool half = IsHalf(plan_);
  llvm::Function* function = half ? MakeHalf(*this) : MakeProgram(*this, name());
  if (!half) function->setSubprogram(module_.debug().Function(name(), probe_.range));
  FunctionEmitter f(*this, *function, function->getSubprogram());
  f.handles.context = f.function.getArg(0);
  ProgramFrame frame(f);
  frame.Enter();
  const bool leads_to_copy = plan_.context == ContextKind::PerfEventData;
  if (leads_to_copy && typed::FindRegisterUse(probe_).context)
    context_copy_ = scratch_.Take(kPerfContextSize);
  if (ways_.in_scratch) {
    PrepareLoops(f);
    EmitFunctions(f);
  } else {
    EmitVariables(f);
  }
  FetchArguments(f);
  if (probe_.predicate) {
    Block* body = f.NewBlock("body");
    f.ir.CreateCondBr(EmitCondition(f, *probe_.predicate), body, f.exit);
    f.ir.SetInsertPoint(body);
  }
  EmitBlock(f, probe_.body);
  f.ir.CreateBr(f.exit);
  frame.Leave();
  if (ways_.asks_for_task) module_.metadata().built().config.asks_for_task = true;
  if (half) FinishSession(*this);
  DescribeProbe(*this, half ? NameOfSession(plan_) : name());
}

}  // namespace sonde::codegen
