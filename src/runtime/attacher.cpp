// The order of attaching, and what is said about it. Leaves: Attacher, AttachesInReverse. Covered by
// tests/runtime/fake_session_test.cpp.
#include "runtime/attacher.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

bool IsSpecial(const ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & Special) != 0;
}

// Turns of attaching: what fires in order of attaching, what fires in reverse, and timers, whose time begins
// when all else can be counted.
enum class Turn : uint8_t { InOrder, InReverse, Timer };

Turn TurnOf(const ProbeMeta& probe) {
  if ((RowOf(probe.kind).flags & Timed) != 0) return Turn::Timer;
  return AttachesInReverse(probe.kind) ? Turn::InReverse : Turn::InOrder;
}

}  // namespace

bool AttachesInReverse(ProbeKind kind) {
  const uint32_t flags = RowOf(kind).flags;
  if ((flags & InUser) != 0) return true;
  if ((flags & HasParameters) != 0) return true;
  return (flags & InKernel) != 0 && (flags & AtReturn) == 0;
}

// Of each turn in source order, or from the last to the first what fires in reverse order of attaching:
// probes on one event fire in source order.
std::vector<size_t> Attacher::Order() const {
  std::vector<size_t> order(metadata_.probes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const Turn turn_a = TurnOf(metadata_.probes[a]), turn_b = TurnOf(metadata_.probes[b]);
    if (turn_a != turn_b) return turn_a < turn_b;
    return turn_a == Turn::InReverse ? a > b : a < b;
  });
  return order;
}

Status Attacher::OnMissing(const std::string& name, Error error) {
  if (!error.message.starts_with(name)) error = std::move(error).While(name);
  const std::string& mode = metadata_.config.missing_probes;
  if (mode == "ignore") return Status::Ok();
  if (mode == "warn") {
    output_.Say("WARNING: Unable to attach probe: " + name + ". Skipping.\nHINT: " + error.Text());
    return Status::Ok();
  }
  output_.ShowError(error);
  return Error("Unable to attach probe: " + name +
               ". If this is expected, set the 'missing_probes' config variable to 'warn'.");
}

// For -v and --dry-run: what is about to be attached, and by what means.
void Attacher::Describe(size_t index) {
  const ProbeMeta& probe = metadata_.probes[index];
  if (IsSpecial(probe)) return;
  if (output_.verbose()) DescribeTargets(probe);
  if (explain_) output_.Say(probe.name + " by " + machine_.Plan(index));
}

void Attacher::DescribeTargets(const ProbeMeta& probe) {
  output_.Verbose("Trying to attach probe: " + (probe.pattern.empty() ? probe.name : probe.pattern));
  if (!probe.multi) return;
  const bool at_marker = (RowOf(probe.kind).flags & AtMarker) != 0;
  output_.Verbose("Attaching to " + std::to_string(probe.targets.size()) +
                  (at_marker ? " places" : " functions"));
  if (at_marker) return;
  const bool in_kernel = (RowOf(probe.kind).flags & InKernel) != 0;
  for (const bundle::AttachTarget& target : probe.targets) {
    output_.Verbose((in_kernel ? " " : probe.shown_target + ":") + bundle::SubjectOf(target));
  }
}

Status Attacher::AttachProbe(size_t index) {
  const ProbeMeta& probe = metadata_.probes[index];
  Describe(index);
  auto attached = machine_.Attach(index);
  if (!attached) return OnMissing(probe.name, attached.TakeError());
  count_ += attached->count;
  if (attached->count > 0) attached_.insert(index);
  if (attached->shift != 0) decoder_.SetShift(static_cast<uint32_t>(index), attached->shift);
  for (const std::string& warning : attached->warnings)
    output_.Say("WARNING: " + warning);
  if (!IsSpecial(probe)) {
    output_.Verbose("Attached " + probe.name + ": " + std::to_string(attached->count) + " by " +
                    attached->how);
  }
  for (Missing& missing : attached->missing) {
    if (Status status = OnMissing(missing.name, std::move(missing.error)); !status) return status;
  }
  return Status::Ok();
}

Status Attacher::AttachAll(const std::function<bool()>& interrupted) {
  for (const size_t index : Order()) {
    if (Status status = AttachProbe(index); !status) return status;
    if (interrupted()) return Error("interrupted while attaching");
  }
  if (count_ == 0) return Error("Attachment failed for all probes.");
  return Status::Ok();
}

}  // namespace sonde::runtime
