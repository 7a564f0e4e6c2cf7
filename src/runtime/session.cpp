// The life of a run, step by step. Leaves: Session::Create. Covered by tests/runtime/fake_session_test.cpp
// and session_test.cpp.
#include "runtime/session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/attacher.h"
#include "runtime/clock_distance.h"
#include "runtime/costs.h"
#include "runtime/events.h"
#include "runtime/ledger.h"
#include "runtime/machine_counts.h"
#include "runtime/names.h"
#include "runtime/packet_files.h"
#include "runtime/poller.h"
#include "runtime/process_watch.h"
#include "runtime/run_output.h"
#include "runtime/silence.h"
#include "runtime/snapshots.h"
#include "runtime/trials.h"
#include "runtime/unwinder.h"
#include "runtime/writer_options.h"

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

bool RunsOnce(const ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & Alone) != 0;
}

// Nothing happens any more if there is nothing but begin and end probes, and iterators that have been read.
bool EndsByItself(const ProbeMeta& probe) {
  return RunsOnce(probe) || RowOf(probe.kind).target == TargetSort::Object;
}

OutputOptions OutputOf(const bundle::Metadata& metadata, const SessionOptions& options) {
  OutputOptions output;
  output.request = options.output.request;
  output.dry_run = options.dry_run;
  output.writer = WriterOptionsOf(metadata, options.output.flame);
  output.buffering = options.output.buffering;
  output.verbose = options.verbose;
  return output;
}

class RealSession : public Session {
 public:
  RealSession(bundle::Bundle bundle, Machine& machine, SessionOptions options)
      : bundle_(std::move(bundle)),
        machine_(machine),
        options_(std::move(options)),
        output_(OutputOf(bundle_.metadata, options_)),
        processes_(options_.targets.pids, options_.child, options_.targets.follow),
        limits_(options_.end.limits) {}

  Status Open();
  Result<int> Run() override;

 private:
  [[nodiscard]] const bundle::Metadata& Meta() const { return bundle_.metadata; }
  Result<int> RunAll();
  Result<int> Try();
  Status Load();
  void ShowSourceLines();
  void Prepare();
  Status RunSpecial(ProbeKind kind);
  void AnswerSignals();
  Status Announce();
  void Trace();
  bool HandleRecord(std::span<const std::byte> record);
  int RoundDone();
  void LearnChild();
  bool ReadObjects();
  void StopPrograms(StopReason reason);
  void DrainEvents(StopReason reason);
  [[nodiscard]] std::optional<uint8_t> AskedExit() const;
  bool LimitReached() { return limits_.any() && limits_.Reached(machine_.Now()); }
  Status Finish();
  Status CreatePacketFiles();
  void TakePackets();
  void ReportLosses();
  void TellLimits();
  void Warn(std::string message);
  void ArmWatch(uint32_t probe, uint64_t process, uint64_t address);
  void SetWallClock();
  void CountRest();
  void SettleLive();
  void TellSilence();
  void WriteLedger();
  void TellCosts();

  bundle::Bundle bundle_;
  Machine& machine_;
  SessionOptions options_;
  std::vector<ParameterValue> parameters_;
  RunOutput output_;
  ProcessWatch processes_;
  Limits limits_;
  std::optional<Names> names_;
  std::optional<Snapshots> snapshots_;
  std::optional<Ledger> ledger_;
  std::optional<EventHandler> events_;
  std::optional<Signals> signals_;
  std::optional<Poller> poller_;
  std::optional<Attacher> attacher_;
  std::unique_ptr<PacketFiles> packet_files_;  // null: the script writes none
};

Status RealSession::Open() {
  if (Status status = machine_.MayTrace(); !status) return status;
  const uint64_t count = Meta().probes.size(), most = Meta().config.max_probes;
  if (count > most) {
    return Error("Can't attach to " + std::to_string(count) +
                 " probes because it exceeds the current limit of " + std::to_string(most) + " probes.")
        .Hint(
            "You can increase the limit through the BPFTRACE_MAX_PROBES environment variable, but BE CAREFUL "
            "since a high number of probes attached can cause your system to crash.");
  }
  auto values = ReadParameters(Meta().parameters, options_.parameters);
  if (!values) return values.TakeError();
  parameters_ = std::move(*values);
  SetCounts(bundle_.metadata, parameters_);
  if (Status status = output_.Open(); !status) return status;
  machine_.Localize(bundle_.metadata);
  return processes_.Open();
}

Status RealSession::Load() {
  RunRequest request;
  request.pids = options_.targets.pids;
  request.child_pid = options_.child == nullptr ? 0 : options_.child->pid();
  request.child_path = options_.child == nullptr ? "" : options_.child->path();
  request.walked = options_.targets.walked;
  request.follow = options_.targets.follow;
  request.parameters = parameters_;
  if (options_.verbose) request.log = [this](std::string_view text) { output_.Say(text); };
  request.dumps = options_.dumps;
  request.measured = options_.end.stats;
  request.last_in_process = options_.last_in_process;
  return machine_.Load(bundle_, request);
}

void RealSession::ShowSourceLines() {
  names_->decoder.SetLines(options_.lines.get());
  if (options_.lines) return;
  Warn("show_debug_info has no effect here: what --aot wrote cannot read debug information");
}

// Everything between a loaded bundle and its first event.
void RealSession::Prepare() {
  names_.emplace(Meta());
  if (NamesUserAddresses(Meta())) processes_.FollowMappings(*names_->user);
  if (Unwinder* unwinder = machine_.unwinder())
    processes_.SetChanged([unwinder](int process) { unwinder->Changed(process); });
  if (Meta().config.show_debug_info) ShowSourceLines();
  if (!Meta().texts.empty()) SetWallClock();  // formats of dates may be among them
  snapshots_.emplace(Meta(), machine_, names_->decoder, output_, options_.snapshot_every_ns,
                     Onlookers{options_.live.page, options_.live.screen, options_.child});
  ledger_.emplace(Meta(), machine_);
  events_.emplace(
      Meta(), names_->decoder, snapshots_->maps(), output_.sinks(),
      EventHandler::Options{options_.warnings.shown,
                            options_.live.screen == nullptr ? ShellInput::Own : ShellInput::NoTerminal});
  events_->SetWatchHooks(
      {[this](uint32_t probe, uint64_t process, uint64_t address) { ArmWatch(probe, process, address); },
       [this](uint64_t address) { machine_.EndWatch(address); }});
  attacher_.emplace(Meta(), machine_, names_->decoder, output_, options_.verbose || options_.dry_run);
  poller_.emplace(machine_.events(), *signals_, output_.streams(), processes_.end_fd(),
                  Poller::Hooks{[this](std::span<const std::byte> record) { return HandleRecord(record); },
                                [this] { return RoundDone(); }, [this] { return machine_.Now(); },
                                [this] { return ReadObjects(); },
                                [this] { return AskedExit() || snapshots_->EndAsked() || LimitReached(); },
                                machine_.packets() == nullptr ? -1 : machine_.packets()->wake_fd(),
                                [this] { return snapshots_->screen().output_fd(); }});
}

void RealSession::SetWallClock() {
  const ClockDistance distance = DistanceFromBoot(CLOCK_REALTIME);
  names_->decoder.SetWallClock(distance.ns);
  if (distance.skew < kLargeSkewNs) return;
  Warn(std::to_string(distance.skew / 1000) +
       "us skew detected when calculating boot time. strftime() builtin may be inaccurate");
}

// What it maps from here on is reported.
void RealSession::LearnChild() {
  Unwinder* unwinder = machine_.unwinder();
  if (unwinder != nullptr && options_.child != nullptr) unwinder->Learn(options_.child->pid());
}

bool RealSession::HandleRecord(std::span<const std::byte> record) {
  processes_.BeforeEvent();
  return events_->Handle(record) && !limits_.Count(events_->kind());
}

int RealSession::RoundDone() {
  constexpr int kCheckEveryMs = 100;
  const uint64_t now = machine_.Now();
  AnswerSignals();
  TakePackets();
  events_->EndRound(now);
  const int wait_ms = std::min(snapshots_->WhenDue(now), processes_.EndRound(now));
  if (Unwinder* unwinder = machine_.unwinder()) unwinder->LearnMet();
  output_.EndBatch();
  TellLimits();
  if (ledger_->Due(now)) {
    ReportLosses();
    machine_.LookAtWatched();
    if (processes_.waits_for_followed() && machine_.FollowedHaveEnded()) processes_.EndAll();
  }
  return limits_.Wait(now, std::min(wait_ms, kCheckEveryMs));
}

bool RealSession::ReadObjects() {
  auto more = machine_.ReadObjects();
  if (more) return *more;
  output_.ShowError(more.error());
  return true;  // of other iterators
}

void RealSession::ReportLosses() {
  ledger_->Update();
  if (const uint64_t lost = ledger_->TakeNewlyLost(); lost > 0) output_.sinks().LostEvents(lost);
  snapshots_->screen().Lost(ledger_->LostEvents());
}

// What cannot be shown, or would take too much to name, is said when it is met.
void RealSession::TellLimits() {
  for (std::string& warning : names_->user->TakeWarnings())
    Warn(std::move(warning));
  if (Unwinder* unwinder = machine_.unwinder()) {
    for (std::string& warning : unwinder->TakeWarnings())
      Warn(std::move(warning));
  }
  if (options_.lines) {
    if (std::string problem = options_.lines->TakeProblem(); !problem.empty()) Warn(std::move(problem));
  }
  std::string problem = options_.live.page == nullptr ? "" : options_.live.page->TakeProblem();
  if (!problem.empty()) Warn(std::move(problem));
  if (names_->decoder.TakeFailedTimes()) output_.ShowError(Error("strftime returned 0"));
}

void RealSession::Warn(std::string message) {
  output::Problem problem;
  problem.message = std::move(message);
  problem.count = 1;
  if (options_.warnings.shown) output_.sinks().Report(problem);
}

// Of a watchpoint only the first that cannot be watched is told; all are counted.
void RealSession::ArmWatch(uint32_t probe, uint64_t process, uint64_t address) {
  const Status status = machine_.ArmWatch(probe, process, address);
  const auto watchpoint = bundle::WatchpointArmedBy(Meta(), probe);
  if (status || !watchpoint || machine_.NotWatched(*watchpoint) != 1) return;
  Warn(Meta().probes[*watchpoint].name + " cannot watch " + status.error().Text() +
       "; further ones are only counted");
}

Status RealSession::RunSpecial(ProbeKind kind) {
  for (size_t i = 0; i < Meta().probes.size(); ++i) {
    const ProbeMeta& probe = Meta().probes[i];
    if (probe.kind != kind) continue;
    if (RunsOnce(probe)) output_.Verbose("Attaching '" + probe.name + "' probe");
    if (Status status = machine_.RunOnce(i); !status) {
      return status.TakeError().While("Failed to run the " + probe.name + " probe");
    }
  }
  return Status::Ok();
}

void RealSession::AnswerSignals() {
  for (unsigned left = signals_->TakeUserSignals(); left > 0; --left) {
    if (Status status = RunSpecial(ProbeKind::Self); !status) output_.ShowError(status.error());
  }
}

// All probes are attached; pinned ones get their files.
Status RealSession::Announce() {
  auto pins = machine_.MakePins();
  if (!pins) return pins.TakeError();
  if (!options_.quiet) {
    output_.sinks().AttachedProbes(attacher_->count());
    for (const std::string& path : *pins)
      output_.Say("Program pinned to " + path);
  }
  output_.Flush();
  output_.SayOnStandardOutput(options_.ready_lines);
  return Status::Ok();
}

void RealSession::Trace() {
  const auto& probes = Meta().probes;
  bool all_end = true, all_ran = true;
  for (size_t i = 0; i < probes.size(); ++i) {
    const bool missing = !RunsOnce(probes[i]) && !attacher_->attached(i);  // nothing will come of it
    all_end = all_end && (missing || EndsByItself(probes[i]));
    all_ran = all_ran && (missing || RunsOnce(probes[i]));
  }
  // What there is to read of processes of -p is there; a child has only begun.
  const bool wait = all_ran ? processes_.any() : options_.child != nullptr;
  snapshots_->BeginScreen(attacher_->count());
  const StopReason reason = poller_->Run(all_end && !wait);
  snapshots_->screen().End();
  StopPrograms(reason);
}

// Nothing counts or prints after this, but the end probes. Programs that were under way have done what they
// had begun: what they counted and what they sent is complete.
void RealSession::StopPrograms(StopReason reason) {
  machine_.Detach();
  limits_.End(machine_.Now());
  if (reason == StopReason::Signal) output_.HurryUp();
  if (reason != StopReason::ProcessEnded) processes_.Terminate();
  processes_.ReadReports();
  machine_.WaitForPrograms();
  TakePackets();
  DrainEvents(reason);
}

Status RealSession::CreatePacketFiles() {
  if (machine_.packets() == nullptr || options_.dry_run) return Status::Ok();
  auto files = PacketFiles::Create(Meta(), DistanceFromBoot(CLOCK_REALTIME).ns);
  if (!files) return files.TakeError();
  packet_files_ = std::move(*files);
  return Status::Ok();
}

void RealSession::TakePackets() {
  if (packet_files_ != nullptr) events_->CountForeign(packet_files_->WriteAll(*machine_.packets()));
}

// exit() drops what is queued behind it; all other ends show it.
void RealSession::DrainEvents(StopReason reason) {
  EventSource* events = machine_.events();
  if (events == nullptr) return;
  if (reason == StopReason::Exit || !poller_->DrainAll()) events->Discard();
}

// The exit code that a program asked for, whether its record has come or not.
std::optional<uint8_t> RealSession::AskedExit() const {
  const auto* control = reinterpret_cast<const ControlData*>(machine_.globals());
  if (control == nullptr) return std::nullopt;
  const uint64_t word = __atomic_load_n(&control->exit, __ATOMIC_SEQ_CST);
  if (word == 0) return std::nullopt;
  return static_cast<uint8_t>(word >> 1);
}

// What could not be named or kept, at the end.
void RealSession::CountRest() {
  TellLimits();
  ledger_->Add("frames_unnamed", "user code", names_->decoder.unnamed_user());
  ledger_->Add("frames_unnamed", "kernel code", names_->decoder.unnamed_kernel());
  ledger_->Add("spans_not_begun", "span_end", events_->spans().unbegun());
  ledger_->Add("spans_not_ended", "span_begin", events_->spans().open());
  ledger_->Add("spans_left_out", "span_begin", events_->spans().left_out());
  for (const auto& [map, pauses] : snapshots_->pauses())
    ledger_->Add("pauses_to_clear", map, pauses);
  AddMachineCounts(Meta(), machine_, *ledger_);
  if (const auto lost = processes_.lost_reports()) ledger_->Add("mapping_reports_lost", "user code", *lost);
}

// Whoever sends on what maps hold does it now; Ctrl-C waits for nothing.
void RealSession::SettleLive() {
  if (options_.live.page == nullptr) return;
  output_.Flush();
  options_.live.page->Settle([this] { return signals_->TakeStop(); });
  for (output::LedgerLine& line : options_.live.page->Losses())
    ledger_->Add(line.kind, std::move(line.subject), line.count);
  if (const std::string report = options_.live.page->Report(); !report.empty()) output_.Verbose(report);
}

// A run that shows nothing says why: nobody can tell a probe that never fires from a predicate that is wrong.
void RealSession::TellSilence() {
  if (output_.sinks().said() || options_.quiet || !options_.warnings.shown || options_.end.planned) return;
  ledger_->Update();
  const std::string word = WordOfSilence(Meta(), *ledger_, options_.warnings.predicates);
  if (!word.empty()) output_.Say("HINT: " + word);
}

void RealSession::WriteLedger() {
  ledger_->AddMisses();
  CountRest();
  Ledger::Show show{options_.verbose, options_.warnings.shown, options_.warnings.reads, {}};
  const uint64_t not_written = output_.lost_records();
  const bool planned = options_.end.planned && limits_.timed_out();
  if (limits_.reached() && !planned) show.more.push_back({output::kLimitReached, limits_.what(), 1});
  if (not_written > 0) show.more.push_back({"records_not_written", "output", not_written});
  if (output_.works()) {
    ledger_->Write(output_.sinks(), show);
    output_.Deliver();
  } else {
    ledger_->Write(output_.console(), show);
  }
  output_.sinks().Summarize();
}

void RealSession::TellCosts() {
  if (options_.end.stats) output_.sinks().Costs(CostsOf(Meta(), machine_, *ledger_), limits_.traced());
  output_.Deliver();
}

Status RealSession::Finish() {
  Status status = RunSpecial(ProbeKind::End);
  poller_->DrainAll();
  ReportLosses();
  snapshots_->Take(true);
  output_.Drawn();
  if (const uint64_t lost = ledger_->LostEvents(); lost > 0) output_.sinks().TotalLost(lost);
  output_.Deliver();
  SettleLive();
  if (events_->foreign() > 0) {
    output_.ShowError(Error(std::to_string(events_->foreign()) +
                            " events were not shown: they are not as the bundle's metadata describes them"));
  }
  TellSilence();
  WriteLedger();
  TellCosts();
  if (const std::string end = processes_.Reap(); !end.empty()) output_.Verbose(end);
  return status;
}

// Runs tests or benchmarks. Nothing else is said but what came of them.
Result<int> RealSession::Try() {
  processes_.Release();
  auto code = RunTrials({Meta(), machine_, names_->decoder, snapshots_->maps(), output_.sinks()});
  if (!code) {
    output_.ShowError(code.error());
    return 1;
  }
  output_.sinks().BeginSnapshot(true);
  output_.sinks().EndSnapshot();
  output_.Deliver();
  output_.sinks().Summarize();
  return *code;
}

Result<int> RealSession::Run() {
  Result<int> code = RunAll();
  const Error* lost = packet_files_ == nullptr ? nullptr : packet_files_->Close();
  if (lost != nullptr) output_.ShowError(*lost);
  const bool complete = output_.Close() && lost == nullptr;
  if (code && *code == 0 && !complete) return 1;
  return code;
}

Result<int> RealSession::RunAll() {
  if (Meta().probes.empty()) {
    if (!options_.quiet) output_.SayOnStandardOutput({"No probes to attach"});
    if (!options_.quiet) {
      output_.Say(
          Meta().config.missing_probes == "error"
              ? "HINT: a script is a list of probes, for example begin { print(\"hi\"); exit() }"
              : "HINT: this machine has none of those that the script names, and missing_probes leaves out "
                "what is not there");
    }
    return 1;
  }
  const std::string caveat = machine_.Caveat();
  if (options_.warnings.shown && !caveat.empty()) output_.Say("WARNING: " + caveat);
  signals_.emplace();
  output_.HearSignals(&*signals_);
  if (Status status = Load(); !status) return status.TakeError();
  Prepare();
  if (Status status = CreatePacketFiles(); !status) return status.TakeError();
  output_.Empty();
  if (Status status = RunSpecial(ProbeKind::Begin); !status) return status.TakeError();
  processes_.AwaitReady();
  if (Status status = attacher_->AttachAll([this] { return signals_->TakeStop(); }); !status)
    return status.TakeError();
  if (options_.dry_run) {
    machine_.Detach();
    return 0;
  }
  if (HasTrials(Meta())) return Try();
  if (Status status = Announce(); !status) return status.TakeError();
  limits_.Begin(machine_.Now());
  processes_.Release();
  LearnChild();
  Trace();
  if (Status status = Finish(); !status) return status.TakeError();
  if (snapshots_->screen().failed()) return 1;
  if (options_.end.strict && !ledger_->complete()) return kIncomplete;
  return events_->exit_code().value_or(AskedExit().value_or(0));
}

}  // namespace

Result<std::unique_ptr<Session>> Session::Create(bundle::Bundle bundle, Machine& machine,
                                                 SessionOptions options) {
  auto session = std::make_unique<RealSession>(std::move(bundle), machine, std::move(options));
  if (Status status = session->Open(); !status) return status.TakeError();
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace sonde::runtime
