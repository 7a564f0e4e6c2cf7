// The life of a run, step by step. Leaves: Session, PrintError. Covered by tests/runtime/session_test.cpp.
#include "runtime/session.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <optional>

#include "base/console.h"
#include "runtime/attach/attach.h"
#include "runtime/descriptors.h"
#include "runtime/events.h"
#include "runtime/interrupt.h"
#include "runtime/kernel.h"
#include "runtime/ledger.h"
#include "runtime/loader.h"
#include "runtime/map_reader.h"
#include "runtime/mapping_watch.h"
#include "runtime/poller.h"
#include "runtime/privileges.h"
#include "runtime/target_processes.h"

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

bool IsSpecial(const ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & Special) != 0;
}

constexpr int kPatienceMs = 300;  // with a reader that takes nothing, once somebody asked to end

std::optional<output::Buffering> FindBuffering(const std::string& name) {
  if (name == "line") return output::Buffering::Line;
  if (name == "full") return output::Buffering::Full;
  if (name == "none") return output::Buffering::None;
  return std::nullopt;
}

bool NamesUserAddresses(const std::vector<bundle::Layout>& layouts) {
  return std::any_of(layouts.begin(), layouts.end(), [](const bundle::Layout& layout) {
    return (RowOf(layout.kind).flags & NamesUser) != 0 || NamesUserAddresses(layout.children);
  });
}

// True if the script's output can hold names of user code.
bool NamesUserAddresses(const bundle::Metadata& metadata) {
  return std::any_of(metadata.maps.begin(), metadata.maps.end(),
                     [](const bundle::MapMeta& map) { return NamesUserAddresses({map.key, map.value}); }) ||
         std::any_of(metadata.events.begin(), metadata.events.end(),
                     [](const bundle::EventMeta& event) { return NamesUserAddresses(event.args); });
}

class RealSession : public Session {
 public:
  RealSession(const bundle::Bundle& bundle, HostView& host, SessionOptions options)
      : bundle_(bundle), metadata_(bundle.metadata), host_(host), options_(std::move(options)) {}
  ~RealSession() override;
  RealSession(const RealSession&) = delete;
  RealSession& operator=(const RealSession&) = delete;

  Status OpenOutput();
  Status OpenProcess();
  Status ReadCommandLine();
  Result<int> Run() override;

 private:
  void EmptyOutput();
  Status MakeRoom();
  Status LoadPrograms();
  Status Prepare();
  void WatchMappings();
  void ReportNames();
  void TellLimits();
  Status RunSpecial(ProbeKind kind);
  [[nodiscard]] std::vector<size_t> AttachOrder() const;
  Status AttachAll();
  void Describe(const ProbeMeta& probe);
  Status AttachProbe(size_t index);
  Status OnMissing(const std::string& name, Error error);
  void Announce();
  void ReleaseChild();
  void Trace();
  Status Finish();
  void StopPrograms(StopReason reason);
  void DrainRing(StopReason reason);
  void PrintMaps();
  Result<int> RunAll();
  void Deliver();
  bool CloseOutput();
  bool HandleRecord(std::span<const std::byte> record);
  int RoundDone();
  int WatchProcess(uint64_t now);
  void Say(const std::string& line);
  void Verbose(const std::string& text);

  const bundle::Bundle& bundle_;
  const bundle::Metadata& metadata_;
  HostView& host_;
  std::vector<ParameterValue> parameters_;
  SessionOptions options_;

  TargetProcesses targets_;  // of -p
  UniqueFd output_file_;
  std::optional<output::Sink> out_, messages_;
  std::unique_ptr<output::Writer> writer_;

  std::unique_ptr<KernelSymbols> kernel_symbols_;
  std::unique_ptr<UserSymbols> user_symbols_;
  std::optional<Decoder> decoder_;
  std::unique_ptr<LoadedBundle> loaded_;
  std::unique_ptr<Ring> ring_;
  std::optional<MapReader> maps_;
  std::optional<Ledger> ledger_;
  std::optional<EventHandler> events_;
  std::optional<Signals> signals_;
  std::optional<Poller> poller_;
  Attachments attachments_;
  bool asked_to_end_ = false;  // by a signal
  MultiLinks multi_;           // what is used of the kernel's
  bool enough_descriptors_ = true;
  uint64_t attached_ = 0;
  uint64_t reported_lost_ = 0;
  uint64_t next_lost_check_ = 0;  // BootTimeNs
  std::unique_ptr<MappingWatch> mapping_watch_;
  bool mappings_stale_ = true;
  std::vector<int> watched_;  // processes whose mappings will be needed
  uint64_t next_look_ = 0;    // BootTimeNs
  int look_after_ms_ = 1;
};

Status RealSession::OpenOutput() {
  const std::optional<output::Buffering> buffering = FindBuffering(options_.buffering);
  if (!buffering) return Error("USAGE: -B must be either 'line', 'full', or 'none'.");
  if (options_.format != "text" && options_.format != "json") {
    return Error("Invalid output format \"" + options_.format + "\"\nValid formats: 'text', 'json'");
  }
  int fd = STDOUT_FILENO;
  if (!options_.output_path.empty() && !options_.dry_run) {
    output_file_.Reset(open(options_.output_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    if (!output_file_.valid()) {
      return Error::FromErrno("Failed to open output file: \"" + options_.output_path + "\"", errno);
    }
    fd = output_file_.get();
  }
  out_.emplace(fd, *buffering);
  messages_.emplace(STDERR_FILENO, output::Buffering::None);
  const bool json = options_.format == "json";
  writer_ = json ? output::MakeJsonWriter(*out_) : output::MakeTextWriter(*out_, *messages_);
  return Status::Ok();
}

// What the file held goes when there is something to put in its place.
void RealSession::EmptyOutput() {
  struct stat info{};
  if (!output_file_.valid() || fstat(output_file_.get(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  if (ftruncate(output_file_.get(), 0) != 0) {
    TellError("WARNING: Failed to empty the output file: " + std::string(std::strerror(errno)) + "\n");
  }
}

Status RealSession::ReadCommandLine() {
  auto values = ReadParameters(metadata_.parameters, options_.parameters);
  if (!values) return values.TakeError();
  parameters_ = std::move(*values);
  return Status::Ok();
}

Status RealSession::OpenProcess() {
  return targets_.Open(options_.pids);
}

RealSession::~RealSession() {
  if (writer_ != nullptr) writer_->Flush();
  attachments_.HandOver();
}

// Standard error may be a pipe that nobody reads as well.
void RealSession::Say(const std::string& line) {
  output::AppendTraced(messages_->buffer(), line + "\n", {.escape_controls = messages_->is_terminal()});
  messages_->Commit();
}

void RealSession::Verbose(const std::string& text) {
  if (options_.verbose) Say(text);
}

// Before anything is loaded: which links the kernel has, and the descriptors that this takes.
Status RealSession::MakeRoom() {
  auto any_multi = [&](uint32_t flag) {
    return std::any_of(metadata_.probes.begin(), metadata_.probes.end(), [&](const ProbeMeta& probe) {
      return probe.multi && (RowOf(probe.kind).flags & flag) != 0;
    });
  };
  multi_.kernel = any_multi(InKernel) && host_.Has(Feature::KprobeMulti);
  multi_.user = any_multi(InUser) && host_.Has(Feature::UprobeMulti);
  auto room = ReserveDescriptors(metadata_, multi_);
  if (!room) return room.TakeError();
  enough_descriptors_ = *room;
  return Status::Ok();
}

Status RealSession::LoadPrograms() {
  LoadSettings settings;
  settings.kprobe_multi = multi_.kernel;
  settings.uprobe_multi = multi_.user;
  settings.print_log = options_.verbose;
  const PidNamespace own = OwnPidNamespace();
  for (size_t i = 0; i < options_.pids.size(); ++i) {
    uint64_t& place = i == 0 ? settings.read_only.target_pid : settings.read_only.more_pids[i - 1];
    place = static_cast<uint64_t>(options_.pids[i]);
  }
  settings.read_only.child_pid = options_.child == nullptr ? 0 : static_cast<uint64_t>(options_.child->pid());
  settings.read_only.pid_ns_dev = own.device;
  settings.read_only.pid_ns_ino = own.inode;
  settings.parameters = parameters_;
  settings.read_only.start_boot_ns = BootTimeNs();
  const Interruptible window;
  auto loaded = Load(bundle_, settings);
  if (!loaded) return loaded.TakeError();
  loaded_ = std::move(*loaded);
  return Status::Ok();
}

// Everything between a loaded bundle and its first event.
Status RealSession::Prepare() {
  if (loaded_->ring_fd() >= 0) {
    auto ring = Ring::Open(loaded_->ring_fd(), loaded_->ring_size());
    if (!ring) return ring.TakeError();
    ring_ = std::move(*ring);
  }
  kernel_symbols_ = MakeKernelSymbols();
  user_symbols_ = MakeUserSymbols();
  if (NamesUserAddresses(metadata_)) WatchMappings();
  decoder_.emplace(*kernel_symbols_, *user_symbols_, metadata_.config);
  decoder_->SetProbes(metadata_.probes);
  maps_.emplace(metadata_, *loaded_, *decoder_);
  ledger_.emplace(metadata_, *loaded_);
  events_.emplace(metadata_, *decoder_, *maps_, *writer_);
  const int process = options_.child != nullptr ? options_.child->pidfd() : targets_.fd();
  poller_.emplace(ring_.get(), loaded_->control(), *signals_, *out_, process,
                  Poller::Hooks{[this](std::span<const std::byte> record) { return HandleRecord(record); },
                                [this] { return RoundDone(); }});
  return Status::Ok();
}

// Processes may end before their events are decoded: what they map is heard from the kernel, all of it, since
// nobody knows whose addresses will come.
void RealSession::WatchMappings() {
  watched_ = options_.pids;
  mapping_watch_ = MappingWatch::OpenAll();
  user_symbols_->SetReports([this] {
    if (mapping_watch_ != nullptr) mapping_watch_->Read(*user_symbols_);
  });
}

// What could not be named, at the end.
void RealSession::ReportNames() {
  TellLimits();
  ledger_->Add("frames_unnamed", "user code", decoder_->unnamed_user());
  ledger_->Add("frames_unnamed", "kernel code", decoder_->unnamed_kernel());
  if (mapping_watch_ != nullptr) ledger_->Add("mapping_reports_lost", "user code", mapping_watch_->lost());
}

// What would take too much to name is said when it is met.
void RealSession::TellLimits() {
  for (std::string& warning : user_symbols_->TakeWarnings()) {
    output::Problem problem;
    problem.message = std::move(warning);
    problem.count = 1;
    if (options_.warnings) writer_->Report(problem);
  }
}

bool RealSession::HandleRecord(std::span<const std::byte> record) {
  // What was mapped before these events must be known when they are decoded.
  if (mapping_watch_ != nullptr && std::exchange(mappings_stale_, false))
    mapping_watch_->Read(*user_symbols_);
  return events_->Handle(record);
}

int RealSession::RoundDone() {
  constexpr uint64_t kCheckEveryNs = 100000000;
  constexpr int kCheckEveryMs = 100;
  events_->EndRound();
  writer_->EndBatch();
  messages_->EndBatch();
  mappings_stale_ = true;
  TellLimits();
  targets_.Look();
  const uint64_t now = BootTimeNs();
  const int watch_ms = WatchProcess(now);
  if (now >= next_lost_check_) {
    next_lost_check_ = now + kCheckEveryNs;
    ledger_->Update();
    const uint64_t lost = ledger_->LostEvents();
    if (lost > reported_lost_) writer_->LostEvents(lost - std::exchange(reported_lost_, lost));
  }
  return std::min(watch_ms, kCheckEveryMs);
}

// Looks at the mappings of the -c or -p process again, at first soon and then more and more rarely, so
// that its addresses can be named after it has gone. Returns the milliseconds until the next look.
int RealSession::WatchProcess(uint64_t now) {
  constexpr int kMostMs = 1000;
  if (mapping_watch_ != nullptr) mapping_watch_->Read(*user_symbols_);
  if (watched_.empty()) return kMostMs;
  if (now >= next_look_) {
    for (const int process : watched_)
      user_symbols_->Remember(process);
    next_look_ = now + static_cast<uint64_t>(look_after_ms_) * 1000000;
    look_after_ms_ = std::min(2 * look_after_ms_, kMostMs);
  }
  return static_cast<int>((next_look_ - now) / 1000000) + 1;
}

Status RealSession::RunSpecial(ProbeKind kind) {
  for (size_t i = 0; i < metadata_.probes.size(); ++i) {
    const ProbeMeta& probe = metadata_.probes[i];
    if (probe.kind != kind) continue;
    Verbose("Attaching '" + probe.name + "' probe");
    if (Status status = RunProgram(loaded_->program_fd(i)); !status) {
      return status.TakeError().While("Failed to run the " + probe.name + " probe");
    }
  }
  return Status::Ok();
}

// In source order what fires in order of attaching; then, from the last to the first, what fires in
// reverse order of attaching: probes on one event fire in source order.
std::vector<size_t> RealSession::AttachOrder() const {
  std::vector<size_t> order(metadata_.probes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const bool late_a = AttachesInReverse(metadata_.probes[a].kind);
    const bool late_b = AttachesInReverse(metadata_.probes[b].kind);
    if (late_a != late_b) return late_b;
    return late_a ? a > b : a < b;
  });
  return order;
}

Status RealSession::OnMissing(const std::string& name, Error error) {
  if (!error.message.starts_with(name)) error = std::move(error).While(name);
  const std::string& mode = metadata_.config.missing_probes;
  if (mode == "ignore") return Status::Ok();
  if (mode == "warn") {
    Say("WARNING: Unable to attach probe: " + name + ". Skipping.");
    Verbose(error.Text());
    return Status::Ok();
  }
  PrintError(error);
  return Error("Unable to attach probe: " + name +
               ". If this is expected, set the 'missing_probes' config variable to 'warn'.");
}

// For -v: what is about to be attached.
void RealSession::Describe(const ProbeMeta& probe) {
  if (!options_.verbose || IsSpecial(probe)) return;
  Verbose("Trying to attach probe: " + (probe.pattern.empty() ? probe.name : probe.pattern));
  if (!probe.multi) return;
  Verbose("Attaching to " + std::to_string(probe.targets.size()) + " functions");
  const bool in_kernel = (RowOf(probe.kind).flags & InKernel) != 0;
  for (const bundle::AttachTarget& target : probe.targets) {
    Verbose((in_kernel ? " " : probe.shown_target + ":") + target.function);
  }
}

Status RealSession::AttachProbe(size_t index) {
  const ProbeMeta& probe = metadata_.probes[index];
  Describe(probe);
  const auto targets = options_.child != nullptr ? std::vector<int>{options_.child->pid()} : options_.pids;
  const AttachContext context{host_, loaded_->program_fd(index), loaded_->is_multi(index), targets};
  auto attached = Attach(probe, context, attachments_);
  if (!enough_descriptors_ && !IsSpecial(probe)) loaded_->ReleaseProgram(index);
  if (!attached) return OnMissing(probe.name, attached.TakeError());
  attached_ += attached->count;
  if (attached->shift != 0) decoder_->SetShift(static_cast<uint32_t>(index), attached->shift);
  if (!IsSpecial(probe)) {
    Verbose("Attached " + probe.name + ": " + std::to_string(attached->count) + " by " + attached->how);
  }
  for (Missing& missing : attached->missing) {
    if (Status status = OnMissing(missing.name, std::move(missing.error)); !status) return status;
  }
  return Status::Ok();
}

Status RealSession::AttachAll() {
  if (options_.last_in_process) attachments_.UseCloser(&loaded_->control().stop);
  for (const size_t index : AttachOrder()) {
    if (Status status = AttachProbe(index); !status) return status;
    if (signals_->TakeStop()) return Error("interrupted while attaching");
  }
  if (attached_ == 0) return Error("Attachment failed for all probes.");
  return Status::Ok();
}

void RealSession::Announce() {
  if (!options_.quiet) writer_->AttachedProbes(attached_);
  writer_->Flush();
  if (options_.ready_lines.empty()) return;
  output::Sink standard(STDOUT_FILENO, output::Buffering::Line);
  for (const std::string& line : options_.ready_lines)
    standard.Append(line + "\n");
  standard.FlushWithin(kPatienceMs, signals_->fd());
}

// exit() drops what is queued behind it; all other ends show it.
void RealSession::DrainRing(StopReason reason) {
  if (ring_ == nullptr) return;
  if (reason == StopReason::Exit) {
    ring_->Discard();
  } else {
    poller_->DrainAll();
  }
}

// Nothing counts or prints after this, but the end probes. Programs that were under way have done what they
// had begun: what they counted and what they sent is complete.
void RealSession::StopPrograms(StopReason reason) {
  __atomic_store_n(&loaded_->control().stop, 1, __ATOMIC_SEQ_CST);
  attachments_.Disable();
  if (reason == StopReason::Signal) {
    asked_to_end_ = true;
    signals_->NextOneEnds();
  }
  if (options_.child != nullptr && reason != StopReason::ProcessEnded) options_.child->Terminate();
  if (mapping_watch_ != nullptr) mapping_watch_->Read(*user_symbols_);
  if (!attachments_.empty()) WaitForRunningPrograms();
  DrainRing(reason);
}

void RealSession::PrintMaps() {
  std::vector<size_t> order(metadata_.maps.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return metadata_.maps[a].name < metadata_.maps[b].name; });
  for (const size_t index : order) {
    auto map = maps_->Read(index, false);
    if (map) {
      writer_->Map(*map, 0, 0);
    } else {
      PrintError(map.error());
    }
  }
}

Status RealSession::Finish() {
  Status status = RunSpecial(ProbeKind::End);
  if (ring_ != nullptr) poller_->DrainAll();
  ledger_->Update();
  const uint64_t lost = ledger_->LostEvents();
  if (lost > reported_lost_) writer_->LostEvents(lost - reported_lost_);
  writer_->BeforeMaps();
  if (metadata_.config.print_maps_on_exit) PrintMaps();
  if (lost > 0) writer_->TotalLost(lost);
  Deliver();
  if (events_->foreign() > 0) {
    PrintError(Error(std::to_string(events_->foreign()) +
                     " events were not shown: they are not as the bundle's metadata describes them"));
  }
  ledger_->AddKernelMisses();
  ReportNames();
  Ledger::Show show{options_.verbose, options_.warnings, options_.read_warnings, {}};
  if (out_->lost_records() > 0) show.more.push_back({"records_not_written", "output", out_->lost_records()});
  if (out_->error() == 0) {
    ledger_->Write(*writer_, show);
    Deliver();
  } else {
    ledger_->Write(*output::MakeTextWriter(*messages_, *messages_), show);
  }
  if (options_.child != nullptr) {
    const std::string end = options_.child->Reap();
    if (!end.empty()) Verbose(end);
  }
  return status;
}

void RealSession::ReleaseChild() {
  if (options_.child == nullptr) return;
  const bool named = NamesUserAddresses(metadata_);
  if (named && mapping_watch_ == nullptr) mapping_watch_ = MappingWatch::Open(options_.child->pid());
  options_.child->Release();
  if (!named) return;
  options_.child->AwaitExec();
  watched_ = {options_.child->pid()};
}

void RealSession::Trace() {
  const bool only_special = std::all_of(metadata_.probes.begin(), metadata_.probes.end(), IsSpecial);
  StopPrograms(poller_->Run(only_special && options_.child == nullptr && options_.pids.empty()));
}

// The reader gets as long as it reads, or, once somebody asked to end, a moment. What it does not take is
// lost.
void RealSession::Deliver() {
  using Delivery = output::Sink::Delivery;
  while (true) {
    const Delivery delivery =
        out_->FlushWithin(asked_to_end_ ? kPatienceMs : -1, asked_to_end_ ? -1 : signals_->fd());
    if (delivery == Delivery::GaveUp) return out_->Drop();
    if (delivery == Delivery::Complete) return;
    if (!signals_->TakeStop()) continue;
    asked_to_end_ = true;
    signals_->NextOneEnds();
  }
}

// False if something could not be written, after saying so.
bool RealSession::CloseOutput() {
  if (signals_) Deliver();
  int code = out_->error();
  // Some file systems say only now that there was no room.
  if (output_file_.valid() && close(output_file_.Release()) != 0 && code == 0) code = errno;
  const uint64_t records = out_->lost_records(), bytes = out_->lost_bytes();
  const bool complete = code == 0 && records == 0;
  if (!complete) {
    const std::string why = code != 0 ? std::strerror(code) : "its reader did not read";
    Say("ERROR: Failed to write the output: " + why + ". Lost " + std::to_string(records) +
        (records == 1 ? " record (" : " records (") + std::to_string(bytes) + " bytes).");
  }
  messages_->FlushWithin(kPatienceMs, -1);
  return complete;
}

Result<int> RealSession::Run() {
  Result<int> code = RunAll();
  const bool complete = CloseOutput();
  if (code && *code == 0 && !complete) return 1;
  return code;
}

Result<int> RealSession::RunAll() {
  if (metadata_.probes.empty()) {
    if (!options_.quiet) fputs("No probes to attach\n", stdout);
    return 1;
  }
  const std::string old = OldKernelWarning(host_.KernelRelease());
  if (options_.warnings && !old.empty()) Say("WARNING: " + old);
  signals_.emplace();
  if (Status status = MakeRoom(); !status) return status.TakeError();
  if (Status status = LoadPrograms(); !status) return status.TakeError();
  if (Status status = Prepare(); !status) return status.TakeError();
  EmptyOutput();
  if (Status status = RunSpecial(ProbeKind::Begin); !status) return status.TakeError();
  if (Status status = AttachAll(); !status) return status.TakeError();
  if (options_.dry_run) {
    loaded_->control().stop = 1;
    attachments_.Disable();
    return 0;
  }
  Announce();
  ReleaseChild();
  Trace();
  if (Status status = Finish(); !status) return status.TakeError();
  return events_->exit_code().value_or(0);
}

}  // namespace

std::vector<std::string> ReadyLinesFromEnvironment() {
  std::vector<std::string> lines;
  if (const char* text = std::getenv("SONDE_NOTIFY_READY")) lines.emplace_back(text);
  constexpr char kOldName[] = "__BPFTRACE_NOTIFY_PROBES_ATTACHED";
  if (std::getenv(kOldName) != nullptr) lines.emplace_back(kOldName);
  return lines;
}

Result<std::unique_ptr<Session>> Session::Create(const bundle::Bundle& bundle, HostView& host,
                                                 SessionOptions options) {
  if (Status status = CheckPrivileges(); !status) return status.TakeError();
  const uint64_t count = bundle.metadata.probes.size(), most = bundle.metadata.config.max_probes;
  if (count > most) {
    return Error("Can't attach to " + std::to_string(count) +
                 " probes because it exceeds the current limit of " + std::to_string(most) + " probes.")
        .Hint(
            "You can increase the limit through the BPFTRACE_MAX_PROBES environment variable, but BE CAREFUL "
            "since a high number of probes attached can cause your system to crash.");
  }
  auto session = std::make_unique<RealSession>(bundle, host, std::move(options));
  if (Status status = session->ReadCommandLine(); !status) return status.TakeError();
  if (Status status = session->OpenOutput(); !status) return status.TakeError();
  if (Status status = session->OpenProcess(); !status) return status.TakeError();
  return std::unique_ptr<Session>(std::move(session));
}

Result<int> Run(const bundle::Bundle& bundle, HostView& host, SessionOptions options) {
  auto session = Session::Create(bundle, host, std::move(options));
  if (!session) {
    PrintError(session.error());
    return 1;
  }
  return (*session)->Run();
}

void PrintError(const Error& error) {
  output::Sink to(STDERR_FILENO, output::Buffering::None);
  std::string text = error.message.empty() ? "" : "ERROR: " + error.Text() + "\n";
  for (const std::string& hint : error.hints)
    text += "HINT: " + hint + "\n";
  output::AppendTraced(to.buffer(), text, {.escape_controls = to.is_terminal()});
  to.Commit();
  to.FlushWithin(kPatienceMs, -1);
}

}  // namespace sonde::runtime
