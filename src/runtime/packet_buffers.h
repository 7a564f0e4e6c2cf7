// PacketBuffers: what skboutput() hands over, by way of a perf event on each CPU: the kernel copies a packet
// into nothing else. Covered by tests/run/packets.test.
#pragma once

#include <memory>
#include <vector>

#include "runtime/machine.h"
#include "runtime/perf_ring.h"

namespace sonde::runtime {

// Pages of each CPU's buffer: all together have `pages` if that is given, else what serves most.
size_t PacketPages(uint64_t pages, size_t page_size, size_t cpus);

class PacketBuffers : public EventSource {
 public:
  // `map_fd`: the map by which programs find the event of their CPU. `pages`: the setting perf_rb_pages.
  static Result<std::unique_ptr<PacketBuffers>> Open(int map_fd, uint64_t pages);

  // All that has come, in the order of time; `most` is about smaller things.
  Drained Drain(size_t most, const RecordHandler& handle) override;
  void Discard() override;
  bool BeginWait() override { return true; }
  void EndWait() override {}
  // Readable when one of the buffers is filling up. Single packets are to be looked for.
  [[nodiscard]] int wake_fd() const override { return waits_.get(); }

 private:
  PacketBuffers() = default;
  Status Add(int map_fd, int cpu, size_t pages);

  UniqueFd waits_;  // epoll
  std::vector<PerfRing> rings_;
};

}  // namespace sonde::runtime
