// kprobe and kretprobe: one kprobe_multi link for many functions where the program was loaded for it,
// else a perf event per function. Covered by tests/runtime/session_test.cpp (guest tier).
#include <linux/perf_event.h>

#include <cerrno>
#include <span>

#include "probes/attach_point.h"
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

std::string NameOf(const bundle::ProbeMeta& probe, const bundle::AttachTarget& target) {
  std::string name(RowOf(probe.kind).name);
  if (!target.module.empty()) name += ":" + target.module;
  return name + ":" + target.function;
}

bool AtReturnOf(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & AtReturn) != 0;
}

Error NoKprobes(const bundle::ProbeMeta& probe, HostView& host) {
  const std::string function = probe.targets.empty() ? "" : probe.targets[0].function;
  Error error(probe.name + ": this kernel has no kprobes (CONFIG_KPROBES is not set)");
  for (std::string& hint : SuggestAlternatives(probe.kind, function, host)) {
    error = std::move(error).Hint(std::move(hint));
  }
  return error;
}

Result<UniqueFd> OpenKprobe(const ProbePmu& pmu, const std::string& symbol,
                            const bundle::AttachTarget& target, bool at_return) {
  perf_event_attr attr{};
  attr.type = pmu.type;
  attr.config = at_return ? pmu.return_bit : 0;
  attr.config1 = symbol.empty() ? 0 : reinterpret_cast<uint64_t>(symbol.c_str());
  attr.config2 = symbol.empty() ? target.address : target.offset;
  return OpenPerfEvent(attr, -1, OnlineCpus().front());
}

// Kernels differ in how they want functions of modules to be named.
Result<UniqueFd> OpenTarget(const ProbePmu& pmu, const bundle::AttachTarget& target, bool at_return) {
  if (!target.module.empty() && target.module != "vmlinux") {
    auto event = OpenKprobe(pmu, target.module + ":" + target.function, target, at_return);
    if (event) return event;
  }
  return OpenKprobe(pmu, target.has_address ? "" : target.function, target, at_return);
}

Error WhyNot(const bundle::AttachTarget& target, Error error, HostView& host) {
  if (!target.has_address && !host.MayTraceKernelFunction(target.function)) {
    return std::move(error).Hint(
        target.function + " is not traceable (either non-existing, inlined, or marked as \"notrace\")");
  }
  return error;
}

Status AttachOne(const ProbePmu& pmu, const bundle::ProbeMeta& probe, const bundle::AttachTarget& target,
                 const AttachContext& context, Attachments& to) {
  auto event = OpenTarget(pmu, target, AtReturnOf(probe));
  if (!event) return WhyNot(target, event.TakeError(), context.host);
  if (Status status = StartPerfEvent(event->get(), context.program_fd); !status) return status;
  to.AddPerfEvent(std::move(*event), true);
  return Status::Ok();
}

Result<Attached> AttachSingly(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  auto pmu = FindProbePmu("kprobe");
  if (!pmu) return NoKprobes(probe, context.host);
  Attached attached{0, "perf events"};
  for (const bundle::AttachTarget& target : probe.targets) {
    if (Status status = AttachOne(*pmu, probe, target, context, to); !status) {
      attached.missing.push_back({NameOf(probe, target), status.TakeError()});
    } else {
      ++attached.count;
    }
  }
  return attached;
}

// Attaches a run of functions with one link. If the kernel refuses a function it refuses the link, so
// a refused run is halved until the culprits stand alone.
void AttachRun(const bundle::ProbeMeta& probe, std::span<const bundle::AttachTarget> targets,
               const AttachContext& context, Attachments& to, Attached& attached) {
  std::vector<const char*> names;
  names.reserve(targets.size());
  for (const bundle::AttachTarget& target : targets)
    names.push_back(target.function.c_str());
  const int fd = LinkKprobeMulti(context.program_fd, names, AtReturnOf(probe));
  if (fd >= 0) {
    to.AddLink(UniqueFd(fd), true);
    attached.count += targets.size();
    return;
  }
  const bool one_of_them = fd == -ESRCH || fd == -EINVAL || fd == -ENOENT;
  if (targets.size() > 1 && one_of_them) {
    const size_t half = targets.size() / 2;
    AttachRun(probe, targets.first(half), context, to, attached);
    AttachRun(probe, targets.subspan(half), context, to, attached);
    return;
  }
  for (const bundle::AttachTarget& target : targets) {
    Error error = Error::FromErrno("kprobe_multi link", fd);
    attached.missing.push_back({NameOf(probe, target), WhyNot(target, std::move(error), context.host)});
  }
}

Result<Attached> AttachFunctions(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  if (!context.multi) return AttachSingly(probe, context, to);
  Attached attached{0, "one kprobe_multi link"};
  AttachRun(probe, probe.targets, context, to, attached);
  return attached;
}

}  // namespace

Result<Attached> Kprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachFunctions(probe, context, to);
}

Result<Attached> Kretprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachFunctions(probe, context, to);
}

}  // namespace sonde::runtime::attach
