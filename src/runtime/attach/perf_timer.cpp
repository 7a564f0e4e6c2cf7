// Opening perf events of counters. Leaves: AttachOnOneCpu, AttachEverywhere. Covered by
// tests/runtime/session_test.cpp.
#include "runtime/attach/perf_timer.h"
#include "host/files.h"

#include <linux/perf_event.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

perf_event_attr AttrOf(const TimerSpec& event) {
  perf_event_attr attr{};
  attr.type = event.type;
  attr.config = event.config;
  attr.disabled = 1;
  if (event.frequency != 0) {
    attr.freq = 1;
    attr.sample_freq = event.frequency;
  } else {
    attr.sample_period = event.period;
  }
  return attr;
}

Error NoBreakpoint(int code) {
  if (code == ENOSPC) {
    return Error("the processor has no register left to watch this address")
        .Hint("processors can watch few places at once (x86: four), debuggers count too");
  }
  if (code == EINVAL || code == EPERM) {
    return Error("this address cannot be watched: " + std::string(std::strerror(code)))
        .Hint("addresses of programs need -p or -c, addresses of the kernel must go without");
  }
  return Error::FromErrno("perf_event_open", code);
}

// A frequency above what the kernel takes at the moment, which it lowers by itself when samples cost too
// much.
Error TooOften(uint64_t frequency) {
  const auto text = ReadTextFile("/proc/sys/kernel/perf_event_max_sample_rate");
  const uint64_t most = text ? std::strtoull(text->c_str(), nullptr, 10) : 0;
  Error error("a rate of " + std::to_string(frequency) + " hz is more than this kernel allows" +
              (most > 0 ? ", " + std::to_string(most) : std::string()));
  return std::move(error)
      .Hint("99 times a second is usual: profile:hz:99")
      .Hint("the limit is kernel.perf_event_max_sample_rate: sysctl kernel.perf_event_max_sample_rate");
}

Error CannotOpen(const perf_event_attr& attr, int code) {
  if (attr.freq != 0 && code == EINVAL) return TooOften(attr.sample_freq);
  if (attr.type == PERF_TYPE_BREAKPOINT) return NoBreakpoint(code);
  const bool has_none = code == ENOENT || code == ENODEV || code == EOPNOTSUPP;
  if (attr.type != PERF_TYPE_HARDWARE || !has_none) return Error::FromErrno("perf_event_open", code);
  return Error("this machine does not count that event")
      .Hint(
          "virtual machines often have no counters; profile:hz:99 and software:cpu-clock sample without "
          "them");
}

Status Open(const perf_event_attr& attr, int pid, int cpu, int program_fd, Attachments& to) {
  UniqueFd event(TryPerfEvent(attr, pid, cpu));
  if (!event.valid()) return CannotOpen(attr, -event.get());
  if (Status status = StartPerfEvent(event.get(), program_fd); !status) return status;
  if (attr.type == PERF_TYPE_BREAKPOINT) {
    to.AddWatch(attr.bp_addr, std::move(event));
  } else {
    to.AddPerfEvent(std::move(event), false);
  }
  return Status::Ok();
}

// A perf event's pid means one thread; threads to come are covered by inheriting.
std::vector<int> Threads(int pid) {
  std::vector<int> threads;
  std::error_code problem;
  const std::filesystem::directory_iterator folder("/proc/" + std::to_string(pid) + "/task", problem);
  if (problem) return {pid};
  for (const auto& entry : folder) {
    const std::string name = entry.path().filename();
    int thread = 0;
    std::from_chars(name.data(), name.data() + name.size(), thread);
    if (thread > 0) threads.push_back(thread);
  }
  return threads;
}

}  // namespace

Status AttachOnOneCpu(const TimerSpec& event, int program_fd, Attachments& to) {
  return Open(AttrOf(event), -1, OnlineCpus().front(), program_fd, to);
}

Status AttachEverywhere(const TimerSpec& event, const AttachContext& context, Attachments& to) {
  return OpenEverywhere(AttrOf(event), context, to);
}

Status OpenOnEveryCpu(const perf_event_attr& attr, int program_fd, Attachments& to) {
  for (const int cpu : OnlineCpus()) {
    if (Status status = Open(attr, -1, cpu, program_fd, to); !status) return status;
  }
  return Status::Ok();
}

Status OpenEverywhere(perf_event_attr attr, const AttachContext& context, Attachments& to) {
  if (context.targets.empty()) return OpenOnEveryCpu(attr, context.program_fd, to);
  attr.inherit = 1;
  attr.inherit_thread = 1;
  for (const int process : context.targets) {
    for (const int thread : Threads(process)) {
      if (Status status = Open(attr, thread, -1, context.program_fd, to); !status) return status;
    }
  }
  return Status::Ok();
}

}  // namespace sonde::runtime::attach
