// Loading through libbpf: sizes, read-only data, program types, and what a refusal means.
// Leaves: Load. Covered by tests/runtime/session_test.cpp and loader_test.cpp.
#include "runtime/loader.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "btf/btf.h"
#include "btf/function_id.h"
#include "defs/map_fronts.h"
#include "defs/thread_table.h"
#include "host/files.h"
#include "host/kernel_calls.h"
#include "runtime/interrupt.h"
#include "runtime/kernel.h"
#include "runtime/kernel_calls.h"
#include "runtime/kernel_types.h"
#include "runtime/libbpf_log.h"
#include "runtime/mapped_globals.h"
#include "runtime/object_check.h"
#include "runtime/relocation_types.h"
#include "runtime/ring_size.h"
#include "runtime/trampoline_handler.h"
#include "runtime/trampoline_places.h"
#include "runtime/verifier_error.h"
#include "runtime/verifier_log.h"

namespace sonde::runtime {
namespace {

// Functions of the kernel that programs call by these numbers.
struct KernelFunctionCall {
  uint32_t number;
  const char* name;
};
constexpr KernelFunctionCall kKernelCalls[] = {
    {kElementCountCall, "bpf_map_sum_elem_count"},
    {kTaskFromPidCall, "bpf_task_from_pid"},
    {kTaskReleaseCall, "bpf_task_release"},
};

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using ObjectPtr = std::unique_ptr<bpf_object, ObjectCloser>;

using Detail = VerifierLog::Detail;

struct LoadedProgram {
  bpf_program* program;
  int fd = -1;               // -1 once it has been released
  uint32_t released_id = 0;  // the kernel's, from there on
  std::optional<Error> left_out = std::nullopt;
};

// A map in the kernel, or none: of a Global, or of a bundle without a ledger.
struct LoadedMap {
  int fd = -1;
  StoredMap stored;
};

struct LoadedRing {
  int fd = -1;        // -1: no events
  uint32_t size = 0;  // bytes
};

bpf_map* MapOf(bpf_object* object, const char* name) {
  return bpf_object__find_map_by_name(object, name);
}

// What the kernel says about a map of `cpus` CPUs.
Result<LoadedMap> Describe(int fd, int cpus) {
  bpf_map_info info{};
  uint32_t length = sizeof(info);
  const int code = bpf_obj_get_info_by_fd(fd, &info, &length);
  if (code != 0) return Error::FromErrno("asking the kernel about a map", code);
  const bool copies = info.type == BPF_MAP_TYPE_PERCPU_ARRAY || info.type == BPF_MAP_TYPE_PERCPU_HASH ||
                      info.type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
  StoredMap stored{info.key_size, info.value_size, info.max_entries, info.value_size, info.value_size};
  if (copies) {
    stored.stride = (size_t{info.value_size} + 7) & ~size_t{7};
    stored.size = stored.stride * static_cast<size_t>(cpus);
  }
  return LoadedMap{fd, stored};
}

// MemAvailable of /proc/meminfo, in bytes; 0 if it cannot be read.
uint64_t FreeMemory() {
  constexpr std::string_view kRow = "MemAvailable:";
  const auto text = ReadTextFile("/proc/meminfo");
  const size_t row = text ? text->find(kRow) : std::string::npos;
  if (row == std::string::npos) return 0;
  const uint64_t kilobytes = std::strtoull(text->c_str() + row + kRow.size(), nullptr, 10);
  return kilobytes << 10;
}

// A script that prints nothing but maps needs no more than the smallest buffer.
bool HasPayload(const bundle::Metadata& metadata) {
  return std::any_of(metadata.events.begin(), metadata.events.end(), [](const bundle::EventMeta& event) {
    return event.kind == EventKind::Printf || event.kind == EventKind::Print || event.kind == EventKind::Time;
  });
}

// Whether a program is loaded for something that the kernel's type information has a number for.
bool HasPlace(ContextKind context) {
  return context == ContextKind::Trampoline || context == ContextKind::TypedArguments;
}

bool HasTrampolines(const bundle::Metadata& metadata) {
  return std::any_of(metadata.probes.begin(), metadata.probes.end(), [](const bundle::ProbeMeta& probe) {
    const Way* way = FindWay(probe.kind, probe.means);
    return way != nullptr && HasPlace(way->context);
  });
}

// What programs have besides the maps of the script.
struct OwnMaps {
  LoadedRing ring;
  LoadedMap ledger;
  int scratch_mask = -1;  // descriptor; -1: no scratch memory
  int packets = -1;       // descriptor; -1: no program hands any over
  int watched = -1;       // likewise of kWatchedMap
};

class Loaded : public LoadedBundle {
 public:
  // `kernel_calls`: whether programs may call functions of the kernel.
  Loaded(const bundle::Bundle& bundle, const LoadSettings& settings, Detail detail, bool kernel_calls)
      : metadata_(bundle.metadata),
        elf_(bundle.elf),
        settings_(settings),
        kernel_calls_(kernel_calls),
        verifier_log_(detail) {}

  Status Load();
  // Whether the kernel's log would say more than has been said.
  [[nodiscard]] bool log_would_help() const { return log_would_help_; }
  [[nodiscard]] bool calls_kernel() const { return settings_.read_only.kernel_calls != 0; }

  [[nodiscard]] int program_fd(size_t probe) const override { return programs_[probe].fd; }
  void ReleaseProgram(size_t probe) override;
  [[nodiscard]] uint32_t released_id(size_t probe) const override { return programs_[probe].released_id; }
  [[nodiscard]] const Error* why_left_out(size_t probe) const override {
    return programs_[probe].left_out ? &*programs_[probe].left_out : nullptr;
  }
  [[nodiscard]] int map_fd(size_t map) const override { return maps_[map].fd; }
  [[nodiscard]] const StoredMap& stored(size_t map) const override { return maps_[map].stored; }
  [[nodiscard]] int beside_fd(size_t map) const override { return beside_[map].fd; }
  [[nodiscard]] const StoredMap& beside(size_t map) const override { return beside_[map].stored; }
  [[nodiscard]] int ring_fd() const override { return own_.ring.fd; }
  [[nodiscard]] uint32_t ring_size() const override { return own_.ring.size; }
  [[nodiscard]] int packets_fd() const override { return own_.packets; }
  [[nodiscard]] int ledger_fd() const override { return own_.ledger.fd; }
  [[nodiscard]] const StoredMap& ledger() const override { return own_.ledger.stored; }
  [[nodiscard]] int scratch_mask_fd() const override { return own_.scratch_mask; }
  [[nodiscard]] int watched_fd() const override { return own_.watched; }
  [[nodiscard]] std::byte* globals() override { return globals_.bytes(); }

 private:
  // `types`: path of those of the kernel, for relocations. Null: libbpf looks for them.
  Status Open(const char* types);
  void CallKernel(std::string& elf);
  Status PreparePrograms();
  void PlaceOnTrampoline(const bundle::ProbeMeta& probe, LoadedProgram& program);
  Status PrepareMaps();
  void LimitMemory(const bundle::MapMeta& meta);
  Status FitKernel();
  Status PrepareReadOnly();
  [[nodiscard]] bool MayWait(size_t probe) const {
    return !settings_.waiting.empty() && settings_.waiting[probe];
  }
  Result<LoadedMap> FindMap(const bundle::MapMeta& meta);
  Result<LoadedMap> FindBeside(const bundle::MapMeta& meta);
  Status FindMaps();
  void ShowVerifierLogs() const;
  [[nodiscard]] Error Explain(const std::string& log, int code);

  const bundle::Metadata& metadata_;
  const std::string& elf_;
  LoadSettings settings_;
  const bool kernel_calls_;
  VerifierLog verifier_log_;
  bool log_would_help_ = false;
  int cpus_ = 0;
  TrampolinePlaces places_;
  TrampolineHandler trampolines_;
  ObjectPtr object_;
  std::vector<LoadedProgram> programs_;  // by probe
  std::vector<LoadedMap> maps_;          // by map
  std::vector<LoadedMap> beside_;        // by map
  OwnMaps own_;
  MappedGlobals globals_;
};

// `elf`: the bundle's with those calls. Empty where there are none, or not all that it would call.
void Loaded::CallKernel(std::string& elf) {
  for (const auto& [number, name] : kKernelCalls) {
    const std::vector<size_t> places = FindKernelCalls(elf_, number);
    if (places.empty()) continue;
    const uint32_t function = RunningKernelFunctionId(name);
    if (function == 0) return elf.clear();
    if (elf.empty()) elf = elf_;
    CallKernelFunction(elf, places, function);
  }
}

Status Loaded::Open(const char* types) {
  LIBBPF_OPTS(bpf_object_open_opts, options);
  options.object_name = "sonde";
  std::string changed;
  if (kernel_calls_) CallKernel(changed);
  settings_.read_only.kernel_calls = changed.empty() ? 0 : 1;
  if (HasTrampolines(metadata_)) {
    if (Status status = trampolines_.Register(); !status) return status;
  }
  const std::string& elf = changed.empty() ? elf_ : changed;
  options.btf_custom_path = types;
  object_.reset(bpf_object__open_mem(elf.data(), elf.size(), &options));
  if (object_ == nullptr) return Error::FromErrno("the bundle's ELF cannot be opened", errno);
  return Status::Ok();
}

Status Loaded::PreparePrograms() {
  std::unordered_map<std::string_view, bpf_program*> by_name;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    by_name.emplace(bpf_program__name(program), program);
    bpf_program__set_autoload(program, false);  // imported objects may have programs of their own
  }
  for (size_t i = 0; i < metadata_.probes.size(); ++i) {
    const bundle::ProbeMeta& probe = metadata_.probes[i];
    const auto found = by_name.find(probe.program);
    if (found == by_name.end()) return Error("the bundle's ELF has no program for " + probe.name);
    program = found->second;
    // The halves of a session have one program, of the same type.
    const bool shared = std::any_of(programs_.begin(), programs_.end(),
                                    [&](const LoadedProgram& other) { return other.program == program; });
    const bool refused = !settings_.refused.empty() && settings_.refused[i];
    bpf_program__set_autoload(program, !refused);
    const Means means = settings_.means.empty() ? probe.means : settings_.means[i];
    const Way* way = FindWay(probe.kind, means);
    if (way == nullptr) return Error("the bundle is damaged: the means of " + probe.name);
    if (!HasPlace(way->context)) bpf_program__set_type(program, KernelType(way->program));
    const uint32_t attach_type = RowOf(means).attach_type;
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): newer than the header
    bpf_program__set_expected_attach_type(program, static_cast<bpf_attach_type>(attach_type));
    if (MayWait(i)) bpf_program__set_flags(program, bpf_program__flags(program) | BPF_F_SLEEPABLE);
    if (means == Means::IteratorLink) {
      const std::string& object = bundle::As<bundle::ObjectTarget>(probe.targets[0]).object;
      if (const int code = bpf_program__set_attach_target(program, 0, object.c_str()); code != 0) {
        return Error("iter " + object + " is not available for your kernel version")
            .Hint("`sonde -l 'iter:*'` lists what this kernel has");
      }
    }
    if (!shared) verifier_log_.AskFor(program);
    programs_.push_back({program});
    if (HasPlace(way->context) && !refused) PlaceOnTrampoline(probe, programs_.back());
  }
  return Status::Ok();
}

void Loaded::PlaceOnTrampoline(const bundle::ProbeMeta& probe, LoadedProgram& program) {
  auto place = places_.Find(probe);
  if (place) return trampolines_.SetPlace(program.program, *place);
  program.left_out = place.TakeError();
  bpf_program__set_autoload(program.program, false);
}

Status Loaded::PrepareMaps() {
  if (bpf_map* ring = MapOf(object_.get(), kRingBufferMap)) {
    const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    RingNeeds needs = NeedsOf(metadata_);
    needs.free_bytes = HasPayload(metadata_) ? FreeMemory() : 0;
    own_.ring.size = RingBufferSize(needs, page, cpus_);
    if (Status status = FitsRing(metadata_, own_.ring.size); !status) return status;
    bpf_map__set_max_entries(ring, own_.ring.size);
  }
  if (bpf_map* scratch = MapOf(object_.get(), kScratchMap)) {
    bpf_map__set_max_entries(scratch, static_cast<uint32_t>(cpus_) * metadata_.scratch.slots);
  }
  if (bpf_map* mask = MapOf(object_.get(), kScratchMaskMap)) {
    bpf_map__set_max_entries(mask, static_cast<uint32_t>(cpus_));
  }
  if (bpf_map* packets = MapOf(object_.get(), kPacketsMap)) {
    bpf_map__set_max_entries(packets, static_cast<uint32_t>(cpus_));
  }
  bpf_map* families = MapOf(object_.get(), kFamiliesMap);
  if (families != nullptr && settings_.families_fd >= 0) {
    const int code = bpf_map__reuse_fd(families, settings_.families_fd);
    if (code != 0) return Error::FromErrno("sharing the map of processes", code);
  }
  for (const SharedMap& shared : settings_.shared) {
    bpf_map* map = MapOf(object_.get(), shared.name);
    const int code = map == nullptr ? 0 : bpf_map__reuse_fd(map, shared.fd);
    if (code != 0) return Error::FromErrno(std::string("sharing the map ") + shared.name, code);
  }
  for (const bundle::MapMeta& meta : metadata_.maps)
    LimitMemory(meta);
  return Status::Ok();
}

// Aggregations are preallocated: an insertion that has to allocate can find no memory in the middle of an
// interrupt, and a count would be lost. Where that would take too much memory, entries are allocated when
// they come.
void Loaded::LimitMemory(const bundle::MapMeta& meta) {
  constexpr uint64_t kMostPreallocated = 64ULL << 20;  // bytes of one map
  const bool per_cpu = meta.storage == bundle::MapStorage::PerCpuHash;
  if (!per_cpu && meta.storage != bundle::MapStorage::FrontedHash) return;
  bpf_map* map = MapOf(object_.get(), meta.bpf_name.c_str());
  if (map == nullptr || bpf_map__type(map) == BPF_MAP_TYPE_LRU_PERCPU_HASH) return;
  const auto words = [](uint64_t bytes) { return (bytes + 7) & ~7ULL; };
  const uint64_t copies = per_cpu ? static_cast<uint64_t>(cpus_) : 1;
  const uint64_t entry = words(bpf_map__key_size(map)) + words(meta.value_size) * copies;
  if (entry * bpf_map__max_entries(map) > kMostPreallocated) {
    bpf_map__set_map_flags(map, bpf_map__map_flags(map) | BPF_F_NO_PREALLOC);
  }
}

Status Loaded::PrepareReadOnly() {
  bpf_map* map = FindSection(object_.get(), ".rodata");
  if (map == nullptr) return Status::Ok();  // no program reads any
  size_t size = 0;
  // libbpf 1.1 declares no const; the bytes are its own copy of the section.
  auto* bytes = const_cast<void*>(static_cast<const void*>(bpf_map__initial_value(map, &size)));
  if (bytes == nullptr || size < sizeof(ReadOnlyData))
    return Error("the bundle's read-only data is too small");
  std::memcpy(bytes, &settings_.read_only, sizeof(ReadOnlyData));
  for (size_t i = 0; i < metadata_.probes.size(); ++i) {
    const uint64_t yes = 1;
    if (MayWait(i)) std::memcpy(static_cast<char*>(bytes) + metadata_.probes[i].sleep_word, &yes, sizeof yes);
  }
  for (const ParameterValue& value : settings_.parameters) {
    if (uint64_t{value.offset} + value.bytes.size() > size)
      return Error("the bundle is damaged: a parameter lies outside its read-only data");
    std::memcpy(static_cast<char*>(bytes) + value.offset, value.bytes.data(), value.bytes.size());
  }
  return Status::Ok();
}

// The sizes were compared before loading; these are the kernel's own, which buffers are made by.
Result<LoadedMap> Loaded::FindMap(const bundle::MapMeta& meta) {
  if (meta.storage == bundle::MapStorage::Global) return LoadedMap{};
  const bpf_map* map = MapOf(object_.get(), meta.bpf_name.c_str());
  if (map == nullptr) return Error("the bundle's ELF has no map for " + meta.name);
  auto loaded = Describe(bpf_map__fd(map), cpus_);
  if (!loaded) return loaded.TakeError().While(meta.name);
  const StoredMap& stored = loaded->stored;
  const uint32_t set_word = meta.storage == bundle::MapStorage::PerCpuScalar ? 8 : 0;
  if (stored.value_size == meta.value_size + set_word &&
      (!meta.has_keys || stored.key_size == meta.StoredKeySize()))
    return loaded;
  return Error("the kernel has " + meta.name + " with other sizes than the bundle");
}

// Its sizes were compared before loading.
Result<LoadedMap> Loaded::FindBeside(const bundle::MapMeta& meta) {
  if (meta.beside.front_places == 0 && !meta.beside.by_thread) return LoadedMap{};
  const std::string name = meta.bpf_name + (meta.beside.by_thread ? kThreadSuffix : kFrontSuffix);
  const bpf_map* map = MapOf(object_.get(), name.c_str());
  if (map == nullptr) return Error("the bundle's ELF has no map " + name);
  auto loaded = Describe(bpf_map__fd(map), cpus_);
  if (!loaded) return loaded.TakeError().While(meta.name);
  return loaded;
}

Status Loaded::FindMaps() {
  for (const bundle::MapMeta& meta : metadata_.maps) {
    auto map = FindMap(meta);
    if (!map) return map.TakeError();
    maps_.push_back(*map);
    auto beside = FindBeside(meta);
    if (!beside) return beside.TakeError();
    beside_.push_back(*beside);
  }
  if (const bpf_map* ring = MapOf(object_.get(), kRingBufferMap)) own_.ring.fd = bpf_map__fd(ring);
  if (const bpf_map* mask = MapOf(object_.get(), kScratchMaskMap)) own_.scratch_mask = bpf_map__fd(mask);
  if (const bpf_map* packets = MapOf(object_.get(), kPacketsMap)) own_.packets = bpf_map__fd(packets);
  if (const bpf_map* watched = MapOf(object_.get(), kWatchedMap)) own_.watched = bpf_map__fd(watched);
  const bpf_map* map = MapOf(object_.get(), kLedgerMap);
  if (map == nullptr) return Status::Ok();
  auto ledger = Describe(bpf_map__fd(map), cpus_);
  if (!ledger) return ledger.TakeError();
  own_.ledger = *ledger;
  return CheckCpuCount(own_.ledger.fd, own_.ledger.stored.value_size, cpus_);
}

void Loaded::ReleaseProgram(size_t probe) {
  bpf_prog_info info{};
  uint32_t length = sizeof(info);
  LoadedProgram& loaded = programs_[probe];
  if (bpf_obj_get_info_by_fd(loaded.fd, &info, &length) == 0) loaded.released_id = info.id;
  bpf_program__unload(loaded.program);
  loaded.fd = -1;
}

void Loaded::ShowVerifierLogs() const {
  if (!settings_.dumps.verifier) return;
  verifier_log_.ForEachKept([&](std::string_view name, std::string_view log) {
    settings_.dumps.verifier("BPF verifier log for " + std::string(name) + ":\n-------------------\n" +
                             std::string(log) + "\n");
  });
}

// What the kernel lacks is looked up once more only after a failure.
Error Loaded::Explain(const std::string& log, int code) {
  auto btf = Btf::LoadRunningKernel();
  if (auto missing = ExplainMissingType(metadata_, log, btf ? btf->get() : nullptr))
    return std::move(*missing);
  const std::string_view verdict = verifier_log_.verdict();
  // A program that takes too long to check takes minutes to log, and nobody reads that log.
  log_would_help_ = !verdict.empty() && code != E2BIG;
  if (settings_.log && !log_would_help_) settings_.log(verdict);
  return ExplainLoadFailure(metadata_, log, verdict, code);
}

// What depends on how the kernel's types are laid out, where programs do.
Status Loaded::FitKernel() {
  if (metadata_.kernel.layouts.empty() && !metadata_.config.asks_for_task) return Status::Ok();
  auto btf = Btf::LoadRunningKernel();
  if (!btf) return Status::Ok();
  if (metadata_.config.asks_for_task) settings_.read_only.task = FindTaskLayout(btf->get());
  return CheckKernelLayouts(metadata_, btf->get());
}

Status Loaded::Load() {
  LibbpfLog log(settings_.log, settings_.dumps.libbpf);
  auto cpus = PossibleCpuCount();
  if (!cpus) return cpus.TakeError().While("the number of possible CPUs is not known");
  cpus_ = *cpus;
  settings_.read_only.cpu_count = static_cast<uint64_t>(cpus_);
  const RelocationTypes types(elf_);
  if (Status status = Open(types.path()); !status) return status;
  if (Status status = CheckObject(metadata_, object_.get()); !status) return status;
  if (Status status = PreparePrograms(); !status) return status;
  if (Status status = PrepareMaps(); !status) return status;
  if (Status status = FitKernel(); !status) return status;
  if (Status status = PrepareReadOnly(); !status) return status;
  const int code = bpf_object__load(object_.get());
  ShowVerifierLogs();
  if (code != 0) return Explain(log.text(), -code);
  for (LoadedProgram& loaded : programs_)
    loaded.fd = std::max(bpf_program__fd(loaded.program), -1);
  if (Status status = FindMaps(); !status) return status;
  return globals_.Map(FindSection(object_.get(), ".bss"));
}

// Kernels before 5.11 count BPF memory against this limit; a refusal is no reason to give up.
void RaiseMemoryLimit() {
  const rlimit infinite{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &infinite);
}

}  // namespace

Result<std::unique_ptr<LoadedBundle>> Load(const bundle::Bundle& bundle, const LoadSettings& settings) {
  RaiseMemoryLimit();
  const Detail detail = settings.dumps.verifier ? Detail::Kept : Detail::Verdict;
  auto loaded = std::make_unique<Loaded>(bundle, settings, detail, true);
  Status status = loaded->Load();
  const auto again = [&](Detail then) {
    if (Interruptible::Interrupted()) return;
    loaded = std::make_unique<Loaded>(bundle, settings, then, false);
    status = loaded->Load();
  };
  // Functions of the kernel are for programs under the GPL and kernels that translate BPF: without, then.
  if (!status && loaded->calls_kernel()) again(detail);
  if (!status && loaded->log_would_help()) again(Detail::Everything);
  if (Interruptible::Interrupted()) return Error("interrupted while the kernel was checking the programs");
  if (!status) return status.TakeError();
  return std::unique_ptr<LoadedBundle>(std::move(loaded));
}

}  // namespace sonde::runtime
