// Reading and wording the counters. Leaves: Ledger. Covered by tests/runtime/fake_session_test.cpp.
#include "runtime/ledger.h"

#include <iterator>
#include <utility>

namespace sonde::runtime {
namespace {

using bundle::LedgerKind;

enum class SubjectType : uint8_t { Probe, Map, Location };

struct KindRow {
  LedgerKind kind;
  SubjectType subject;
  const char* name;     // in ledger lines
  const char* problem;  // as a warning of its own; null: only a ledger line
  const char* detail;
};

// In the order of LedgerKind.
constexpr KindRow kKinds[] = {
    {LedgerKind::ProbeHits, SubjectType::Probe, "hits", nullptr, ""},
    {LedgerKind::ProbeMissed, SubjectType::Probe, "missed", nullptr, ""},
    {LedgerKind::EventsLost, SubjectType::Probe, "events_lost", nullptr, ""},
    {LedgerKind::UpdateFailed, SubjectType::Map, "updates_failed",
     "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries "
     "in a map declaration e.g. `let @a = hash(5000)`",
     "helper: map_update_elem, retcode: -7"},
    {LedgerKind::UpdateNoMemory, SubjectType::Map, "updates_without_memory",
     "Cannot allocate memory for a new map entry; its first events were not counted. Declaring a smaller "
     "map, "
     "e.g. `let @a = percpuhash(100)`, has its memory set aside at the start",
     "helper: map_update_elem, retcode: -12"},
    {LedgerKind::ReadFailed, SubjectType::Location, "reads_failed", "Bad address",
     "helper: probe_read, retcode: -14"},
    {LedgerKind::StackFailed, SubjectType::Location, "stacks_failed", "Error reading kstack",
     "helper: get_stack"},
    {LedgerKind::DivideByZero, SubjectType::Location, "divisions_by_zero",
     "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.",
     ""},
    {LedgerKind::LoopTooLong, SubjectType::Location, "loops_too_long", "Argument list too long",
     "helper: loop, retcode: -7"},
    {LedgerKind::IndexOutOfBounds, SubjectType::Location, "indices_out_of_bounds",
     "Array access out of bounds. This can lead to unexpected results.", ""},
    {LedgerKind::UserReadFailed, SubjectType::Location, "user_reads_failed", "Bad address",
     "helper: probe_read_user, retcode: -14"},
    {LedgerKind::MissingKey, SubjectType::Location, "missing_keys",
     "Can't lookup map element because it does not exist", "helper: map_lookup_elem, retcode: 0"},
    {LedgerKind::WhileStopped, SubjectType::Location, "whiles_stopped",
     "The loop was stopped: its condition was still true after 1048576 rounds", ""},
    {LedgerKind::Truncated, SubjectType::Location, "truncated", nullptr, ""},
};

const KindRow& RowOfKind(LedgerKind kind) {
  return kKinds[static_cast<size_t>(kind)];
}

}  // namespace

void Ledger::Update() {
  std::vector<uint64_t> counts = machine_.ReadLedger();
  if (counts.size() == metadata_.ledger.size()) counts_ = std::move(counts);
}

void Ledger::AddMisses() {
  misses_.assign(metadata_.probes.size(), 0);
  for (size_t i = 0; i < misses_.size(); ++i)
    misses_[i] = machine_.Misses(i);
}

uint64_t Ledger::TakeNewlyLost() {
  const uint64_t lost = LostEvents();
  return lost > told_ ? lost - std::exchange(told_, lost) : 0;
}

uint64_t Ledger::LostEvents() const {
  uint64_t lost = 0;
  for (size_t row = 0; row < counts_.size(); ++row) {
    if (metadata_.ledger[row].kind == LedgerKind::EventsLost) lost += counts_[row];
  }
  return lost;
}

const std::string& Ledger::FileOf(const bundle::Location& place) const {
  return place.file.empty() ? metadata_.source_name : place.file;
}

std::string Ledger::SubjectOf(const bundle::LedgerRow& row) const {
  switch (RowOfKind(row.kind).subject) {
    case SubjectType::Probe:
      return metadata_.probes[row.subject].name;
    case SubjectType::Map:
      return metadata_.maps[row.subject].name;
    case SubjectType::Location: {
      const auto text = [this](const bundle::Location& place) {
        return FileOf(place) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
      };
      const bundle::Location& place = metadata_.locations[row.subject];
      std::string subject = text(place);
      for (const bundle::Location& call : place.expanded_from)
        subject += " from " + text(call);
      return subject;
    }
  }
  return {};
}

void Ledger::SetPlace(output::Problem& problem, const bundle::Location& place) const {
  problem.file = FileOf(place);
  problem.line = place.line;
  problem.column = place.column;
  problem.end_column = place.end_column;
  problem.source_line = place.source_line;
}

output::Problem Ledger::ProblemOf(const bundle::LedgerRow& row, uint64_t count) const {
  output::Problem problem;
  const KindRow& kind = RowOfKind(row.kind);
  problem.message = kind.problem;
  problem.detail = kind.detail;
  problem.count = count;
  if (kind.subject != SubjectType::Location) {
    problem.detail += std::string(problem.detail.empty() ? "" : ", ") + "map: " + SubjectOf(row);
    return problem;
  }
  const bundle::Location& place = metadata_.locations[row.subject];
  SetPlace(problem, place);
  for (const bundle::Location& call : place.expanded_from)
    SetPlace(problem.expanded_from.emplace_back(), call);
  return problem;
}

void Ledger::Add(std::string_view kind, std::string subject, uint64_t count) {
  added_.push_back({kind, std::move(subject), count});
}

void Ledger::Write(output::NoticeSink& sink, const Show& show) const {
  std::vector<output::LedgerLine> lines;
  for (size_t i = 0; i < counts_.size(); ++i) {
    const bundle::LedgerRow& row = metadata_.ledger[i];
    const KindRow& kind = RowOfKind(row.kind);
    // A failed read is common and reads as zero: a line of the ledger, and its place in the script with -k.
    const bool read = row.kind == LedgerKind::ReadFailed || row.kind == LedgerKind::UserReadFailed;
    const bool has_problem = kind.problem != nullptr && (!read || show.failed_reads);
    const bool reported = has_problem && counts_[i] > 0;
    if (reported && show.warnings) sink.Report(ProblemOf(row, counts_[i]));
    const bool shown = counts_[i] > 0 && row.kind != LedgerKind::ProbeHits && !reported;
    if (show.all || shown) lines.push_back({kind.name, SubjectOf(row), counts_[i]});
  }
  for (size_t i = 0; i < misses_.size(); ++i) {
    if (misses_[i] > 0) lines.push_back({"missed_by_kernel", metadata_.probes[i].name, misses_[i]});
  }
  lines.insert(lines.end(), show.more.begin(), show.more.end());
  for (const auto& line : added_) {
    if (line.count > 0 || show.all) lines.push_back(line);
  }
  if (!lines.empty()) sink.Ledger(lines);
}

}  // namespace sonde::runtime
