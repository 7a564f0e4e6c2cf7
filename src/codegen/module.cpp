// Maps, globals and shared metadata of a bundle. Leaves: ModuleEmitter. Covered by tests/codegen/*.
#include "codegen/module.h"

#include <llvm/IR/Instructions.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "codegen/layout.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kScratchSlots = 8;  // task, softirq, irq, NMI and preempted tasks

// ELF symbols cannot hold @; a script's map names are otherwise C identifiers.
std::string SymbolOf(const std::string& name) {
  return name == "@" ? "map_" : "map_" + name.substr(1);
}

bool IsAggregate(const typed::MapInfo& info) {
  return info.value->kind == TypeKind::Aggregate;
}

uint32_t AggregateWords(const typed::MapInfo& info) {
  return static_cast<uint32_t>(AggregationWords(info.value->function, info.buckets));
}

}  // namespace

uint32_t ValueSize(const typed::MapInfo& info) {
  return IsAggregate(info) ? 8 * AggregateWords(info) : std::max(SizeOf(*info.value), 1U);
}

ModuleEmitter::ModuleEmitter(const typed::Program& program, const std::vector<ProbePlan>& plan,
                             const Source& source, std::set<uint32_t> walked)
    : program_(program),
      plan_(plan),
      source_(source),
      module_(std::make_unique<llvm::Module>("sonde", context_)),
      debug_(std::make_unique<DebugTypes>(*module_, source)),
      relocations_(std::make_unique<Relocations>(*module_, *debug_, program_.relocated, metadata_)),
      walked_(std::move(walked)) {}

llvm::GlobalVariable* ModuleEmitter::MapGlobal(const std::string& name, size_t attributes) {
  auto* type = llvm::ArrayType::get(llvm::PointerType::get(context_, 0), attributes);
  auto* global = new llvm::GlobalVariable(*module_, type, false, llvm::GlobalValue::ExternalLinkage,
                                          llvm::Constant::getNullValue(type), name);
  global->setSection(".maps");
  global->setAlignment(llvm::Align(8));
  return global;
}

void ModuleEmitter::EmitMaps() {
  ring_buffer_ = MapGlobal(kRingBufferMap, 2);
  debug_->DescribeMap(*ring_buffer_, {{"type", kMapRingbuf}, {"max_entries", 4096}});
  ledger_ = MapGlobal(kLedgerMap, 4);
  scratch_ = MapGlobal(kScratchMap, 4);
  scratch_mask_ = MapGlobal(kScratchMaskMap, 4);

  bss_size_ = sizeof(ControlData);
  stores_.resize(program_.maps.size());
  per_cpu_adds_.resize(program_.maps.size());
  for (uint32_t i = 0; i < program_.maps.size(); ++i)
    EmitScriptMap(i);
  EmitData();
}

void ModuleEmitter::EmitScriptMap(uint32_t index) {
  const typed::MapInfo& info = program_.maps[index];
  MapStore& store = stores_[index];
  bundle::MapMeta meta;
  meta.name = info.name;
  meta.has_keys = info.has_keys;
  meta.tuple_key = info.tuple_key;
  meta.function = IsAggregate(info) ? info.value->function : MapFunction::None;
  meta.value = LayoutOf(*info.value, program_.relocated);
  meta.buckets = info.buckets;
  meta.value_size = store.value_size = ValueSize(info);
  if (info.has_keys) meta.key = LayoutOf(*info.key, program_.relocated);

  meta.additive = IsAggregate(info) || info.value->kind == TypeKind::Integer;
  if (HasGenerations(index)) {
    store.generation = meta.generation = bss_size_;
    bss_size_ += 8;
  }
  if (!info.has_keys && !IsAggregate(info)) {
    store.storage = bundle::MapStorage::Global;
    store.offset = meta.offset = bss_size_;
    bss_size_ += 8 + ((store.value_size + 7) & ~7U);
  } else if (!info.has_keys) {
    EmitScalarMap(info, meta, store);
  } else {
    llvm::DIType* value = IsAggregate(info) ? debug_->Words(AggregateWords(info)) : debug_->Of(*info.value);
    EmitKeyedMap(info, meta, store, value);
  }
  meta.storage = store.storage;
  metadata_.maps.push_back(std::move(meta));
}

// A map that is cleared while programs update it: what they add must be either in what is read before or in
// what is there afterwards. So the runtime has them change to other entries, waits for those that still use
// the old ones, and reads and deletes these. Programs that walk over a map would see both.
bool ModuleEmitter::HasGenerations(uint32_t index) const {
  const typed::MapInfo& info = program_.maps[index];
  if (walked_.contains(index) || info.lru || (!info.has_keys && !IsAggregate(info))) return false;
  return std::any_of(program_.events.begin(), program_.events.end(), [&](const typed::EventInfo& event) {
    return event.map == static_cast<int32_t>(index) &&
           (event.kind == EventKind::ClearMap || event.kind == EventKind::ZeroMap);
  });
}

std::set<uint32_t> ModuleEmitter::WalkedGenerations() const {
  std::set<uint32_t> maps;
  for (const uint32_t map : walked_) {
    if (stores_[map].generation != 0) maps.insert(map);
  }
  return maps;
}

void ModuleEmitter::EmitKeyedMap(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store,
                                 llvm::DIType* value) {
  const bool per_cpu = IsAggregate(info);
  uint32_t type = per_cpu ? kMapPercpuHash : kMapHash;
  if (info.lru) type = per_cpu ? kMapLruPercpuHash : kMapLruHash;
  store.storage = per_cpu ? bundle::MapStorage::PerCpuHash : bundle::MapStorage::Hash;
  meta.bpf_name = SymbolOf(info.name);
  constexpr uint64_t kMostEntries = UINT32_MAX / 2;
  const bool generations = store.generation != 0 && info.max_entries <= kMostEntries;
  const uint64_t entries = generations ? 2 * info.max_entries : info.max_entries;  // old and new ones
  meta.max_entries = static_cast<uint32_t>(entries);
  llvm::DIType* key = store.generation != 0 ? debug_->Words(meta.StoredKeySize() / 8) : debug_->Of(*info.key);
  const std::vector<MapAttribute> attributes = {
      {"type", type}, {"max_entries", entries}, {"key", 0, key}, {"value", 0, value}};
  store.map = MapGlobal(meta.bpf_name, attributes.size());
  debug_->DescribeMap(*store.map, attributes);
  if (per_cpu) zeroes_ = std::max(zeroes_, store.value_size);
}

void ModuleEmitter::EmitScalarMap(const typed::MapInfo& info, bundle::MapMeta& meta, MapStore& store) {
  store.storage = bundle::MapStorage::PerCpuScalar;
  meta.bpf_name = SymbolOf(info.name);
  meta.max_entries = store.generation != 0 ? 2 : 1;
  store.map = MapGlobal(meta.bpf_name, 4);
  debug_->DescribeMap(*store.map, {{"type", kMapPercpuArray},
                                   {"max_entries", meta.max_entries},
                                   {"key", 0, debug_->Unsigned(4)},
                                   {"value", 0, debug_->Words(1 + AggregateWords(info))}});
}

void ModuleEmitter::EmitData() {
  auto* byte = llvm::Type::getInt8Ty(context_);
  auto* bss_type = llvm::ArrayType::get(byte, bss_size_);
  bss_ = new llvm::GlobalVariable(*module_, bss_type, false, llvm::GlobalValue::ExternalLinkage,
                                  llvm::Constant::getNullValue(bss_type), "sonde_data");
  bss_->setSection(".bss");
  bss_->setAlignment(llvm::Align(8));
  debug_->DescribeGlobal(*bss_, debug_->Words((bss_size_ + 7) / 8));

  zeroes_ = (zeroes_ + 7) & ~7U;
  std::string constants = DescribeParameters();
  zeroes_offset_ = static_cast<uint32_t>(constants.size());
  constants.resize(zeroes_offset_ + zeroes_);
  const auto size = static_cast<uint32_t>(constants.size());
  auto* initial = llvm::ConstantDataArray::getString(context_, constants, false);
  rodata_ = new llvm::GlobalVariable(*module_, initial->getType(), true, llvm::GlobalValue::ExternalLinkage,
                                     initial, "sonde_constants");
  rodata_->setSection(".rodata");
  rodata_->setAlignment(llvm::Align(8));
  debug_->DescribeGlobal(*rodata_, debug_->Words(size / 8));
}

llvm::Constant* ModuleEmitter::ReadOnlyField(uint32_t offset) {
  return llvm::ConstantExpr::getGetElementPtr(
      llvm::Type::getInt8Ty(context_), rodata_,
      llvm::ConstantInt::get(llvm::Type::getInt64Ty(context_), offset));
}

llvm::Constant* ModuleEmitter::zeroes() {
  return ReadOnlyField(zeroes_offset_);
}

llvm::Constant* ModuleEmitter::ParameterField(uint32_t parameter) {
  return ReadOnlyField(metadata_.parameters[parameter].offset);
}

// The read-only data up to the parameters, which have their defaults: a word each, strings their capacity.
std::string ModuleEmitter::DescribeParameters() {
  std::string bytes(sizeof(ReadOnlyData), '\0');
  for (const auto& info : program_.parameters) {
    bundle::ParameterMeta meta;
    meta.name = info.name;
    meta.description = info.description;
    meta.offset = static_cast<uint32_t>(bytes.size());
    std::string value(sizeof info.bits, '\0');
    if (info.type->kind == TypeKind::String) {
      meta.kind = bundle::ParameterKind::Text;
      value = info.text;
      value.resize((SizeOf(*info.type) + 7) & ~7U);
    } else {
      const bool is_bool = info.type->kind == TypeKind::Bool;
      meta.kind = is_bool                ? bundle::ParameterKind::Bool
                  : info.type->is_signed ? bundle::ParameterKind::Signed
                                         : bundle::ParameterKind::Unsigned;
      std::memcpy(value.data(), &info.bits, sizeof info.bits);
    }
    meta.size = info.type->kind == TypeKind::String ? SizeOf(*info.type) : sizeof info.bits;
    bytes += value;
    metadata_.parameters.push_back(std::move(meta));
  }
  return bytes;
}

uint32_t ModuleEmitter::LedgerWord(bundle::LedgerKind kind, uint32_t subject) {
  const auto [at, added] = ledger_words_.try_emplace({static_cast<int>(kind), subject},
                                                     static_cast<uint32_t>(metadata_.ledger.size()));
  if (added) metadata_.ledger.push_back({kind, subject});
  return at->second;
}

bundle::Location ModuleEmitter::LocationOf(SourceRange range) const {
  const size_t file = source_.FileAt(range.begin);
  const LineColumn begin = source_.Position(range.begin);
  const LineColumn end = source_.Position(range.end);
  const uint32_t end_column = end.line == begin.line ? end.column : begin.column + 1;
  // Of a line that holds half a program every statement would have a copy.
  constexpr size_t kLongestLine = 2000;
  std::string_view line = source_.Line(begin.line, file);
  if (line.size() > kLongestLine) line = {};
  return {
      begin.line, begin.column, end_column, std::string(line), file == 0 ? "" : source_.files()[file].name,
      {}};
}

uint32_t ModuleEmitter::LocationIndex(SourceRange range, const std::vector<SourceRange>& blocks) {
  const auto holds = [range](SourceRange block) {
    return block.begin <= range.begin && range.end <= block.end;
  };
  const auto outer = std::find_if(blocks.begin(), blocks.end(), holds);
  std::vector<uint32_t> key = {range.begin, range.end};
  for (auto at = outer; at != blocks.begin();)
    key.push_back((--at)->begin);
  const auto [known, added] =
      location_indices_.try_emplace(std::move(key), static_cast<uint32_t>(metadata_.locations.size()));
  if (!added) return known->second;
  bundle::Location location = LocationOf(range);
  for (auto at = outer; at != blocks.begin();)
    location.expanded_from.push_back(LocationOf(*--at));
  metadata_.locations.push_back(std::move(location));
  return known->second;
}

namespace {

void AddMembers(const Type& type, const std::string& prefix, uint32_t start,
                std::vector<bundle::KernelMember>& members) {
  for (const TypeMember& member : type.members) {
    if (member.type->kind == TypeKind::None) continue;
    const uint32_t offset = start + 8 * member.offset + member.bit_offset;
    const uint32_t size = member.bit_size != 0 ? member.bit_size : 8 * member.type->size;
    members.push_back({prefix + member.name, offset, size});
    if (member.type->kind == TypeKind::Struct) {
      AddMembers(*member.type, prefix + member.name + ".", offset, members);
    }
  }
}

}  // namespace

void ModuleEmitter::UseLayout(const Type& type, SourceRange range) {
  if (type.kind == TypeKind::Array) return UseLayout(*type.element, range);
  if (type.kind != TypeKind::Struct || type.name.empty() || !program_.relocated.Has(type)) return;
  for (const auto& known : metadata_.kernel_layouts) {
    if (known.type == type.name) return;
  }
  bundle::KernelLayout layout{type.name, type.size, LocationIndex(range), {}};
  AddMembers(type, "", 0, layout.members);
  metadata_.kernel_layouts.push_back(std::move(layout));
}

llvm::Function* ModuleEmitter::NewCallback(llvm::FunctionType* type, llvm::DISubprogram* subprogram) {
  auto* function =
      llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, subprogram->getName(), *module_);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  function->addFnAttr(llvm::Attribute::NoInline);
  function->addFnAttr("target-cpu", kTargetCpu);
  function->setSubprogram(subprogram);
  return function;
}

void ModuleEmitter::NeedScratch(uint32_t bytes) {
  metadata_.scratch_size = std::max(metadata_.scratch_size, (bytes + 7) & ~7U);
  metadata_.scratch_slots = kScratchSlots;
}

void ModuleEmitter::RecordPerCpuAdd(uint32_t map, uint32_t probe, llvm::AtomicRMWInst* add) {
  per_cpu_adds_[map].push_back({probe, add});
}

namespace {

// Programs of these kinds never run while another of them runs on the same CPU: the kernel keeps a
// per-CPU count of active programs (bpf_prog_active in kernel/trace/bpf_trace.c and kernel/events/core.c).
bool HasKernelGuard(ProbeKind kind, const ProbePlan& plan) {
  return plan.program == ProgramType::PerfEvent || plan.program == ProgramType::Tracepoint ||
         (RowOf(kind).flags & InKernel) != 0;
}

}  // namespace

// A locked add costs 5 ns where a plain one costs 1. It is needed only where an update can be
// interrupted by another one on the same CPU: user probes are preemptible, and raw tracepoints guard
// only against themselves.
void ModuleEmitter::RelaxPerCpuAdds() {
  for (auto& adds : per_cpu_adds_) {
    bool all_guarded = true;
    bool one_raw_program = true;
    for (const auto& update : adds) {
      const ProbeKind kind = program_.probes[update.probe].target.spec.kind;
      if ((RowOf(kind).flags & Alone) != 0) continue;
      all_guarded = all_guarded && HasKernelGuard(kind, plan_[update.probe]);
      one_raw_program =
          one_raw_program && kind == ProbeKind::RawTracepoint && update.probe == adds.front().probe;
    }
    if (!all_guarded && !one_raw_program) continue;
    for (const auto& update : adds) {
      llvm::IRBuilder<> builder(update.add);
      llvm::Value* pointer = update.add->getPointerOperand();
      llvm::Value* old = builder.CreateLoad(builder.getInt64Ty(), pointer);
      builder.CreateStore(builder.CreateAdd(old, update.add->getValOperand()), pointer);
      update.add->eraseFromParent();
    }
    adds.clear();
  }
}

void ModuleEmitter::EmitTail() {
  RelaxPerCpuAdds();
  const auto rows = std::max<uint32_t>(static_cast<uint32_t>(metadata_.ledger.size()), 1);
  debug_->DescribeMap(*ledger_, {{"type", kMapPercpuArray},
                                 {"max_entries", 1},
                                 {"key", 0, debug_->Unsigned(4)},
                                 {"value", 0, debug_->Words(rows)}});
  if (metadata_.scratch_slots == 0) {
    scratch_->eraseFromParent();
    scratch_mask_->eraseFromParent();
    scratch_ = scratch_mask_ = nullptr;
  } else {
    debug_->DescribeMap(*scratch_, {{"type", kMapArray},
                                    {"max_entries", 1},
                                    {"key", 0, debug_->Unsigned(4)},
                                    {"value", 0, debug_->Words(metadata_.scratch_size / 8)}});
    debug_->DescribeMap(*scratch_mask_, {{"type", kMapArray},
                                         {"max_entries", 1},
                                         {"key", 0, debug_->Unsigned(4)},
                                         {"value", 0, debug_->Words(1)}});
  }
  auto* license = llvm::ConstantDataArray::getString(context_, program_.config.license, true);
  auto* global = new llvm::GlobalVariable(*module_, license->getType(), true,
                                          llvm::GlobalValue::ExternalLinkage, license, "LICENSE");
  global->setSection("license");
  debug_->DescribeGlobal(*global, debug_->Bytes(static_cast<uint32_t>(program_.config.license.size()) + 1));

  std::vector<llvm::GlobalValue*> used;
  for (auto& variable : module_->globals()) {
    if (!variable.isDeclaration()) used.push_back(&variable);  // relocated constants are none
  }
  llvm::appendToCompilerUsed(*module_, used);
  debug_->Finalize();
}

}  // namespace sonde::codegen
