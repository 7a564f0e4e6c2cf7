// Attach points that were meant. Leaves: what meant.h declares. Covered by tests/probes/meant_test.cpp.
#include "probes/meant.h"

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "defs/counted_events.h"
#include "probes/probe_names.h"

namespace sonde {
namespace {

constexpr size_t kMostMeant = 3;

// Types of other tools, or as people think they are called.
constexpr std::pair<std::string_view, std::string_view> kOtherTypes[] = {
    {"tp", "tracepoint"},
    {"probe", "kprobe"},
    {"r", "kretprobe"},
    {"mem", "watchpoint"},
    {"trace", "tracepoint"},
    {"event", "tracepoint"},
    {"raw_tracepoint", "rawtracepoint"},
    {"raw_tp", "rawtracepoint"},
    {"rawtp", "rawtracepoint"},
    {"kexit", "kretprobe"},
    {"kreturn", "kretprobe"},
    {"kret", "kretprobe"},
    {"kretfunc", "fexit"},
    {"kentry", "kprobe"},
    {"kernel", "kprobe"},
    {"func", "kprobe"},
    {"function", "kprobe"},
    {"fret", "fexit"},
    {"uexit", "uretprobe"},
    {"ureturn", "uretprobe"},
    {"uret", "uretprobe"},
    {"user", "uprobe"},
    {"ufunc", "uprobe"},
    {"timer", "interval"},
    {"every", "interval"},
    {"sample", "profile"},
    {"hw", "hardware"},
    {"sw", "software"},
    {"perf", "hardware"},
    {"iterator", "iter"},
    {"signal", "self:signal"},
    {"fenter", "fentry"},
    {"uentry", "uprobe"},
    {"ktracepoint", "tracepoint"},
    {"syscall_enter", "tracepoint"},
    {"lib", "uprobe"},
    {"library", "uprobe"},
};

constexpr std::string_view kFirst[] = {"start", "init", "main", "setup", "startup", "once"};
constexpr std::string_view kLast[] = {"finish", "exit", "done", "stop", "final", "cleanup"};

bool Has(const std::string_view* begin, const std::string_view* end, std::string_view word) {
  return std::find(begin, end, word) != end;
}

std::vector<std::string> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

void Add(std::vector<std::string>& list, std::string probe) {
  if (list.size() < kMostMeant && std::find(list.begin(), list.end(), probe) == list.end())
    list.push_back(std::move(probe));
}

// tick-1s, tick-100ms, profile-99
std::string DtraceTimer(const std::string& text) {
  const bool tick = text.starts_with("tick-");
  if (!tick && !text.starts_with("profile-")) return {};
  const std::string rest = text.substr(text.find('-') + 1);
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  std::string unit = rest.substr(digits);
  if (unit == "sec") unit = "s";
  if (unit == "msec") unit = "ms";
  if (unit.empty()) unit = "hz";
  if (digits == 0) return {};
  return (tick ? "interval:" : "profile:") + unit + ":" + rest.substr(0, digits);
}

// provider:module:function:name
std::string DtraceProbe(const std::vector<std::string>& parts) {
  if (parts.size() != 4) return {};
  const std::string& provider = parts[0];
  const bool at_return = parts[3] == "return";
  if (provider == "syscall")
    return std::string("tracepoint:syscalls:sys_") + (at_return ? "exit_" : "enter_") +
           (parts[2].empty() ? "*" : parts[2]);
  if (provider == "fbt") return (at_return ? "kretprobe:" : "kprobe:") + parts[2];
  if (provider.starts_with("pid"))
    return (at_return ? "uretprobe:" : "uprobe:") +
           (parts[1].empty() || parts[1] == "a.out" ? std::string("PROGRAM") : parts[1]) + ":" + parts[2];
  if (provider == "dtrace") return parts[3] == "END" ? "end" : "begin";
  if (provider == "proc")
    return parts[3].starts_with("exec") ? "tracepoint:sched:sched_process_exec"
                                        : "tracepoint:sched:sched_process_exit";
  if (provider == "sched") return "tracepoint:sched:sched_switch";
  if (provider == "io")
    return parts[3] == "done" ? "tracepoint:block:block_rq_complete" : "tracepoint:block:block_rq_issue";
  return {};
}

// The same parts with colons between them, if the first is a type.
std::string OtherSeparators(const std::string& text) {
  std::string joined = text;
  for (char& c : joined) {
    if (c == '/' || c == '.' || c == ',' || c == '-') c = ':';
  }
  for (size_t at = joined.find("__"); at != std::string::npos && joined.find(':') == std::string::npos;
       at = joined.find("__"))
    joined.replace(at, 2, ":");  // kprobe__vfs_read of bcc
  const std::string type = joined.substr(0, joined.find(':'));
  return joined != text && FindProbeType(type) != nullptr ? joined : std::string();
}

// kernel.function("vfs_read").call of SystemTap, which has lost its quotes.
std::string TapProbe(const std::string& text) {
  const auto inside = [&](std::string_view before) {
    const size_t at = text.find(before);
    if (at == std::string::npos) return std::string();
    const size_t from = at + before.size();
    std::string name = text.substr(from, text.find_first_of(")@", from) - from);
    std::erase(name, '"');
    return name;
  };
  const bool at_return = text.ends_with(".return");
  if (text.starts_with("kernel.function("))
    return (at_return ? "kretprobe:" : "kprobe:") + inside("kernel.function(");
  if (text.starts_with("process(") && text.find(".function(") != std::string::npos)
    return (at_return ? "uretprobe:" : "uprobe:") + inside("process(") + ":" + inside(".function(");
  if (text.starts_with("kernel.trace(")) return "tracepoint:" + inside("kernel.trace(");
  return {};
}

// Events of perf's caches have no counter of their own.
bool IsCacheEvent(std::string_view name) {
  for (const std::string_view cache : {"LLC-", "L1-dcache-", "L1-icache-", "dTLB-", "iTLB-"})
    if (name.starts_with(cache)) return true;
  return false;
}

void AddCounted(const std::string& name, std::vector<std::string>& list) {
  for (const auto& event : kCountedEvents) {
    if (event.name != name && event.alias != name) continue;
    const uint64_t count = event.name == "page-faults" ? 1 : event.default_period;
    Add(list, std::string(RowOf(event.probe).name) + ":" + name + ":" + std::to_string(count));
  }
}

// What has the bare name: a system call, an event, a function of the kernel, something that is counted.
void AddNamed(const std::string& name, HostView& host, std::vector<std::string>& list) {
  if (name.size() < 3 || name.find_first_of("*\"$ ") != std::string::npos) return;
  AddCounted(name, list);
  for (const auto& [category, event] : host.MatchTracepoints("*", name))
    Add(list, "tracepoint:" + category + ":" + event);
  for (std::string& call : MeantSystemCalls(name, host))
    Add(list, std::move(call));
  if (list.empty() && !host.MatchKernelFunctions("", name).empty()) Add(list, "kprobe:" + name);
}

}  // namespace

std::vector<std::string> MeantSystemCalls(const std::string& event, HostView& host) {
  std::string way = "enter_";
  std::string name = event;
  for (const std::string_view prefix : {"__x64_", "sys_"})
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  constexpr std::pair<std::string_view, const char*> kWayWords[] = {
      {"enter_", "enter_"}, {"exit_", "exit_"}, {"entry_", "enter_"},
      {"return_", "exit_"}, {"ret_", "exit_"},  {"leave_", "exit_"}};
  for (const auto& [each, meant] : kWayWords) {
    if (!name.starts_with(each)) continue;
    way = meant;
    name.erase(0, each.size());
    break;
  }
  std::vector<std::string> calls;
  const auto add = [&](const std::string& call) {
    for (const auto& [category, found] : host.MatchTracepoints("syscalls", "sys_" + way + call))
      Add(calls, "tracepoint:" + category + ":" + found);
  };
  if (name.empty() || name.find('*') != std::string::npos) return {};
  add(name);
  if (!calls.empty()) return calls;
  add("new" + name);  // stat, uname: the kernel's names for what replaced the first ones
  add(name + "64");
  const bool sized = name.ends_with("64");
  if (sized) add(name.substr(0, name.size() - 2));
  if (sized) add("new" + name.substr(0, name.size() - 2));
  return calls;
}

std::vector<std::string> MeantProbes(const std::string& text, HostView& host) {
  std::vector<std::string> list;
  const std::vector<std::string> parts = Split(text, ":");
  for (const std::string& probe :
       {TapProbe(text), DtraceTimer(text), DtraceProbe(parts), OtherSeparators(text)})
    if (!probe.empty()) return {probe};
  if (IsCacheEvent(parts[0])) return {"hardware:cache-misses:1000000"};
  if (parts.size() == 2) AddCounted(parts[0], list);  // cycles:u of perf
  if (parts.size() == 1) {
    std::string word = text;
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    if (Has(std::begin(kFirst), std::end(kFirst), word)) return {"begin"};
    if (Has(std::begin(kLast), std::end(kLast), word)) return {"end"};
    AddNamed(text, host, list);
    return list;
  }
  if (parts.size() == 2) {  // category:event of perf
    for (const auto& [category, event] : host.MatchTracepoints(parts[0], parts[1]))
      Add(list, "tracepoint:" + category + ":" + event);
  }
  const bool call = parts[0] == "syscall" || parts[0] == "syscalls" || parts[0] == "sys";
  if (call) {
    for (std::string& each : MeantSystemCalls(parts.back(), host))
      Add(list, std::move(each));
  }
  for (const auto& [seen, meant] : kOtherTypes) {
    if (parts[0] == seen) Add(list, std::string(meant) + text.substr(parts[0].size()));
  }
  return list;
}

std::string ExampleOf(const ProbeTypeRow& row) {
  const std::string type(row.name);
  switch (row.kind) {
    case ProbeKind::Interval:
      return type + ":s:1";
    case ProbeKind::Profile:
      return type + ":hz:99";
    case ProbeKind::Software:
      return type + ":page-faults:1";
    case ProbeKind::Hardware:
      return type + ":cycles:1000000";
    case ProbeKind::Iter:
      return type + ":task";
    case ProbeKind::Tracepoint:
      return type + ":syscalls:sys_enter_openat";
    case ProbeKind::RawTracepoint:
      return type + ":sys_enter";
    case ProbeKind::Uprobe:
    case ProbeKind::Uretprobe:
      return type + ":libc:malloc";
    case ProbeKind::Usdt:
      return type + ":libc:memory_heap_new";
    case ProbeKind::Watchpoint:
      return type + ":0x1000:8:w";
    case ProbeKind::Test:
    case ProbeKind::Bench:
      return type + ":NAME";
    default:
      return (row.flags & InKernel) != 0 ? type + ":vfs_read" : type;
  }
}

}  // namespace sonde
