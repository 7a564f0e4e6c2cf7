// Reading and wording the counters. Leaves: Ledger. Covered by tests/runtime/ledger_test.cpp and
// fake_session_test.cpp.
#include "runtime/ledger.h"

#include "runtime/places.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sonde::runtime {

void Ledger::Update() {
  std::vector<uint64_t> counts = machine_.ReadLedger();
  if (counts.size() == metadata_.ledger.size()) counts_ = std::move(counts);
}

void Ledger::AddMisses() {
  misses_.assign(metadata_.probes.size(), 0);
  for (size_t i = 0; i < misses_.size(); ++i)
    misses_[i] = machine_.Misses(i);
}

std::optional<uint64_t> Ledger::CountOf(LedgerKind kind, size_t index) const {
  for (size_t row = 0; row < counts_.size(); ++row) {
    const bundle::LedgerRow& counted = metadata_.ledger[row];
    if (counted.kind == kind && counted.subject == index) return counts_[row];
  }
  return std::nullopt;
}

std::optional<uint64_t> Ledger::Hits(size_t index) const {
  return CountOf(LedgerKind::ProbeHits, index);
}

uint64_t Ledger::Missed(size_t index) const {
  const uint64_t by_kernel = index < misses_.size() ? misses_[index] : 0;
  return by_kernel + CountOf(LedgerKind::ProbeMissed, index).value_or(0);
}

uint64_t Ledger::Lost(size_t index) const {
  return CountOf(LedgerKind::EventsLost, index).value_or(0);
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

std::string Ledger::SubjectOf(const bundle::LedgerRow& row) const {
  switch (RowOf(row.kind).subject) {
    case LedgerSubject::Probe:
      return metadata_.probes[row.subject].name;
    case LedgerSubject::Map:
      return metadata_.maps[row.subject].name;
    case LedgerSubject::Location: {
      const auto text = [this](const bundle::Location& place) {
        return FileOf(metadata_, place) + ":" + std::to_string(place.line) + ":" +
               std::to_string(place.column);
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

output::Problem Ledger::ProblemOf(const bundle::LedgerRow& row, uint64_t count) const {
  const LedgerKindRow& kind = RowOf(row.kind);
  const bool placed = kind.subject == LedgerSubject::Location;
  output::Problem problem = placed                ? ProblemAt(metadata_, metadata_.locations[row.subject])
                            : row.place.line != 0 ? ProblemAt(metadata_, row.place)
                                                  : output::Problem();
  problem.message = kind.problem;
  problem.helper = kind.helper;
  if (kind.code != kNoCode) problem.code = kind.code;
  problem.count = count;
  if (!placed) problem.map = SubjectOf(row);
  return problem;
}

void Ledger::Add(std::string_view kind, std::string subject, uint64_t count) {
  added_.push_back({kind, std::move(subject), count});
}

bool Ledger::Due(uint64_t now) {
  constexpr uint64_t kEveryNs = 100000000;
  if (now < next_look_) return false;
  next_look_ = now + kEveryNs;
  return true;
}

bool Ledger::complete() const {
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0 && metadata_.ledger[i].kind != LedgerKind::ProbeHits) return false;
  }
  const auto none = [](uint64_t misses) { return misses == 0; };
  return std::all_of(misses_.begin(), misses_.end(), none) &&
         std::all_of(added_.begin(), added_.end(), [&](const auto& line) { return none(line.count); });
}

void Ledger::Write(output::NoticeSink& sink, const Show& show) const {
  std::vector<output::LedgerLine> lines;
  for (size_t i = 0; i < counts_.size(); ++i) {
    const bundle::LedgerRow& row = metadata_.ledger[i];
    const LedgerKindRow& kind = RowOf(row.kind);
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
  sink.Ledger(lines);
}

}  // namespace sonde::runtime
