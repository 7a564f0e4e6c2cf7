// Perf events that programs write packets to. Leaves: PacketBuffers, PacketPages. Covered by
// tests/run/packets.test and tests/runtime/packet_files_test.cpp.
#include "runtime/packet_buffers.h"

#include <bpf/bpf.h>
#include <sys/epoll.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "runtime/kernel.h"

namespace sonde::runtime {
namespace {

// PERF_SAMPLE_RAW: what the program gave, after its size.
struct SampleHeader {
  perf_event_header header;
  uint32_t size;
};
// The size is that of a multiple of eight bytes less its own four, so the header ends here.
constexpr size_t kSampleStart = offsetof(SampleHeader, size) + sizeof(uint32_t);

struct TimedPacket {
  uint64_t time = 0;
  std::vector<std::byte> record;
};

}  // namespace

// A large packet takes 16 pages, and a burst is some hundred small ones on one CPU.
size_t PacketPages(uint64_t pages, size_t page_size, size_t cpus) {
  constexpr size_t kAllTogether = size_t{8} << 20, kLeast = size_t{256} << 10, kMost = size_t{2} << 20;
  constexpr uint64_t kLimit = uint64_t{1} << 18U;
  cpus = std::max<size_t>(cpus, 1);
  if (pages == 0) return std::bit_floor(std::clamp(kAllTogether / cpus, kLeast, kMost) / page_size);
  return std::bit_floor(std::max<uint64_t>(std::min(pages, kLimit) / cpus, 1));
}

Status PacketBuffers::Add(int map_fd, int cpu, size_t pages) {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_BPF_OUTPUT;
  attr.sample_type = PERF_SAMPLE_RAW;
  attr.sample_period = 1;
  // Waking somebody for each packet would cost more than the packet; the loop looks ten times a second.
  attr.watermark = 1;
  attr.wakeup_watermark = static_cast<uint32_t>(pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) / 4);
  auto event = OpenPerfEvent(attr, -1, cpu);
  if (!event) return event.TakeError();
  PerfRing ring(std::move(*event));
  if (!ring.Map(pages)) return Error::FromErrno("memory for " + std::to_string(pages) + " pages", errno);
  const int fd = ring.fd();
  const auto key = static_cast<uint32_t>(cpu);
  if (const int code = bpf_map_update_elem(map_fd, &key, &fd, BPF_ANY); code != 0)
    return Error::FromErrno("the map of buffers", -code);
  epoll_event wait{};
  wait.events = EPOLLIN;
  if (epoll_ctl(waits_.get(), EPOLL_CTL_ADD, fd, &wait) != 0) return Error::FromErrno("epoll", errno);
  rings_.push_back(std::move(ring));
  return Status::Ok();
}

Result<std::unique_ptr<PacketBuffers>> PacketBuffers::Open(int map_fd, uint64_t pages) {
  std::unique_ptr<PacketBuffers> buffers(new PacketBuffers);
  buffers->waits_.Reset(epoll_create1(EPOLL_CLOEXEC));
  const std::vector<int> cpus = OnlineCpus();
  const size_t each = PacketPages(pages, static_cast<size_t>(sysconf(_SC_PAGESIZE)), cpus.size());
  for (const int cpu : cpus) {
    if (Status status = buffers->Add(map_fd, cpu, each); !status)
      return status.TakeError().While("the buffer for packets of CPU " + std::to_string(cpu));
  }
  return buffers;
}

EventSource::Drained PacketBuffers::Drain(size_t /*most*/, const RecordHandler& handle) {
  std::vector<TimedPacket> packets;
  for (PerfRing& ring : rings_) {
    ring.Take([&](PerfRing::Record record) {
      perf_event_header header{};
      std::memcpy(&header, record.data(), sizeof(header));
      if (header.type != PERF_RECORD_SAMPLE || record.size() < kSampleStart + sizeof(PacketHeader)) return;
      record = record.subspan(kSampleStart);
      PacketHeader packet{};
      std::memcpy(&packet, record.data(), sizeof(packet));
      packets.push_back({packet.boot_ns, {record.begin(), record.end()}});
    });
  }
  std::stable_sort(packets.begin(), packets.end(),
                   [](const TimedPacket& a, const TimedPacket& b) { return a.time < b.time; });
  Drained drained;
  for (const TimedPacket& packet : packets) {
    ++drained.taken;
    drained.goes_on = handle(packet.record) && drained.goes_on;
  }
  return drained;
}

void PacketBuffers::Discard() {
  Drain(0, [](std::span<const std::byte>) { return true; });
}

}  // namespace sonde::runtime
