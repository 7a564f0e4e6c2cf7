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

}  // namespace

bool AttachesInReverse(ProbeKind kind) {
  const uint32_t flags = RowOf(kind).flags;
  if ((flags & InUser) != 0) return true;
  return (flags & InKernel) != 0 && (flags & AtReturn) == 0;
}

// In source order what fires in order of attaching; then, from the last to the first, what fires in
// reverse order of attaching: probes on one event fire in source order.
std::vector<size_t> Attacher::Order() const {
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

Status Attacher::OnMissing(const std::string& name, Error error) {
  if (!error.message.starts_with(name)) error = std::move(error).While(name);
  const std::string& mode = metadata_.config.missing_probes;
  if (mode == "ignore") return Status::Ok();
  if (mode == "warn") {
    output_.Say("WARNING: Unable to attach probe: " + name + ". Skipping.");
    output_.Verbose(error.Text());
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
  output_.Verbose("Attaching to " + std::to_string(probe.targets.size()) + " functions");
  const bool in_kernel = (RowOf(probe.kind).flags & InKernel) != 0;
  for (const bundle::AttachTarget& target : probe.targets) {
    output_.Verbose((in_kernel ? " " : probe.shown_target + ":") + target.function);
  }
}

Status Attacher::AttachProbe(size_t index) {
  const ProbeMeta& probe = metadata_.probes[index];
  Describe(index);
  auto attached = machine_.Attach(index);
  if (!attached) return OnMissing(probe.name, attached.TakeError());
  count_ += attached->count;
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
