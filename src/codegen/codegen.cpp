// The list of what codegen does. Leaves: Compile. Covered by tests/codegen/* and all run tests.
#include "codegen/codegen.h"

#include <llvm/Support/CodeGen.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <memory>
#include <set>
#include <utility>

#include "cimports/object.h"
#include "codegen/layout.h"
#include "codegen/module.h"
#include "codegen/program.h"
#include "codegen/refusal.h"
#include "codegen/target.h"

namespace sonde {
namespace {

using codegen::ModuleEmitter;

void DescribeEvents(ModuleEmitter& emitter) {
  for (const auto& info : emitter.program().events) {
    bundle::EventMeta meta;
    meta.kind = info.kind;
    meta.text = info.text;
    meta.map = info.map;
    meta.top = info.top;
    meta.divisor = info.divisor;
    meta.size = sizeof(EventHeader);
    for (const auto& type : info.args)
      meta.args.push_back(codegen::LayoutOf(*type, emitter.program().relocated));
    meta.location = emitter.metadata().locations[emitter.LocationIndex(info.range)];
    emitter.metadata().events.push_back(std::move(meta));
  }
}

void DescribeConfig(ModuleEmitter& emitter) {
  const typed::Config& config = emitter.program().config;
  bundle::ConfigValues& values = emitter.metadata().config;
  values.max_strlen = config.max_strlen;
  values.max_map_keys = config.max_map_keys;
  values.max_probes = config.max_probes;
  values.ring_buffer_pages = config.perf_rb_pages;
  values.print_maps_on_exit = config.print_maps_on_exit;
  values.cpp_demangle = config.cpp_demangle;
  values.str_trunc_trailer = config.str_trunc_trailer;
  values.missing_probes = config.missing_probes;
}

// Everything of a bundle as IR. `refusal` gets what the back end says, and must outlive the result.
std::unique_ptr<ModuleEmitter> EmitModule(const typed::Program& program, const Source& source,
                                          const CodegenOptions& options, codegen::Refusal& refusal,
                                          std::set<uint32_t> walked) {
  auto emitter = std::make_unique<ModuleEmitter>(program, source, std::move(walked));
  if (options.missing_keys) emitter->CountMissingKeys();
  codegen::CollectRefusals(emitter->context(), refusal);
  codegen::PrepareModule(emitter->module());
  emitter->metadata().producer = "sonde";
  emitter->metadata().source_name = source.name();
  emitter->EmitMaps();
  DescribeEvents(*emitter);
  DescribeConfig(*emitter);
  for (uint32_t i = 0; i < program.probes.size(); ++i)
    codegen::ProgramEmitter(*emitter, i).Emit();
  emitter->EmitTail();
  return emitter;
}

}  // namespace

Result<bundle::Bundle> Compile(const typed::Program& program, const Source& source,
                               const CodegenOptions& options) {
  codegen::Refusal refusal;  // outlives the context
  std::unique_ptr<ModuleEmitter> emitted = EmitModule(program, source, options, refusal, {});
  if (auto walked = emitted->WalkedGenerations(); !walked.empty())
    emitted = EmitModule(program, source, options, refusal, std::move(walked));
  ModuleEmitter& emitter = *emitted;

  const auto explain = [&] { return codegen::ExplainRefusal(refusal, emitter.metadata(), options.verbose); };

  if (options.original_ir) options.original_ir(codegen::PrintModule(emitter.module()));
  if (options.verify_ir) {
    const std::string problem = codegen::VerifyModule(emitter.module());
    if (!problem.empty()) return Error("generated IR is not well formed: " + problem);
  }
  if (auto status = codegen::Optimize(emitter.module(), refusal); !status) return explain();
  if (options.optimized_ir) options.optimized_ir(codegen::PrintModule(emitter.module()));
  if (options.assembly) {
    auto clone = llvm::CloneModule(emitter.module());
    codegen::Refusal ignored;  // the object, below, meets the same
    auto text = codegen::EmitObject(*clone, true, ignored);
    if (text) options.assembly(*text);
  }
  auto object = codegen::EmitObject(emitter.module(), false, refusal);
  if (!refusal.text.empty()) return explain();
  if (!object) return object.TakeError();
  if (program.imported && !program.imported->objects.empty()) {
    auto linked = LinkBpfObjects(*object, program.imported->objects);
    if (!linked) return linked.TakeError();
    object = std::move(linked);
  }
  return bundle::Bundle{std::move(*object), std::move(emitter.metadata())};
}

}  // namespace sonde
