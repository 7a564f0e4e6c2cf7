// System calls of tracing. Leaves: what kernel.h declares. Covered by tests/runtime/kernel_test.cpp.
#include "runtime/kernel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/membarrier.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <numeric>

#include "base/clock.h"
#include "defs/attach.h"
#include "host/files.h"

namespace sonde::runtime {
namespace {

// Newer than the headers of Debian 12 (linux/bpf.h of 6.6).
constexpr uint32_t kTraceUprobeMulti = 48;
constexpr uint32_t kMultiReturn = 1;

// bpf_attr of BPF_LINK_CREATE as far as uprobe_multi fills it.
struct UprobeMultiAttr {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint64_t path;
  uint64_t offsets;
  uint64_t ref_ctr_offsets;
  uint64_t cookies;
  uint32_t count;
  uint32_t multi_flags;
  uint32_t pid;
  uint32_t padding;
};

// The same, as far as a kprobe session fills it.
struct KprobeSessionAttr {
  uint32_t prog_fd;
  uint32_t target_fd;
  uint32_t attach_type;
  uint32_t flags;
  uint32_t multi_flags;
  uint32_t count;
  uint64_t symbols;
  uint64_t addresses;
  uint64_t cookies;
};

// Of an array of names or of addresses. libbpf 1.1 knows no such links.
int LinkSession(int program_fd, size_t count, const void* names, const void* addresses) {
  KprobeSessionAttr attr{};
  attr.prog_fd = static_cast<uint32_t>(program_fd);
  attr.attach_type = RowOf(Means::KprobeSession).attach_type;
  attr.count = static_cast<uint32_t>(count);
  attr.symbols = reinterpret_cast<uint64_t>(names);
  attr.addresses = reinterpret_cast<uint64_t>(addresses);
  const long fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
  return fd < 0 ? -errno : static_cast<int>(fd);
}

std::string FirstLine(const std::string& path) {
  const auto text = ReadTextFile(path);
  return text ? text->substr(0, text->find('\n')) : std::string();
}

std::vector<int> ParseCpuList(const std::string& text) {
  std::vector<int> cpus;
  const char* at = text.c_str();
  while (*at >= '0' && *at <= '9') {
    char* end = nullptr;
    const long first = std::strtol(at, &end, 10);
    const long last = *end == '-' ? std::strtol(end + 1, &end, 10) : first;
    for (long cpu = first; cpu <= last; ++cpu)
      cpus.push_back(static_cast<int>(cpu));
    at = *end == ',' ? end + 1 : end;
  }
  return cpus;
}

// "cpu0 1234 ...": a line for each CPU that is online.
std::vector<int> CpusInProcStat() {
  std::vector<int> cpus;
  const auto text = ReadTextFile("/proc/stat");
  ForEachLine(text ? *text : std::string(), [&](std::string_view line) {
    constexpr std::string_view kRow = "cpu";
    const std::string number(line.starts_with(kRow) ? line.substr(kRow.size(), 10) : std::string_view());
    if (!number.empty() && number[0] >= '0' && number[0] <= '9') cpus.push_back(std::atoi(number.c_str()));
  });
  return cpus;
}

// Memory that the kernel may write into: what it writes beyond the end fails instead of hitting something
// else. Filled with ones.
class GuardedMemory {
 public:
  explicit GuardedMemory(size_t size) : size_(size) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t pages = (size + page - 1) / page * page;
    mapped_ = pages + page;
    memory_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) return;
    begin_ = static_cast<unsigned char*>(memory_) + pages - size;
    if (mprotect(begin_ + size, page, PROT_NONE) != 0) begin_ = nullptr;
    if (begin_ != nullptr) std::memset(begin_, 0xff, size);
  }
  ~GuardedMemory() {
    if (memory_ != MAP_FAILED) munmap(memory_, mapped_);
  }
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  // Null if there was no memory.
  [[nodiscard]] unsigned char* begin() const { return begin_; }
  // Bytes from the beginning that were overwritten with zeroes.
  [[nodiscard]] size_t Zeroes() const {
    return static_cast<size_t>(std::find_if(begin_, begin_ + size_, [](unsigned char c) { return c != 0; }) -
                               begin_);
  }

 private:
  size_t size_;
  size_t mapped_ = 0;
  void* memory_ = MAP_FAILED;
  unsigned char* begin_ = nullptr;
};

}  // namespace

std::string OldKernelWarning(const std::string& release) {
  constexpr unsigned kMajor = 5, kMinor = 15;
  unsigned major = 0, minor = 0;
  if (std::sscanf(release.c_str(), "%u.%u", &major, &minor) != 2) return {};
  if (major > kMajor || (major == kMajor && minor >= kMinor)) return {};
  return "Kernel " + release + " is older than the minimum version " + std::to_string(kMajor) + "." +
         std::to_string(kMinor) + "; some scripts may not work";
}

int TryPerfEvent(perf_event_attr attr, int pid, int cpu) {
  attr.size = sizeof(attr);
  const long fd = syscall(SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
  return fd < 0 ? -errno : static_cast<int>(fd);
}

Result<UniqueFd> OpenPerfEvent(perf_event_attr attr, int pid, int cpu) {
  const int fd = TryPerfEvent(attr, pid, cpu);
  if (fd < 0) return Error::FromErrno("perf_event_open", -fd);
  return UniqueFd(fd);
}

Status StartPerfEvent(int event_fd, int program_fd) {
  if (ioctl(event_fd, PERF_EVENT_IOC_SET_BPF, program_fd) != 0) {
    return Error::FromErrno("the kernel did not accept the program for this event", errno);
  }
  if (ioctl(event_fd, PERF_EVENT_IOC_ENABLE, 0) != 0) return Error::FromErrno("enabling the event", errno);
  return Status::Ok();
}

Result<UniqueFd> LinkPerfEvent(int event_fd, int program_fd, uint64_t cookie) {
  LIBBPF_OPTS(bpf_link_create_opts, options);
  options.perf_event.bpf_cookie = cookie;
  UniqueFd link(bpf_link_create(program_fd, event_fd, BPF_PERF_EVENT, &options));
  if (!link.valid()) {
    return Error::FromErrno("the kernel did not accept the program for this event", errno);
  }
  if (ioctl(event_fd, PERF_EVENT_IOC_ENABLE, 0) != 0) return Error::FromErrno("enabling the event", errno);
  return link;
}

int LinkKprobeMulti(int program_fd, std::span<const char* const> functions, bool at_return) {
  LIBBPF_OPTS(bpf_link_create_opts, options);
  options.kprobe_multi.flags = at_return ? kMultiReturn : 0;
  options.kprobe_multi.cnt = static_cast<uint32_t>(functions.size());
  options.kprobe_multi.syms = const_cast<const char**>(functions.data());
  return bpf_link_create(program_fd, 0, BPF_TRACE_KPROBE_MULTI, &options);
}

int LinkKprobeMulti(int program_fd, std::span<const uint64_t> addresses, bool at_return) {
  LIBBPF_OPTS(bpf_link_create_opts, options);
  options.kprobe_multi.flags = at_return ? kMultiReturn : 0;
  options.kprobe_multi.cnt = static_cast<uint32_t>(addresses.size());
  options.kprobe_multi.addrs = reinterpret_cast<const unsigned long*>(addresses.data());
  return bpf_link_create(program_fd, 0, BPF_TRACE_KPROBE_MULTI, &options);
}

int LinkKprobeSession(int program_fd, std::span<const char* const> functions) {
  return LinkSession(program_fd, functions.size(), functions.data(), nullptr);
}

int LinkKprobeSession(int program_fd, std::span<const uint64_t> addresses) {
  return LinkSession(program_fd, addresses.size(), nullptr, addresses.data());
}

int LinkUprobeMulti(int program_fd, const std::string& path, const UserPlaces& places, bool at_return,
                    int pid) {
  const auto array = [](const std::vector<uint64_t>& words) {
    return words.empty() ? 0 : reinterpret_cast<uint64_t>(words.data());
  };
  UprobeMultiAttr attr{};
  attr.prog_fd = static_cast<uint32_t>(program_fd);
  attr.attach_type = kTraceUprobeMulti;
  attr.path = reinterpret_cast<uint64_t>(path.c_str());
  attr.offsets = array(places.offsets);
  attr.ref_ctr_offsets = array(places.counters);
  attr.cookies = array(places.cookies);
  attr.count = static_cast<uint32_t>(places.offsets.size());
  attr.multi_flags = at_return ? kMultiReturn : 0;
  attr.pid = static_cast<uint32_t>(pid);
  const long fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
  return fd < 0 ? -errno : static_cast<int>(fd);
}

Result<UniqueFd> OpenRawTracepoint(const std::string& name, int program_fd) {
  const int fd = bpf_raw_tracepoint_open(name.c_str(), program_fd);
  if (fd < 0) return Error::FromErrno("raw tracepoint", -fd);
  return UniqueFd(fd);
}

int LinkIterator(int program_fd, const std::string& object, int pid) {
  bpf_iter_link_info about{};
  // Members of the union's later structs, which older headers do not have: cgroup.order, task.pid.
  uint32_t words[2] = {};
  constexpr uint32_t kDescendantsFirst = 2;  // BPF_CGROUP_ITER_DESCENDANTS_PRE: every cgroup, parents first
  if (object == "cgroup") words[0] = kDescendantsFirst;
  if (pid != 0) words[1] = static_cast<uint32_t>(pid);
  static_assert(sizeof(about) >= sizeof(uint32_t));
  std::byte bytes[16] = {};
  std::memcpy(bytes, words, sizeof(words));
  LIBBPF_OPTS(bpf_link_create_opts, options);
  const bool plain = words[0] == 0 && words[1] == 0;
  options.iter_info = plain ? nullptr : reinterpret_cast<bpf_iter_link_info*>(bytes);
  options.iter_info_len = plain ? 0 : sizeof(bytes);
  const int link = bpf_link_create(program_fd, 0, BPF_TRACE_ITER, &options);
  return link < 0 ? -errno : link;
}

int OpenIterator(int program_fd, const std::string& object, int pid) {
  const UniqueFd link(LinkIterator(program_fd, object, pid));
  if (link.get() < 0) return link.get();
  const int fd = bpf_iter_create(link.get());  // keeps what it needs of the link
  return fd < 0 ? -errno : fd;
}

int LinkTrampoline(int program_fd) {
  return bpf_raw_tracepoint_open(nullptr, program_fd);  // -errno
}

Status RunProgram(int program_fd) {
  auto result = CallProgram(program_fd);
  return result ? Status::Ok() : Status(result.TakeError());
}

Result<uint32_t> CallProgram(int program_fd) {
  LIBBPF_OPTS(bpf_test_run_opts, options);
  const int code = bpf_prog_test_run_opts(program_fd, &options);
  if (code < 0) return Error::FromErrno("running a program", code);
  return options.retval;
}

Status RunClock::Start() {
  if (statistics_.valid()) return Status::Ok();
  statistics_.Reset(bpf_enable_stats(BPF_STATS_RUN_TIME));
  if (!statistics_.valid()) return Error::FromErrno("asking the kernel to measure programs", errno);
  const bpf_insn nothing[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  const UniqueFd empty(
      bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "empty", "GPL", nothing, std::size(nothing), nullptr));
  if (!empty.valid()) return Error::FromErrno("loading an empty program", errno);
  // The least of several rounds: what interrupts one is not part of the cost.
  constexpr uint64_t kRounds = 10, kRuns = 100;
  uint64_t least = UINT64_MAX, before = 0;
  for (uint64_t round = 0; round < kRounds; ++round) {
    for (uint64_t i = 0; i < kRuns; ++i) {
      if (Status status = RunProgram(empty.get()); !status) return status;
    }
    auto time = TimeOf(empty.get());
    if (!time) return time.TakeError();
    least = std::min(least, *time - before);
    before = *time;
  }
  cost_of_thousand_ = least * 1000 / kRuns;
  return Status::Ok();
}

Result<uint64_t> RunClock::TimeOf(int program_fd) {
  bpf_prog_info info{};
  uint32_t length = sizeof(info);
  const int code = bpf_obj_get_info_by_fd(program_fd, &info, &length);
  if (code != 0) return Error::FromErrno("asking the kernel about a program", code);
  return info.run_time_ns;
}

void WaitForRunningPrograms() {
  // Programs run inside of read-side sections of RCU. Of this command the kernel documents a barrier on all
  // CPUs; how it makes one is waiting for a grace period (kernel/sched/membarrier.c).
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0) return;
  constexpr timespec kLongerThanAnyProgram{0, 50000000};
  nanosleep(&kLongerThanAnyProgram, nullptr);
}

Result<ProbePmu> FindProbePmu(const std::string& name) {
  const std::string folder = "/sys/bus/event_source/devices/" + name;
  const std::string type = FirstLine(folder + "/type");
  if (type.empty()) return Error("no such kind of event: " + folder);
  ProbePmu pmu;
  pmu.type = static_cast<uint32_t>(std::strtoul(type.c_str(), nullptr, 10));
  const std::string bit = FirstLine(folder + "/format/retprobe");  // "config:0"
  const size_t colon = bit.find(':');
  const unsigned long number =
      colon == std::string::npos ? 0 : std::strtoul(bit.c_str() + colon + 1, nullptr, 10);
  pmu.return_bit = uint64_t{1} << (number & 63);
  return pmu;
}

const std::vector<int>& OnlineCpus() {
  static const std::vector<int> cpus = [] {
    std::vector<int> found = ParseCpuList(FirstLine("/sys/devices/system/cpu/online"));
    if (found.empty()) found = CpusInProcStat();
    const Result<int> possible = found.empty() ? PossibleCpuCount() : Result<int>(0);
    if (found.empty()) {
      found.resize(possible ? static_cast<size_t>(*possible) : 1);
      std::iota(found.begin(), found.end(), 0);
    }
    return found;
  }();
  return cpus;
}

Result<int> CountPerCpuValues() {
  constexpr size_t kMost = 65536;  // eight times what kernels can be configured for
  const UniqueFd map(
      bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "cpus", sizeof(uint32_t), sizeof(uint64_t), 1, nullptr));
  if (!map.valid()) return Error::FromErrno("asking the kernel for the number of CPUs", errno);
  const GuardedMemory values(kMost * sizeof(uint64_t));
  if (values.begin() == nullptr) return Error::FromErrno("memory for the number of CPUs", errno);
  const uint32_t zero = 0;
  const int code = bpf_map_lookup_elem(map.get(), &zero, values.begin());
  if (code != 0) return Error::FromErrno("asking the kernel for the number of CPUs", code);
  return static_cast<int>(values.Zeroes() / sizeof(uint64_t));
}

Result<int> PossibleCpuCount() {
  static const Result<int> count = []() -> Result<int> {
    const int found = libbpf_num_possible_cpus();
    if (found > 0) return found;
    return CountPerCpuValues();
  }();
  return count;
}

Status CheckCpuCount(int map_fd, size_t value_size, int cpus) {
  const size_t stride = (value_size + 7) & ~size_t{7};
  const GuardedMemory values(stride * static_cast<size_t>(cpus));
  if (values.begin() == nullptr) return Error::FromErrno("memory for per-CPU values", errno);
  const uint32_t zero = 0;
  const int code = bpf_map_lookup_elem(map_fd, &zero, values.begin());
  if (code != 0 && code != -EFAULT) return Error::FromErrno("reading a per-CPU map", code);
  if (code == 0 && values.Zeroes() == stride * static_cast<size_t>(cpus)) return Status::Ok();
  return Error("the kernel keeps values for another number of CPUs than the " + std::to_string(cpus) +
               " of /sys/devices/system/cpu/possible");
}

uint64_t BootTimeNs() {
  return ClockNs(CLOCK_BOOTTIME);
}

PidNamespace OwnPidNamespace() {
  constexpr uint64_t kInitialInode = 0xeffffffc;
  PidNamespace result;
  struct stat info{};
  if (stat("/proc/self/ns/pid", &info) != 0 || info.st_ino == kInitialInode) return result;
  result.initial = false;
  result.device = info.st_dev;
  result.inode = info.st_ino;
  return result;
}

}  // namespace sonde::runtime
