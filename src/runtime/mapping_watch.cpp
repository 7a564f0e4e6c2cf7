// Reading mmap, exec and fork records of perf events. Leaves: MappingWatch. Covered by
// tests/runtime/mapping_watch_test.cpp.
#include "runtime/mapping_watch.h"

#include <linux/perf_event.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>

#include "runtime/kernel.h"

namespace sonde::runtime {
namespace {

// Some thousand mappings: on a busy machine it can be a second until sonde may look. Where that is more than
// the kernel lets this user lock, or than all CPUs together may take, fewer have to do.
constexpr size_t kMostPages = 128;
constexpr size_t kFewestPages = 8;
constexpr size_t kMostBytes = size_t{32} << 20;

size_t PageSize() {
  return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// The fixed part of a PERF_RECORD_MMAP2; the path follows.
struct MmapRecord {
  perf_event_header header;
  uint32_t pid, tid;
  uint64_t start, size, file_offset;
  uint32_t device_major, device_minor;
  uint64_t inode, inode_generation;
  uint32_t protection, flags;
};
struct CommRecord {  // the name follows
  perf_event_header header;
  uint32_t pid, tid;
};
struct ForkRecord {
  perf_event_header header;
  uint32_t pid, parent, tid, parent_tid;
  uint64_t time;
};
struct LostRecord {
  perf_event_header header;
  uint64_t id, lost;
};

template <typename Record>
bool Load(const std::byte* bytes, size_t size, Record& record) {
  if (size < sizeof(record)) return false;
  std::memcpy(&record, bytes, sizeof(record));
  return true;
}

// What sample_id_all puts behind every record.
uint64_t TimeOf(const std::byte* record, size_t size) {
  uint64_t time = 0;
  if (size >= sizeof(time)) std::memcpy(&time, record + size - sizeof(time), sizeof(time));
  return time;
}

}  // namespace

bool MappingWatch::Add(int pid, int cpu, size_t pages) {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_DUMMY;
  attr.mmap = attr.mmap2 = 1;
  attr.comm = attr.comm_exec = 1;
  attr.task = 1;
  attr.exclude_kernel = 1;
  attr.sample_type = PERF_SAMPLE_TIME;
  attr.sample_id_all = 1;
  attr.use_clockid = 1;
  attr.clockid = CLOCK_MONOTONIC;
  attr.read_format = PERF_FORMAT_LOST;  // from Linux 6.0 on
  auto event = OpenPerfEvent(attr, pid, cpu);
  const bool counts_lost = event.ok();
  attr.read_format = 0;
  if (!counts_lost) event = OpenPerfEvent(attr, pid, cpu);
  if (!event) return false;
  PerfRing ring(std::move(*event));
  for (; pages >= kFewestPages; pages /= 2) {
    if (!ring.Map(pages)) continue;
    buffers_.push_back({std::move(ring), counts_lost});
    return true;
  }
  return false;
}

// A record about losses comes with the next report that finds room, so maybe never; the event's own count is
// exact.
uint64_t MappingWatch::lost() const {
  uint64_t lost = lost_;
  for (const Buffer& buffer : buffers_) {
    uint64_t counts[2] = {};  // of samples, and of losses
    if (buffer.counts_lost && read(buffer.ring.fd(), counts, sizeof(counts)) == sizeof(counts))
      lost += counts[1];
  }
  return lost;
}

std::unique_ptr<MappingWatch> MappingWatch::OpenAll() {
  std::unique_ptr<MappingWatch> watch(new MappingWatch);
  const std::vector<int> cpus = OnlineCpus();
  size_t pages = kMostPages;
  while (pages > kFewestPages && pages * PageSize() * cpus.size() > kMostBytes)
    pages /= 2;
  for (const int cpu : cpus) {
    if (!watch->Add(-1, cpu, pages)) return nullptr;
  }
  return watch;
}

std::unique_ptr<MappingWatch> MappingWatch::Open(int pid) {
  std::unique_ptr<MappingWatch> watch(new MappingWatch);
  return watch->Add(pid, -1, kMostPages) ? std::move(watch) : nullptr;
}

void MappingWatch::Parse(const std::byte* record, size_t size, bool counts_lost,
                         std::vector<Report>& reports) {
  perf_event_header header{};
  std::memcpy(&header, record, sizeof(header));
  Report report;
  report.when = TimeOf(record, size);
  if (CommRecord comm{}; header.type == PERF_RECORD_COMM && Load(record, size, comm)) {
    if ((header.misc & PERF_RECORD_MISC_COMM_EXEC) == 0) return;
    report.kind = Report::Kind::Exec;
    report.pid = static_cast<int>(comm.pid);
    reports.push_back(std::move(report));
  } else if (ForkRecord fork{}; header.type == PERF_RECORD_FORK && Load(record, size, fork)) {
    if (fork.pid == fork.parent) return;  // a thread
    report.kind = Report::Kind::Fork;
    report.pid = static_cast<int>(fork.pid);
    report.parent = static_cast<int>(fork.parent);
    reports.push_back(std::move(report));
  } else if (LostRecord lost{}; header.type == PERF_RECORD_LOST && Load(record, size, lost)) {
    if (!counts_lost) lost_ += lost.lost;
  } else if (MmapRecord map{}; header.type == PERF_RECORD_MMAP2 && Load(record, size, map)) {
    report.pid = static_cast<int>(map.pid);
    const auto* path = reinterpret_cast<const char*>(record) + sizeof(map);
    report.file = {map.start,
                   map.size,
                   map.file_offset,
                   map.device_major,
                   map.device_minor,
                   map.inode,
                   std::string(path, strnlen(path, size - sizeof(map))),
                   report.when};
    reports.push_back(std::move(report));
  }
}

// Each CPU has its own buffer, and a process goes from one to another.
void MappingWatch::Read(UserSymbols& symbols, std::vector<int>& changed) {
  std::vector<Report> reports;
  for (Buffer& buffer : buffers_) {
    buffer.ring.Take(
        [&](PerfRing::Record record) { Parse(record.data(), record.size(), buffer.counts_lost, reports); });
  }
  std::stable_sort(reports.begin(), reports.end(),
                   [](const Report& a, const Report& b) { return a.when < b.when; });
  for (Report& report : reports) {
    if (report.kind != Report::Kind::Fork) changed.push_back(report.pid);
    switch (report.kind) {
      case Report::Kind::Map:
        symbols.Map(report.pid, std::move(report.file));
        break;
      case Report::Kind::Exec:
        symbols.Exec(report.pid, report.when);
        break;
      case Report::Kind::Fork:
        symbols.Fork(report.parent, report.pid, report.when);
        break;
    }
  }
}

}  // namespace sonde::runtime
