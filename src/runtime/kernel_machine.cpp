// The running kernel: what the loader, the ring and attach/ do, behind one interface. Leaves:
// MakeKernelMachine. Covered by tests/runtime/session_test.cpp.
#include "runtime/kernel_machine.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "bundle/location.h"
#include "plan/choose.h"
#include "plan/sleep.h"
#include "runtime/attach/attach.h"
#include "runtime/clock_distance.h"
#include "runtime/descriptors.h"
#include "runtime/fronted_map.h"
#include "runtime/interrupt.h"
#include "runtime/kernel.h"
#include "runtime/kernel_addresses.h"
#include "runtime/kernel_map.h"
#include "runtime/kernel_types.h"
#include "runtime/loader.h"
#include "runtime/packet_buffers.h"
#include "runtime/privileges.h"
#include "runtime/process_families.h"
#include "runtime/ring.h"
#include "runtime/thread_map.h"
#include "runtime/unwinder.h"
#include "runtime/waiting_runs.h"
#include "runtime/watches.h"

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

// The ring buffer, and the word by which its producers know that somebody sleeps.
class RingEvents : public EventSource {
 public:
  RingEvents(std::unique_ptr<Ring> ring, ControlData& control) : ring_(std::move(ring)), control_(control) {}

  Drained Drain(size_t most, const RecordHandler& handle) override {
    Drained drained;
    drained.taken = ring_->Drain(
        most, [&](std::span<const std::byte> record) { return drained.goes_on = handle(record); });
    return drained;
  }
  void Discard() override { ring_->Discard(); }
  // Asks producers for a wake-up, then looks once more: a record committed meanwhile must not wait.
  bool BeginWait() override {
    __atomic_store_n(&control_.consumer_sleeps, 1, __ATOMIC_SEQ_CST);
    if (ring_->Empty()) return true;
    EndWait();
    return false;
  }
  void EndWait() override { __atomic_store_n(&control_.consumer_sleeps, 0, __ATOMIC_SEQ_CST); }
  [[nodiscard]] int wake_fd() const override { return ring_->fd(); }

 private:
  std::unique_ptr<Ring> ring_;
  ControlData& control_;
};

// The process that a family begins with; 0: none.
uint64_t RootOf(const bundle::FamilyMeta& family, const bundle::Metadata& metadata,
                const RunRequest& request) {
  switch (family.root) {
    case FamilyRoot::Process:
      return family.process;
    case FamilyRoot::Child:
      return static_cast<uint64_t>(request.child_pid);
    case FamilyRoot::Parameter:
      return NumberOf(metadata.parameters[family.parameter], request.parameters).value_or(family.process);
  }
  return 0;
}

// False: there is no such process.
Result<bool> EnterRoot(ProcessFamilies& families, uint64_t process, unsigned family) {
  constexpr uint64_t kMostProcess = 0x400000;  // PID_MAX_LIMIT of the kernel
  if (process == 0) return true;
  if (process > kMostProcess) return false;
  return families.Enter(static_cast<int>(process), family);
}

Error NoProcess(const bundle::Metadata& metadata, const bundle::FamilyMeta& family, uint64_t process) {
  const Excerpt at = bundle::ExcerptOf(metadata, metadata.locations[family.location]);
  return Error(PlaceText(at) + ": progenyof(): no process has the number " + std::to_string(process))
      .Hint("used in " + PlaceAndLines(at));
}

std::vector<int> TargetsOf(const RunRequest& request) {
  return request.child_pid != 0 ? std::vector<int>{request.child_pid} : request.pids;
}

// How each probe runs on this kernel, by their numbers.
struct ProbesHere {
  std::vector<Means> means;
  std::vector<bool> refused;  // the kernel lets no such program in
  std::vector<bool> waiting;  // its program may wait for memory
  std::vector<std::string> reasons;
  bool enough_descriptors = true;  // for their programs and what they are attached to, all at once
};

class KernelMachine : public Machine {
 public:
  explicit KernelMachine(HostView& host) : host_(host) {}
  ~KernelMachine() override { attachments_.HandOver(); }
  KernelMachine(const KernelMachine&) = delete;
  KernelMachine& operator=(const KernelMachine&) = delete;

  [[nodiscard]] Status MayTrace() const override { return CheckPrivileges(); }
  [[nodiscard]] std::string Caveat() const override { return OldKernelWarning(host_.KernelRelease()); }
  void Localize(bundle::Metadata& metadata) const override { UseRunningEnumerators(metadata); }

  Status Load(const bundle::Bundle& bundle, const RunRequest& request) override;
  Status RunOnce(size_t probe) override { return RunProgram(loaded_->program_fd(probe)); }
  Result<TimedRun> RunTimed(size_t probe, uint64_t times) override;
  [[nodiscard]] std::string Plan(size_t probe) const override;
  Result<Attached> Attach(size_t probe) override;
  Result<std::vector<std::string>> MakePins() override;
  Result<bool> ReadObjects() override { return attachments_.ReadObjects(ObjectsAtOnce()); }
  void Detach() override;
  void WaitForPrograms() override {
    if (attachments_.empty()) return;
    WaitForRunningPrograms();
    if (waiting_runs_) waiting_runs_->Wait();
  }
  [[nodiscard]] uint64_t RunsUnderWay() const override { return waiting_runs_ ? waiting_runs_->Count() : 0; }

  Status ArmWatch(size_t probe, uint64_t process, uint64_t address) override;
  void EndWatch(uint64_t address) override;
  void LookAtWatched() override {
    if (watches_) watches_->Look();
  }
  [[nodiscard]] uint64_t NotWatched(size_t probe) const override {
    return watches_ ? watches_->refused(static_cast<uint32_t>(probe)) : 0;
  }

  [[nodiscard]] MapStore* map(size_t map) override { return maps_[map].get(); }
  [[nodiscard]] std::byte* globals() override { return loaded_->globals(); }
  [[nodiscard]] EventSource* events() override { return sources_.events.get(); }
  [[nodiscard]] EventSource* packets() override { return sources_.packets.get(); }
  [[nodiscard]] std::vector<uint64_t> ReadLedger() const override;
  [[nodiscard]] uint64_t Misses(size_t probe) const override;
  [[nodiscard]] std::optional<RunCost> CostOf(size_t probe) const override;
  [[nodiscard]] bool FollowedHaveEnded() const override {
    return families_ != nullptr && families_->Ended(kFollowedFamily);
  }
  [[nodiscard]] std::optional<uint64_t> NotFollowed() const override {
    return families_ == nullptr ? std::nullopt : std::optional(families_->lost());
  }
  [[nodiscard]] Unwinder* unwinder() override { return unwinder_.get(); }
  [[nodiscard]] uint64_t Now() const override { return BootTimeNs(); }

 private:
  Status MakeRoom();
  Status FollowProcesses(const RunRequest& request);
  Status MakeUnwindTables(const RunRequest& request);
  Status EnterFamilies(const RunRequest& request);
  [[nodiscard]] LoadSettings SettingsOf(const RunRequest& request) const;
  Status LoadPrograms(const bundle::Bundle& bundle, const RunRequest& request);
  [[nodiscard]] std::unique_ptr<MapStore> OpenMap(size_t number) const;
  Status OpenEvents();
  [[nodiscard]] size_t ObjectsAtOnce() const;
  [[nodiscard]] std::optional<bpf_prog_info> InfoOf(size_t probe) const;

  HostView& host_;
  const bundle::Metadata* metadata_ = nullptr;
  std::vector<int> targets_;                   // processes of -p, or the child of -c; empty: every process
  bool follows_ = false;                       // programs look for themselves whose events they see
  std::unique_ptr<ProcessFamilies> families_;  // null: nobody asks for any
  std::unique_ptr<Unwinder> unwinder_;         // null: no program walks stacks by tables
  std::vector<ParameterValue> addresses_;      // of symbols that programs know
  ProbesHere here_;
  std::unique_ptr<LoadedBundle> loaded_;
  std::vector<std::unique_ptr<MapStore>> maps_;
  struct {
    std::unique_ptr<RingEvents> events;
    std::unique_ptr<PacketBuffers> packets;
  } sources_;                                // null: the programs send none
  std::optional<WaitingRuns> waiting_runs_;  // if programs may wait
  Attachments attachments_;
  std::optional<Watches> watches_;  // if there are watchpoints on arguments
  RunClock clock_;
};

// Before anything is loaded: how each probe is attached here, and the descriptors that this takes.
Status KernelMachine::MakeRoom() {
  for (const ProbeMeta& probe : metadata_->probes) {
    const Way* compiled_for = FindWay(probe.kind, probe.means);
    if (compiled_for == nullptr) return Error("the bundle is damaged: the means of " + probe.name);
    plan::Demand demand{probe.kind, probe.multi, compiled_for};
    demand.features = probe.needed_features;
    plan::Choice choice = plan::ChooseWay(demand, host_);
    here_.means.push_back(choice.way->means);
    // Of other kinds the kernel takes the program and refuses to attach it.
    here_.refused.push_back(choice.way->context == ContextKind::Trampoline &&
                            plan::FindMissing(probe.needed_features, host_));
    here_.waiting.push_back(probe.sleep == Sleep::Possible && host_.Has(Feature::Sleepable));
    const bool lacks = probe.sleep == Sleep::Possible && !here_.waiting.back();
    if (!bundle::WatchpointArmedBy(*metadata_, probe.order))
      choice.reason += plan::WordsOfSleep(lacks ? Sleep::KernelCannot : probe.sleep);
    here_.reasons.push_back(std::move(choice.reason));
  }
  auto room = ReserveDescriptors(*metadata_, here_.means);
  if (!room) return room.TakeError();
  here_.enough_descriptors = *room;
  return Status::Ok();
}

// Before any program is loaded, let alone attached: from here on nobody who is begun by a process of a family
// is missed.
Status KernelMachine::FollowProcesses(const RunRequest& request) {
  if (!TargetsOf(request).empty() && !metadata_->config.can_target)
    return Error("this program was compiled without what it takes to trace some processes only");
  if (!request.follow && metadata_->families.empty()) return Status::Ok();
  if (request.follow && !metadata_->config.can_follow)
    return Error("this program was compiled without what it takes to follow processes");
  auto families = ProcessFamilies::Open();
  if (!families) return families.TakeError();
  families_ = std::move(*families);
  if (Status status = EnterFamilies(request); !status) return status;
  return families_->Settle();
}

Status KernelMachine::MakeUnwindTables(const RunRequest& request) {
  if (!metadata_->config.unwinds) return Status::Ok();
  auto made = Unwinder::Create();
  if (!made) return made.TakeError();
  unwinder_ = std::move(*made);
  for (const auto* processes : {&request.pids, &request.walked}) {
    for (const int process : *processes)
      unwinder_->Learn(process);
  }
  if (!request.child_path.empty()) unwinder_->Expect(request.child_path);
  return Status::Ok();
}

Status KernelMachine::EnterFamilies(const RunRequest& request) {
  if (request.follow) {
    for (const int process : TargetsOf(request)) {  // one that has just ended has nobody to follow
      if (auto entered = families_->Enter(process, kFollowedFamily); !entered) return entered.TakeError();
    }
  }
  unsigned number = kFirstFamilyOfScript;
  for (const bundle::FamilyMeta& family : metadata_->families) {
    const uint64_t process = RootOf(family, *metadata_, request);
    auto entered = EnterRoot(*families_, process, number++);
    if (!entered) return entered.TakeError();
    if (!*entered) return NoProcess(*metadata_, family, process);
  }
  return Status::Ok();
}

LoadSettings KernelMachine::SettingsOf(const RunRequest& request) const {
  LoadSettings settings;
  settings.means = here_.means;
  settings.refused = here_.refused;
  settings.waiting = here_.waiting;
  settings.log = request.log;
  settings.dumps = request.dumps;
  const PidNamespace own = OwnPidNamespace();
  for (size_t i = 0; i < request.pids.size(); ++i) {
    uint64_t& place = i == 0 ? settings.read_only.target_pid : settings.read_only.more_pids[i - 1];
    place = static_cast<uint64_t>(request.pids[i]);
  }
  if (request.follow) settings.read_only.target_pid = kFollowProcesses;
  if (families_ != nullptr) settings.families_fd = families_->map();
  if (unwinder_ != nullptr) settings.shared = unwinder_->maps();
  settings.read_only.child_pid = static_cast<uint64_t>(request.child_pid);
  settings.read_only.pid_ns_dev = own.device;
  settings.read_only.pid_ns_ino = own.inode;
  settings.parameters = request.parameters;
  settings.parameters.insert(settings.parameters.end(), addresses_.begin(), addresses_.end());
  settings.read_only.start_boot_ns = BootTimeNs();
  settings.read_only.tai_distance_ns = DistanceFromBoot(CLOCK_TAI).ns;
  return settings;
}

// A program that the kernel refuses because it may wait, for a map or a function that it uses, is one that
// does not.
Status KernelMachine::LoadPrograms(const bundle::Bundle& bundle, const RunRequest& request) {
  const Interruptible window;
  auto loaded = runtime::Load(bundle, SettingsOf(request));
  const bool some_wait = std::find(here_.waiting.begin(), here_.waiting.end(), true) != here_.waiting.end();
  if (!loaded && some_wait && !Interruptible::Interrupted()) {
    here_.waiting.assign(here_.waiting.size(), false);
    auto again = runtime::Load(bundle, SettingsOf(request));
    if (!again) return again.TakeError();
    if (request.log) request.log("no program may wait for memory: " + loaded.error().Text());
    loaded = std::move(again);
  }
  if (!loaded) return loaded.TakeError();
  loaded_ = std::move(*loaded);
  return Status::Ok();
}

// Null for a Global.
std::unique_ptr<MapStore> KernelMachine::OpenMap(size_t number) const {
  const bundle::MapMeta& meta = metadata_->maps[number];
  const int fd = loaded_->map_fd(number);
  if (fd < 0) return nullptr;
  auto map = std::make_unique<KernelMap>(fd, loaded_->stored(number), meta.name);
  if (loaded_->beside_fd(number) < 0) return map;
  auto beside = std::make_unique<KernelMap>(loaded_->beside_fd(number), loaded_->beside(number), meta.name);
  if (meta.beside.by_thread) return std::make_unique<ThreadMap>(std::move(map), std::move(beside));
  return std::make_unique<FrontedMap>(std::move(map), std::move(beside), meta.beside.front_places);
}

Status KernelMachine::Load(const bundle::Bundle& bundle, const RunRequest& request) {
  metadata_ = &bundle.metadata;
  if (request.measured) {
    if (Status status = clock_.Start(); !status)
      return BlameCapabilities(status.TakeError().While("--stats does not work here"));
  }
  if (Status status = MakeRoom(); !status) return status;
  follows_ = request.follow;
  if (!follows_) targets_ = TargetsOf(request);
  if (Status status = FollowProcesses(request); !status) return status;
  if (Status status = MakeUnwindTables(request); !status) return status;
  if (!metadata_->kernel.addresses.empty()) {
    auto addresses = FindKernelAddresses(*metadata_, *MakeKernelSymbols());
    if (!addresses) return addresses.TakeError();
    addresses_ = std::move(*addresses);
  }
  if (Status status = LoadPrograms(bundle, request); !status) return status;
  if (std::find(here_.waiting.begin(), here_.waiting.end(), true) != here_.waiting.end()) {
    auto cpus = PossibleCpuCount();
    if (!cpus) return cpus.TakeError();
    waiting_runs_.emplace(loaded_->scratch_mask_fd(), *cpus);
  }
  for (size_t i = 0; i < metadata_->maps.size(); ++i) {
    maps_.push_back(OpenMap(i));
  }
  if (loaded_->watched_fd() >= 0) watches_.emplace(loaded_->watched_fd(), attach::OpenBreakpoints);
  if (request.last_in_process) attachments_.UseCloser(&loaded_->control().stop);
  return OpenEvents();
}

Status KernelMachine::OpenEvents() {
  if (loaded_->packets_fd() >= 0) {
    auto packets = PacketBuffers::Open(loaded_->packets_fd(), metadata_->config.ring_buffer_pages);
    if (!packets) return packets.TakeError();
    sources_.packets = std::move(*packets);
  }
  if (loaded_->ring_fd() < 0) return Status::Ok();
  auto ring = Ring::Open(loaded_->ring_fd(), loaded_->ring_size());
  if (!ring) return ring.TakeError();
  sources_.events = std::make_unique<RingEvents>(std::move(*ring), loaded_->control());
  return Status::Ok();
}

Result<TimedRun> KernelMachine::RunTimed(size_t probe, uint64_t times) {
  const int program = loaded_->program_fd(probe);
  if (Status status = clock_.Start(); !status) return status.TakeError();
  const auto before = RunClock::TimeOf(program);
  if (!before) return before.error();
  TimedRun run;
  uint64_t runs = 0;
  while (runs < times && run.result == 0) {
    if (sources_.events != nullptr) sources_.events->Discard();  // a full buffer would be quicker
    auto result = CallProgram(program);
    if (!result) return result.TakeError();
    run.result = *result;
    ++runs;
  }
  const auto after = RunClock::TimeOf(program);
  if (!after) return after.error();
  const uint64_t time = *after - *before;
  run.nanoseconds = time - std::min(time, clock_.CostOf(runs));
  return run;
}

// So many that what their programs send is a small part of the buffer, even if each sends all events of the
// script a few times.
size_t KernelMachine::ObjectsAtOnce() const {
  constexpr uint64_t kPart = 8;
  uint64_t bytes = 1;
  for (const bundle::EventMeta& event : metadata_->events)
    bytes += event.size + sizeof(uint64_t);
  return std::clamp<size_t>(loaded_->ring_size() / (kPart * bytes), 1, kMostObjects);
}

std::string KernelMachine::Plan(size_t probe) const {
  return std::string(RowOf(here_.means[probe]).how) + ": " + here_.reasons[probe];
}

Result<Attached> KernelMachine::Attach(size_t probe) {
  const ProbeMeta& meta = metadata_->probes[probe];
  const AttachContext context{host_, loaded_->program_fd(probe), here_.means[probe], targets_, follows_};
  const Error* left_out = loaded_->why_left_out(probe);
  auto attached =
      left_out != nullptr ? Result<Attached>(*left_out) : runtime::Attach(meta, context, attachments_);
  const bool special = (RowOf(meta.kind).flags & Special) != 0;
  const bool shared = context.means == Means::KprobeSession;  // the other half comes
  const bool later = !meta.targets.empty() && bundle::IsArmedLater(meta.targets[0]);
  if (!here_.enough_descriptors && !special && !shared && !later && context.program_fd >= 0)
    loaded_->ReleaseProgram(probe);
  return attached;
}

Result<std::vector<std::string>> KernelMachine::MakePins() {
  if (Status status = runtime::MakePins(attachments_.pins()); !status) return status.TakeError();
  std::vector<std::string> names;
  for (const Pin& pin : attachments_.pins())
    names.push_back(pin.path);
  return names;
}

Status KernelMachine::ArmWatch(size_t probe, uint64_t process, uint64_t address) {
  const auto watchpoint = bundle::WatchpointArmedBy(*metadata_, static_cast<uint32_t>(probe));
  const bool over = __atomic_load_n(&loaded_->control().stop, __ATOMIC_SEQ_CST) != 0;
  if (!watchpoint || !watches_ || over) return Status::Ok();
  const auto& how = bundle::As<bundle::MemoryTarget>(metadata_->probes[*watchpoint].targets[0]);
  const WatchKey key{address, static_cast<uint32_t>(process), *watchpoint};
  return watches_->Arm(key, how, loaded_->program_fd(*watchpoint));
}

void KernelMachine::EndWatch(uint64_t address) {
  if (watches_) watches_->Disarm(address);
  attachments_.TakeWatch(address);
}

void KernelMachine::Detach() {
  __atomic_store_n(&loaded_->control().stop, 1, __ATOMIC_SEQ_CST);
  if (watches_) watches_->Disable();
  attachments_.Disable();
}

std::vector<uint64_t> KernelMachine::ReadLedger() const {
  const size_t rows = metadata_->ledger.size();
  if (loaded_->ledger_fd() < 0 || rows == 0) return {};
  const size_t words = loaded_->ledger().stride / 8;
  std::vector<uint64_t> copies(loaded_->ledger().size / 8);
  const uint32_t zero = 0;
  if (words < rows || bpf_map_lookup_elem(loaded_->ledger_fd(), &zero, copies.data()) != 0) return {};
  std::vector<uint64_t> counts(rows);
  for (size_t copy = 0; copy + words <= copies.size(); copy += words) {
    for (size_t row = 0; row < rows; ++row)
      counts[row] += copies[copy + row];
  }
  return counts;
}

// What the kernel knows of a probe's program. It counts both halves of a session together, for the first.
std::optional<bpf_prog_info> KernelMachine::InfoOf(size_t probe) const {
  const bool second =
      here_.means[probe] == Means::KprobeSession && metadata_->probes[probe].kind == ProbeKind::Kretprobe;
  if (second) return std::nullopt;
  bpf_prog_info info{};
  uint32_t length = sizeof(info);
  int program = loaded_->program_fd(probe);
  UniqueFd again;
  if (const uint32_t id = loaded_->released_id(probe); id != 0) {
    again.Reset(bpf_prog_get_fd_by_id(id));
    program = again.get();
  }
  if (bpf_obj_get_info_by_fd(program, &info, &length) != 0) return std::nullopt;
  return info;
}

uint64_t KernelMachine::Misses(size_t probe) const {
  const auto info = InfoOf(probe);
  return info ? info->recursion_misses : 0;
}

std::optional<RunCost> KernelMachine::CostOf(size_t probe) const {
  const auto info = InfoOf(probe);
  if (!clock_.started() || !info) return std::nullopt;
  RunCost cost;
  cost.runs = info->run_cnt;
  cost.nanoseconds = info->run_time_ns - std::min<uint64_t>(info->run_time_ns, clock_.CostOf(info->run_cnt));
  cost.with_returns = here_.means[probe] == Means::KprobeSession;
  return cost;
}

}  // namespace

std::unique_ptr<Machine> MakeKernelMachine(HostView& host) {
  return std::make_unique<KernelMachine>(host);
}

}  // namespace sonde::runtime
