// The list of what codegen does. Leaves: Lower, Optimize, Emit, Compile. Covered by tests/codegen/* and all
// run tests.
#include "codegen/codegen.h"

#include <llvm/Config/llvm-config.h>

#include <memory>
#include <set>
#include <utility>

#include "cimports/object.h"
#include "codegen/late_constructors.h"
#include "codegen/layout.h"
#include "codegen/module.h"
#include "codegen/program.h"
#include "codegen/refusal.h"
#include "codegen/size_check.h"
#include "codegen/target.h"
#include "codegen/task_values.h"
#include "codegen/unwind.h"

namespace sonde {
namespace codegen {

// What a Lowered owns. The refusal gets what the back end says, and outlives the context.
class Unit {
 public:
  Unit(const typed::Program& program, const std::vector<ProbePlan>& plan, const Source& source,
       const CodegenOptions& options, std::set<uint32_t> walked)
      : verbose(options.verbose), emitter(program, plan, source, options, std::move(walked)) {
    CollectRefusals(emitter.context(), refusal);
  }

  [[nodiscard]] Error Explain() { return ExplainRefusal(refusal, emitter.metadata().built(), verbose); }

  Refusal refusal;
  const bool verbose;
  ModuleEmitter emitter;
};

}  // namespace codegen

namespace {

using codegen::ModuleEmitter;

void DescribeEvents(ModuleEmitter& emitter) {
  for (const auto& info : emitter.program().events) {
    bundle::EventMeta meta;
    meta.kind = info.kind;
    meta.text = info.text;
    for (const auto& [place, map] : info.maps)
      meta.maps.push_back({place, map});
    meta.map = info.map;
    meta.joined = info.joined;
    meta.top = info.top;
    meta.divisor = info.divisor;
    meta.top_parameter = info.top_parameter;
    meta.divisor_parameter = info.divisor_parameter;
    meta.percentiles = info.percentiles;
    meta.size = sizeof(EventHeader);
    for (const auto& type : info.args)
      meta.args.push_back(codegen::LayoutOf(*type, emitter.program().relocated));
    meta.location = emitter.metadata().LocationAt(info.range, info.expansions);
    emitter.metadata().built().events.push_back(std::move(meta));
  }
}

// Where maps with keys are filled, which may become full.
void DescribeMapPlaces(ModuleEmitter& emitter) {
  for (bundle::LedgerRow& row : emitter.metadata().built().ledger) {
    if (RowOf(row.kind).subject != LedgerSubject::Map) continue;
    const typed::MapInfo& map = emitter.program().maps[row.subject];
    if (map.has_keys && map.written_at != SourceRange{})
      row.place = emitter.metadata().LocationAt(map.written_at);
  }
}

void DescribeFamilies(ModuleEmitter& emitter) {
  bundle::Metadata& metadata = emitter.metadata().built();
  metadata.config.can_follow = emitter.options().can_follow;
  metadata.config.can_target = emitter.options().can_target;
  for (const typed::FamilyInfo& info : emitter.program().families) {
    const bool parameter = info.root == FamilyRoot::Parameter;
    const uint64_t process = parameter ? emitter.program().parameters[info.parameter].bits : info.process;
    const uint32_t location = emitter.metadata().LocationIndex(info.range);
    metadata.families.push_back({info.root, process, info.parameter, location});
  }
}

void DescribeKernelAddresses(ModuleEmitter& emitter) {
  const auto& known = emitter.program().kernel_addresses;
  for (uint32_t i = 0; i < known.size(); ++i) {
    const uint32_t location = emitter.metadata().LocationIndex(known[i].range);
    emitter.metadata().built().kernel.addresses.push_back(
        {known[i].symbol, known[i].per_cpu, emitter.AddressWord(i), location});
  }
}

void DescribeConfig(ModuleEmitter& emitter) {
  const typed::Config& config = emitter.program().config;
  bundle::ConfigValues& values = emitter.metadata().built().config;
  values.max_strlen = config.max_strlen;
  values.max_map_keys = config.max_map_keys;
  values.max_cat_bytes = config.max_cat_bytes;
  values.max_probes = config.max_probes;
  values.ring_buffer_pages = config.perf_rb_pages;
  values.print_maps_on_exit = config.print_maps_on_exit;
  values.cpp_demangle = config.cpp_demangle;
  values.show_debug_info = config.show_debug_info;
  values.str_trunc_trailer = config.str_trunc_trailer;
  values.missing_probes = config.missing_probes;
}

std::unique_ptr<codegen::Unit> EmitModule(const typed::Program& program, const std::vector<ProbePlan>& plan,
                                          const Source& source, const CodegenOptions& options,
                                          std::set<uint32_t> walked) {
  auto unit = std::make_unique<codegen::Unit>(program, plan, source, options, std::move(walked));
  ModuleEmitter& emitter = unit->emitter;
  codegen::PrepareModule(emitter.module());
  emitter.metadata().built().producer = "sonde";
  emitter.metadata().built().source_name = source.name();
  emitter.Begin();
  DescribeEvents(emitter);
  DescribeConfig(emitter);
  DescribeFamilies(emitter);
  DescribeKernelAddresses(emitter);
  for (uint32_t i = 0; i < program.probes.size(); ++i)
    codegen::ProgramEmitter(emitter, i).Emit();
  emitter.metadata().built().config.unwinds = emitter.functions().unwinds();
  DescribeMapPlaces(emitter);
  emitter.Finish();
  return unit;
}

}  // namespace

Lowered::Lowered(std::unique_ptr<codegen::Unit> unit) : unit_(std::move(unit)) {}
Lowered::Lowered(Lowered&& other) noexcept = default;
Lowered& Lowered::operator=(Lowered&& other) noexcept = default;
Lowered::~Lowered() = default;

const bundle::Metadata& Lowered::metadata() const {
  return unit_->emitter.metadata().built();
}

std::string Lowered::Ir() const {
  return codegen::PrintModule(unit_->emitter.module());
}

Result<std::string> Lowered::Assembly() const {
  return codegen::EmitAssembly(unit_->emitter.module());
}

std::string Lowered::Problem() const {
  return codegen::VerifyModule(unit_->emitter.module());
}

Lowered Lower(const typed::Program& program, const std::vector<ProbePlan>& plan, const Source& source,
              const CodegenOptions& options) {
  codegen::RunLateConstructors();
  std::unique_ptr<codegen::Unit> unit = EmitModule(program, plan, source, options, {});
  if (auto walked = unit->emitter.maps().WalkedGenerations(); !walked.empty())
    unit = EmitModule(program, plan, source, options, std::move(walked));
  return Lowered(std::move(unit));
}

Result<Lowered> Optimize(Lowered lowered) {
  codegen::Unit& unit = lowered.unit();
  codegen::RunPasses(unit.emitter.module(), [&](llvm::Function& function) {
    codegen::ExpandTaskValues(function, unit.emitter.data());
  });
  if (!unit.refusal.text.empty()) return unit.Explain();
  return lowered;
}

Result<bundle::Bundle> Emit(Lowered lowered, const CImports* imported) {
  codegen::Unit& unit = lowered.unit();
  if (auto large = codegen::FindTooLarge(unit.emitter.module())) unit.refusal = std::move(*large);
  if (!unit.refusal.text.empty()) return unit.Explain();
  auto object = codegen::EmitObject(unit.emitter.module());
  if (!unit.refusal.text.empty()) return unit.Explain();
  if (!object) return object.TakeError();
  std::vector<BpfObject> objects;
  if (imported != nullptr) objects = imported->objects;
  if (unit.emitter.functions().unwinds()) objects.push_back(codegen::UnwindObject());
  if (!objects.empty()) {
    auto linked = LinkBpfObjects(*object, objects);
    if (!linked) return linked.TakeError();
    object = std::move(linked);
  }
  return bundle::Bundle{std::move(*object), std::move(unit.emitter.metadata().built())};
}

Result<bundle::Bundle> Compile(const typed::Program& program, const std::vector<ProbePlan>& plan,
                               const Source& source, const CodegenOptions& options) {
  auto optimized = Optimize(Lower(program, plan, source, options));
  if (!optimized) return optimized.TakeError();
  return Emit(std::move(*optimized), program.imported.get());
}

std::string LlvmVersion() {
  return LLVM_VERSION_STRING;
}

}  // namespace sonde
